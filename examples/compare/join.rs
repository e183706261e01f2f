//! Two runs of the suite in one table: rustc with and without vectorisation.
//!
//! In: what `--suite --json` printed in programs whose native functions were built in two ways.
//! Out: a table with both ratios, and the same to draw. Always true: each ratio is between the jit
//! and rustc in one run; the jit's own drift from run to run stands beside. Deliberately absent:
//! building and running; `benches/suite.sh` does that.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Failure;
use crate::report::{figure, geometric_mean, table, time};
use crate::suite::{self, Engine, GROUPS};

/// A ratio below which a kernel is marked.
const SLOW: f64 = 0.8;

/// Median nanoseconds of a call by kernel, size and engine.
struct RunOf(BTreeMap<(String, u64, String), f64>);

impl RunOf {
    fn read(path: &Path) -> Result<RunOf, Failure> {
        let wrong = |what: &str| Failure(format!("{}: {what}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
        let mut medians = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let row: Value =
                serde_json::from_str(line).map_err(|error| wrong(&error.to_string()))?;
            let word = |field: &str| row[field].as_str().map(str::to_owned);
            let key = word("kernel").zip(row["size"].as_u64()).zip(word("engine"));
            let (((kernel, size), engine), median) = key
                .zip(row["median_ns"].as_f64())
                .ok_or_else(|| wrong("not a row of `--suite --json`"))?;
            medians.insert((kernel, size, engine), median);
        }
        Ok(RunOf(medians))
    }

    /// The largest size of a kernel that rustc's function was measured at, the jit's time there
    /// and rustc's.
    fn of(&self, kernel: &str) -> Option<(u64, f64, f64)> {
        let median = |size: u64, engine: Engine| {
            self.0.get(&(kernel.to_owned(), size, engine.name().to_owned())).copied()
        };
        let natives = self
            .0
            .keys()
            .filter(|(name, _, engine)| name == kernel && engine == Engine::Native.name());
        let size = natives.map(|(_, size, _)| *size).max()?;
        Some((size, median(size, Engine::Jit)?, median(size, Engine::Native)?))
    }
}

/// A kernel in both runs.
pub(crate) struct Joined {
    kernel: &'static str,
    size: u64,
    jit: f64,
    native: f64,
    scalar: f64,
    /// The jit's time in the second run, relative to that in the first.
    drift: f64,
}

impl Joined {
    fn vs_native(&self) -> f64 {
        self.native / self.jit
    }

    fn vs_scalar(&self) -> f64 {
        self.scalar / (self.jit * self.drift)
    }

    fn cells(&self) -> Vec<String> {
        let mark = if self.vs_scalar() < SLOW { "below 0.8" } else { "" };
        vec![
            self.kernel.to_owned(),
            self.size.to_string(),
            time(self.jit),
            time(self.native),
            time(self.scalar),
            figure(self.vs_native()),
            figure(self.vs_scalar()),
            format!("{:+.0}%", 100.0 * (self.drift - 1.0)),
            mark.to_owned(),
        ]
    }

    /// Both ratios, to draw.
    pub(crate) fn ratios(&self) -> (String, Vec<f64>) {
        (self.kernel.to_owned(), vec![self.vs_native(), self.vs_scalar()])
    }
}

/// Every kernel that is in both files, in the suite's order.
pub(crate) fn join(native: &Path, scalar: &Path) -> Result<Vec<Joined>, Failure> {
    let (native, scalar) = (RunOf::read(native)?, RunOf::read(scalar)?);
    let mut joined = Vec::new();
    for case in suite::cases() {
        let (Some((size, jit, native)), Some((other, again, scalar))) =
            (native.of(case.name), scalar.of(case.name))
        else {
            continue;
        };
        if size != other {
            return Err(Failure(format!("{}: sizes {size} and {other} differ", case.name)));
        }
        let drift = again / jit;
        joined.push(Joined { kernel: case.name, size, jit, native, scalar, drift });
    }
    match joined.is_empty() {
        true => Err(Failure("the files have no kernel in common".to_owned())),
        false => Ok(joined),
    }
}

const HEADINGS: &[&str] = &[
    "kernel",
    "size",
    "jit",
    "rustc",
    "unvectorised",
    "vs rustc",
    "vs unvec.",
    "jit drift",
    "mark",
];

const LEGEND: &str = "\
vs rustc   above 1: the scalar jit is faster than rustc's function with vectorisation, first run
vs unvec.  the same without (-C no-vectorize-loops -C no-vectorize-slp), second run
jit drift  what the jit took in the second run relative to the first: how steady the machine was
";

/// A table per group, and what all comes to.
pub(crate) fn report(joined: &[Joined]) -> String {
    let (mut out, mut means) = (String::new(), String::new());
    for (group, _) in GROUPS {
        let of_group = || joined.iter().filter(|row| suite::group(row.kernel) == Some(group));
        let cells: Vec<Vec<String>> = of_group().map(Joined::cells).collect();
        if cells.is_empty() {
            continue;
        }
        out += &format!("{group}\n{}\n", table(HEADINGS, &["kernel", "mark"], &cells));
        let mean = |ratio: fn(&Joined) -> f64| {
            figure(geometric_mean(of_group().map(ratio)).unwrap_or(1.0))
        };
        means += &format!(
            "geometric mean of {} {group}   vs rustc {}, vs unvectorised {}\n",
            cells.len(),
            mean(Joined::vs_native),
            mean(Joined::vs_scalar)
        );
    }
    let slow = joined.iter().filter(|row| row.vs_scalar() < SLOW);
    let slow: Vec<&str> = slow.map(|row| row.kernel).collect();
    let slow = if slow.is_empty() { "none".to_owned() } else { slow.join(", ") };
    format!("{out}{LEGEND}\n{means}below {SLOW} of unvectorised rustc   {slow}\n")
}
