//! The same formulas in Numba, in a process of its own, and how many times as much it takes.
//!
//! In: a Python interpreter that has Numba, and metate's figures. Out: a table of ratios. Always
//! true: both compile the same formulas, which is checked by what they compute. Deliberately absent:
//! Numba itself; `benches/peers/numba_formulas.py` is what runs there.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{Failure, Report, kib_each, show, values};

/// Runs Numba and shows its figures beside metate's.
pub(crate) fn compare(
    python: &str,
    count: u32,
    json: bool,
    dropped: &Report,
    kept: &Report,
) -> Result<(), Failure> {
    let lines = run(python, count)?;
    check(&lines)?;
    let theirs = lines
        .iter()
        .find(|line| line["what"] == "kept")
        .ok_or_else(|| Failure("the script printed no figures".to_owned()))?;
    if json {
        return show(&theirs.to_string());
    }
    let figure = |name: &str| theirs[name].as_f64().unwrap_or(f64::NAN);
    let (median, p99) = dropped.total();
    let ours = kept.grown().map_or(f64::NAN, |bytes| kib_each(bytes, kept.count));
    let rows = [
        ("median, microseconds", median, figure("median_us")),
        ("p99, microseconds", p99, figure("p99_us")),
        ("KiB of a live formula", ours, figure("bytes_each") / 1024.0),
    ];
    let version = theirs["version"].as_str().unwrap_or("of unknown version");
    let mut out = format!("\n{:<28}{:>12}{:>12}{:>10}\n", "", "metate", "numba", "ratio");
    for (name, ours, theirs) in rows {
        out += &format!("{name:<28}{ours:>12.1}{theirs:>12.1}{:>9.0}x\n", theirs / ours);
    }
    show(&format!("{out}numba {version}, {count} formulas; none of its code is ever freed"))
}

/// What the script prints, line by line.
fn run(python: &str, count: u32) -> Result<Vec<Value>, Failure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/numba_formulas.py");
    let mut command = Command::new(python);
    command.arg(script).args(["--json", "--count", &count.to_string()]);
    let output = command.output().map_err(|error| Failure(format!("{python}: {error}")))?;
    if !output.status.success() {
        return Err(Failure(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let parse = |line| serde_json::from_str(line).map_err(|error| Failure(format!("{error}")));
    text.lines().map(parse).collect()
}

/// Both have to compute the same, but for the last places of their mathematics.
fn check(lines: &[Value]) -> Result<(), Failure> {
    for (name, ours) in values()? {
        let line = lines.iter().find(|line| line["values_of"] == name);
        let theirs: Vec<f64> = line
            .and_then(|line| line["values"].as_array())
            .map_or(Vec::new(), |list| list.iter().filter_map(Value::as_f64).collect());
        let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-6 * b.abs().max(1.0);
        if ours.len() != theirs.len() || !ours.iter().zip(&theirs).all(close) {
            let text = format!("{name}: metate computes {ours:?}, the script {theirs:?}");
            return Err(Failure(text));
        }
    }
    Ok(())
}
