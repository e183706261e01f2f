//! Two runs of the suite in one table: rustc with and without vectorisation.
//!
//! In: what `--suite --json` printed in programs that were built in two ways. Out: their rows in
//! pairs, for whoever compares them; of programs whose native functions differ a table with both
//! ratios, and the same to draw. Always true: each ratio is between the jit and rustc in one run;
//! the jit's own drift from run to run stands beside. Deliberately absent: building and running;
//! `benches/suite.sh` and `benches/checks.sh` do that.

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
pub(crate) struct Row {
    /// Nanoseconds of a call.
    pub(crate) median: f64,
    /// How many times as fast as rustc's function.
    pub(crate) vs_native: f64,
}

/// A kernel in one of the runs: the jit and rustc's function.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) jit: Row,
    pub(crate) native: Row,
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
            if row.get("geometric_mean_of").is_some() || row.get("refused").is_some() {
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
    fn of(&self, kernel: &str) -> Option<(u64, Pair)> {
        let row = |size: u64, engine: Engine| {
            self.0.get(&(kernel.to_owned(), size, engine.name().to_owned())).copied()
        };
        let size = self.0.keys().filter(|(name, ..)| name == kernel).map(|(_, size, _)| *size);
        let size = size.max()?;
        Some((size, Pair { jit: row(size, Engine::Jit)?, native: row(size, Engine::Native)? }))
    }
}

/// A kernel in both runs.
pub(crate) struct Joined {
    pub(crate) kernel: &'static str,
    pub(crate) size: u64,
    /// In the first run; with rustc's vectorisation, where that is what differs.
    pub(crate) first: Pair,
    /// In the second run, without.
    pub(crate) second: Pair,
}

impl Joined {
    fn vs_native(&self) -> f64 {
        self.first.jit.vs_native
    }

    fn vs_scalar(&self) -> f64 {
        self.second.jit.vs_native
    }

    /// The jit's time in the second run, relative to that in the first.
    fn drift(&self) -> f64 {
        self.second.jit.median / self.first.jit.median
    }

    fn cells(&self) -> Vec<String> {
        let mark = if self.vs_scalar() < SLOW { "below 0.8" } else { "" };
        vec![
            self.kernel.to_owned(),
            self.size.to_string(),
            time(self.first.jit.median),
            time(self.first.native.median),
            time(self.second.native.median),
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
pub(crate) fn join(first: &Path, second: &Path) -> Result<Vec<Joined>, Failure> {
    let (before, after) = (RunOf::read(first)?, RunOf::read(second)?);
    let mut joined = Vec::new();
    for case in suite::cases() {
        let kernel = case.name;
        let (Some((size, first)), Some((other, second))) = (before.of(kernel), after.of(kernel))
        else {
            continue;
        };
        if size != other {
            return Err(Failure(format!("{kernel}: sizes {size} and {other} differ")));
        }
        joined.push(Joined { kernel, size, first, second });
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

/// The groups of which there is a kernel, how many there are of it, and geometric means of figures.
pub(crate) fn geometric_means(
    joined: &[Joined],
    figures: [fn(&Joined) -> f64; 2],
) -> Vec<(&'static str, usize, [f64; 2])> {
    let means = |&(group, _): &(&'static str, _)| {
        let of_group = || joined.iter().filter(|row| suite::group(row.kernel) == Some(group));
        let mean = |figure| geometric_mean(of_group().map(figure)).unwrap_or(1.0);
        (group, of_group().count(), figures.map(mean))
    };
    GROUPS.iter().map(means).filter(|(_, count, _)| *count > 0).collect()
}

/// Geometric means of the ratios to rustc and to unvectorised rustc, by group.
fn means(joined: &[Joined]) -> Vec<(&'static str, usize, [f64; 2])> {
    geometric_means(joined, [Joined::vs_native, Joined::vs_scalar])
}

/// One line of JSON per kernel, and one per group.
pub(crate) fn json(joined: &[Joined]) -> String {
    let row = |row: &Joined| {
        json!({
            "kernel": row.kernel,
            "size": row.size,
            "jit_ns": rounded(row.first.jit.median),
            "vs_native": rounded(row.vs_native()),
            "vs_unvectorised": rounded(row.vs_scalar()),
            "jit_drift": rounded(row.drift() - 1.0),
        })
    };
    let mean = |(group, _, means): (&str, usize, [f64; 2])| {
        let [native, scalar] = means.map(rounded);
        json!({ "geometric_mean_of": group, "vs_native": native, "vs_unvectorised": scalar })
    };
    let lines = joined.iter().map(row).chain(means(joined).into_iter().map(mean));
    lines.map(|line| format!("{line}\n")).collect()
}

/// A table per group, and what all comes to.
pub(crate) fn report(joined: &[Joined]) -> String {
    let (mut out, mut means) = (String::new(), String::new());
    for (group, count, ratios) in self::means(joined) {
        let of_group = joined.iter().filter(|row| suite::group(row.kernel) == Some(group));
        let cells: Vec<Vec<String>> = of_group.map(Joined::cells).collect();
        out += &format!("{group}\n{}\n", table(HEADINGS, &["kernel", "mark"], &cells));
        let [native, scalar] = ratios.map(figure);
        means += &format!(
            "geometric mean of {count} {group}   vs rustc {native}, vs unvectorised {scalar}\n"
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
        let (jit, native) = (time(row.first.jit.median), figure(row.vs_native()));
        out += &format!("| {} | {} | {jit} | {native} | {scalar} |\n", row.kernel, row.size);
    }
    out
}
