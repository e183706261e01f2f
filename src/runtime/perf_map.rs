//! A map of compiled kernels for `perf`: on request of the environment, and on Linux, where `perf` is.
//!
//! In: addresses, sizes and names of code. Out: lines of `/tmp/perf-PID.map`, which `perf report`
//! reads: start and size in hexadecimal, then the name. Always true: without `METATE_PERF_MAP=1`
//! nothing is written, and asking costs one look at a flag; a line is written by one call to a file
//! that is open for appending, so lines of many threads, and of other compilers in the process that
//! do the same, never mix. A map that cannot be written is no reason to fail: kernels run all the
//! same. Deliberately absent: taking lines back when code is freed, which the format cannot say; an
//! address that is used again has several lines, of which the last is right.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::process;
use std::sync::OnceLock;

use super::code::Code;

/// The variable of the environment that asks for the map.
const VARIABLE: &str = "METATE_PERF_MAP";

/// Adds the code's line, if a map was asked for.
pub fn note(code: &Code, name: impl FnOnce() -> String) {
    let Some(mut map) = map() else { return };
    let line = line(code.address(), code.size(), &name());
    // See above: profiling is not worth a kernel.
    let _ = map.write_all(line.as_bytes());
}

/// `START SIZE name`
fn line(start: usize, size: usize, name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{start:x} {size:x} {name}\n")
}

/// The map of this process, if it was asked for.
fn map() -> Option<&'static File> {
    static MAP: OnceLock<Option<File>> = OnceLock::new();
    MAP.get_or_init(|| is_wanted().then(open).flatten()).as_ref()
}

fn is_wanted() -> bool {
    cfg!(target_os = "linux") && env::var_os(VARIABLE).is_some_and(|value| value == "1")
}

fn open() -> Option<File> {
    // `perf` looks in no other folder.
    let path = format!("/tmp/perf-{}.map", process::id());
    OpenOptions::new().create(true).append(true).open(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line(0x7f00, 298, "metate::f\n(f64)"), "7f00 12a metate::f (f64)\n");
    }
}
