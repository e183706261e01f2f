//! Two runs of the suite in one table: rustc with and without vectorisation.
//!
//! In: what `--suite --json` printed in programs whose native functions were built in two ways.
//! Out: a table with both ratios, and the same to draw. Always true: each ratio is between the jit
//! and rustc in one run; the jit's own drift from run to run stands beside. Deliberately absent:
//! building and running; `benches/suite.sh` does that.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::Failure;
use crate::report::{figure, geometric_mean, rounded, table, time};
use crate::suite::{self, Engine, GROUPS};

/// A ratio below which a kernel is marked.
const SLOW: f64 = 0.8;

/// A row that one of the runs printed.
#[derive(Clone, Copy)]
struct Row {
    /// Nanoseconds of a call.
    median: f64,
    /// How many times as fast as rustc's function.
    vs_native: f64,
}

/// Rows by kernel, size and engine; only those of sizes at which rustc's function was measured.
struct RunOf(BTreeMap<(String, u64, String), Row>);

impl RunOf {
    fn read(path: &Path) -> Result<RunOf, Failure> {
        let wrong = |what: &str| Failure(format!("{}: {what}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
        let mut rows = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let row: Value =
                serde_json::from_str(line).map_err(|error| wrong(&error.to_string()))?;
            if row.get("geometric_mean_of").is_some() {
                continue;
            }
            let word = |field: &str| row[field].as_str().map(str::to_owned);
            let key = word("kernel").zip(row["size"].as_u64()).zip(word("engine"));
            let (((kernel, size), engine), median) = key
                .zip(row["median_ns"].as_f64())
                .ok_or_else(|| wrong("not a row of `--suite --json`"))?;
            if let Some(vs_native) = row["vs_native"].as_f64() {
                rows.insert((kernel, size, engine), Row { median, vs_native });
            }
        }
        Ok(RunOf(rows))
    }

    /// The largest size of a kernel, and the rows of the jit and of rustc's function there.
    fn of(&self, kernel: &str) -> Option<(u64, Row, Row)> {
        let row = |size: u64, engine: Engine| {
            self.0.get(&(kernel.to_owned(), size, engine.name().to_owned())).copied()
        };
        let size = self.0.keys().filter(|(name, ..)| name == kernel).map(|(_, size, _)| *size);
        let size = size.max()?;
        Some((size, row(size, Engine::Jit)?, row(size, Engine::Native)?))
    }
}

/// A kernel in both runs: the jit and rustc's function.
pub(crate) struct Joined {
    kernel: &'static str,
    size: u64,
    vectorised: (Row, Row),
    unvectorised: (Row, Row),
}

impl Joined {
    fn vs_native(&self) -> f64 {
        self.vectorised.0.vs_native
    }

    fn vs_scalar(&self) -> f64 {
        self.unvectorised.0.vs_native
    }

    /// The jit's time in the second run, relative to that in the first.
    fn drift(&self) -> f64 {
        self.unvectorised.0.median / self.vectorised.0.median
    }

    fn cells(&self) -> Vec<String> {
        let mark = if self.vs_scalar() < SLOW { "below 0.8" } else { "" };
        vec![
            self.kernel.to_owned(),
            self.size.to_string(),
            time(self.vectorised.0.median),
            time(self.vectorised.1.median),
            time(self.unvectorised.1.median),
            figure(self.vs_native()),
            figure(self.vs_scalar()),
            format!("{:+.0}%", 100.0 * (self.drift() - 1.0)),
            mark.to_owned(),
        ]
    }
}

/// Both ratios of each kernel under their groups, to draw.
pub(crate) fn ratios(joined: &[Joined]) -> Vec<(String, Vec<f64>)> {
    let mut ratios = Vec::new();
    for (group, _) in GROUPS {
        ratios.push((group.to_uppercase(), vec![]));
        let of_group = joined.iter().filter(|row| suite::group(row.kernel) == Some(group));
        let both = |row: &Joined| vec![row.vs_native(), row.vs_scalar()];
        ratios.extend(of_group.map(|row| (row.kernel.to_owned(), both(row))));
    }
    ratios
}

/// Every kernel that is in both files, in the suite's order.
pub(crate) fn join(vectorised: &Path, unvectorised: &Path) -> Result<Vec<Joined>, Failure> {
    let (first, second) = (RunOf::read(vectorised)?, RunOf::read(unvectorised)?);
    let mut joined = Vec::new();
    for case in suite::cases() {
        let kernel = case.name;
        let (Some((size, jit, native)), Some((other, again, scalar))) =
            (first.of(kernel), second.of(kernel))
        else {
            continue;
        };
        if size != other {
            return Err(Failure(format!("{kernel}: sizes {size} and {other} differ")));
        }
        let (vectorised, unvectorised) = ((jit, native), (again, scalar));
        joined.push(Joined { kernel, size, vectorised, unvectorised });
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

/// Geometric means of a group's ratios to rustc and to unvectorised rustc.
fn means(joined: &[Joined], group: &str) -> [f64; 2] {
    let of_group = || joined.iter().filter(|row| suite::group(row.kernel) == Some(group));
    let ratios: [fn(&Joined) -> f64; 2] = [Joined::vs_native, Joined::vs_scalar];
    ratios.map(|ratio| geometric_mean(of_group().map(ratio)).unwrap_or(1.0))
}

/// One line of JSON per kernel, and one per group.
pub(crate) fn json(joined: &[Joined]) -> String {
    let row = |row: &Joined| {
        json!({
            "kernel": row.kernel,
            "size": row.size,
            "jit_ns": rounded(row.vectorised.0.median),
            "vs_native": rounded(row.vs_native()),
            "vs_unvectorised": rounded(row.vs_scalar()),
            "jit_drift": rounded(row.drift() - 1.0),
        })
    };
    let mean = |(group, _): &(&str, _)| {
        let [native, scalar] = means(joined, group).map(rounded);
        json!({ "geometric_mean_of": group, "vs_native": native, "vs_unvectorised": scalar })
    };
    let lines = joined.iter().map(row).chain(GROUPS.iter().map(mean));
    lines.map(|line| format!("{line}\n")).collect()
}

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
        let [native, scalar] = self::means(joined, group).map(figure);
        means += &format!(
            "geometric mean of {} {group}   vs rustc {native}, vs unvectorised {scalar}\n",
            cells.len(),
        );
    }
    let slow = joined.iter().filter(|row| row.vs_scalar() < SLOW);
    let slow: Vec<&str> = slow.map(|row| row.kernel).collect();
    let slow = if slow.is_empty() { "none".to_owned() } else { slow.join(", ") };
    format!("{out}{LEGEND}\n{means}below {SLOW} of unvectorised rustc   {slow}\n")
}

/// The ratios as a table in Markdown, those below 0.8 of unvectorised rustc in bold.
pub(crate) fn markdown(joined: &[Joined]) -> String {
    let mut out =
        "| kernel | size | jit | vs rustc | vs rustc, unvectorised |\n|---|---|---|---|---|\n"
            .to_owned();
    for row in joined {
        let scalar = figure(row.vs_scalar());
        let scalar = if row.vs_scalar() < SLOW { format!("**{scalar}**") } else { scalar };
        let (jit, native) = (time(row.vectorised.0.median), figure(row.vs_native()));
        out += &format!("| {} | {} | {jit} | {native} | {scalar} |\n", row.kernel, row.size);
    }
    out
}
