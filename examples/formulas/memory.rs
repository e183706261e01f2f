//! Resident memory of this process, where the system tells.
//!
//! In: nothing. Out: bytes. Always true: what is counted is what the process has in memory, code
//! included. Deliberately absent: systems without `/proc`.

/// Bytes in memory now.
pub(crate) fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
