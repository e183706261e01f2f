//! The machine and the build that the figures are from.
//!
//! In: nothing. Out: lines for people. Always true: a feature is listed if the CPU has it, and
//! separately if this program was built to use it, since metate uses what the CPU has and rustc
//! what it was told. Deliberately absent: clock frequencies, which change while one looks.

use std::process::Command;

/// The features that matter for numeric loops, and whether this program was built with them.
const BUILT_WITH: &[(&str, bool)] = &[
    ("sse4.1", cfg!(target_feature = "sse4.1")),
    ("avx", cfg!(target_feature = "avx")),
    ("avx2", cfg!(target_feature = "avx2")),
    ("fma", cfg!(target_feature = "fma")),
    ("avx512f", cfg!(target_feature = "avx512f")),
];

/// What to print above the figures.
pub(crate) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let plural = if cores == 1 { "" } else { "s" };
    format!(
        "machine   {}, {cores} core{plural}, {} {}; has {}\nbuild     {}; rustc built the natives \
         for {}{}\n",
        cpu_name().unwrap_or_else(|| "unknown CPU".to_owned()),
        std::env::consts::OS,
        std::env::consts::ARCH,
        listed(&cpu_features()),
        compiler().unwrap_or_else(|| "unknown rustc".to_owned()),
        built_for(),
        option_env!("METATE_COMPARE_BUILD").map_or(String::new(), |how| format!(", {how}")),
    )
}

/// What Linux calls the CPU.
fn cpu_name() -> Option<String> {
    let info = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = info.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

#[cfg(target_arch = "x86_64")]
fn cpu_features() -> Vec<&'static str> {
    let detected = [
        ("sse4.1", is_x86_feature_detected!("sse4.1")),
        ("avx", is_x86_feature_detected!("avx")),
        ("avx2", is_x86_feature_detected!("avx2")),
        ("fma", is_x86_feature_detected!("fma")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
    ];
    names(&detected)
}

#[cfg(not(target_arch = "x86_64"))]
fn cpu_features() -> Vec<&'static str> {
    Vec::new()
}

fn built_for() -> String {
    let features = names(BUILT_WITH);
    if features.is_empty() {
        return "any CPU of the architecture (RUSTFLAGS=\"-C target-cpu=native\" builds for this \
                one)"
            .to_owned();
    }
    format!("CPUs with {}", listed(&features))
}

fn names(features: &[(&'static str, bool)]) -> Vec<&'static str> {
    features.iter().filter(|(_, has)| *has).map(|(name, _)| *name).collect()
}

fn listed(features: &[&str]) -> String {
    if features.is_empty() { "no listed feature".to_owned() } else { features.join(" ") }
}

/// The compiler that is installed: most likely the one that built this program.
fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    let version = version.split(" (").next()?.trim();
    (!version.is_empty()).then(|| format!("{version} (as installed)"))
}
