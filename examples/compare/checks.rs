//! What became of the checks in the suite's loops, and the time that is left of them.
//!
//! In: kernels of the suite; or what `--suite --json` printed in two builds, with bounds checks and
//! without. Out: a row per kernel. Always true: what became of a check is what `explain` tells of
//! it, for the plan of machine code on one thread; a check of the text counts once. What checks cost
//! is the ratio of two builds in each of which the jit was measured beside rustc's function, which
//! is the same in both: how far that drifted stands beside. Deliberately absent: checks outside of
//! loops, which are made once.

use metate::explain::{LoopReport, Report};
use metate::{Error, Kernel, Target};
use serde_json::json;

use crate::join::{Joined, geometric_means};
use crate::report::{rounded, table, time};
use crate::suite::Case;

/// The checks in the loops of a kernel.
pub(crate) struct Checks {
    kernel: &'static str,
    /// Those of the text.
    text: usize,
    proved: usize,
    hoisted: usize,
    /// Those that say what another one says, or were decided beforehand.
    needless: usize,
    /// What is left in loops without inner loops, and what is checked there.
    innermost: Vec<String>,
    left: usize,
    /// What is left where loops may run on several threads.
    left_on_threads: usize,
}

/// Looks at the plans of a kernel; nothing runs.
pub(crate) fn of(case: &'static Case) -> Result<Checks, Error> {
    let kernel = Kernel::parse(case.text)?;
    let mut workload = (case.prepare)(case.smoke);
    let report = workload.report(&kernel.on(Target::Jit))?;
    let threads = workload.report(&kernel.on(Target::Threads))?;
    let sum = |count: fn(&LoopReport) -> usize| report.loops().iter().map(count).sum();
    let (text, proved, hoisted) =
        (sum(|l| l.checks_before), sum(|l| l.checks_proved), sum(|l| l.checks_hoisted));
    let left: usize = sum(|l| l.checks.len());
    let innermost = innermost(&report).flat_map(|l| &l.checks);
    Ok(Checks {
        kernel: case.name,
        text,
        proved,
        hoisted,
        needless: text.saturating_sub(proved + hoisted + left),
        innermost: innermost.map(|check| check.source.clone()).collect(),
        left,
        left_on_threads: threads.loops().iter().map(|l| l.checks.len()).sum(),
    })
}

/// The loops inside of which there is none any more.
fn innermost(report: &Report) -> impl Iterator<Item = &LoopReport> {
    let loops = report.loops();
    let is_around = move |number: usize| {
        loops.iter().any(|inner| inner.parent == Some(number) && inner.iteration.is_some())
    };
    loops.iter().enumerate().filter(move |(number, _)| !is_around(*number)).map(|(_, l)| l)
}

impl Checks {
    /// As one line of JSON.
    pub(crate) fn json(&self) -> String {
        json!({
            "kernel": self.kernel,
            "checks": self.text,
            "proved": self.proved,
            "hoisted": self.hoisted,
            "needless": self.needless,
            "left": self.left,
            "left_innermost": self.innermost.len(),
            "left_on_threads": self.left_on_threads,
            "checked_innermost": self.innermost,
        })
        .to_string()
    }

    fn cells(&self) -> Vec<String> {
        let numbers = [
            self.text,
            self.proved,
            self.hoisted,
            self.needless,
            self.left,
            self.innermost.len(),
            self.left_on_threads,
        ];
        let mut places = self.innermost.clone();
        places.dedup();
        let mut cells = vec![self.kernel.to_owned()];
        cells.extend(numbers.map(|number| number.to_string()));
        cells.push(places.join(", "));
        cells
    }
}

const HEADINGS: &[&str] = &[
    "kernel",
    "checks",
    "proved",
    "hoisted",
    "needless",
    "left",
    "innermost",
    "left, threads",
    "checked in innermost loops",
];

const LEGEND: &str = "\
checks     of the text, in loops; proved: they always hold; hoisted: a question in front of a loop
           spares them; needless: another one says the same; left: every iteration makes them
innermost  those of the left ones that stand in loops without inner loops
threads    what is left in the plan for several threads
";

/// A row per kernel, and the sums.
pub(crate) fn report(found: &[Checks]) -> String {
    let mut rows: Vec<Vec<String>> = found.iter().map(Checks::cells).collect();
    let sum = |count: fn(&Checks) -> usize| found.iter().map(count).sum::<usize>();
    let all = Checks {
        kernel: "all",
        text: sum(|c| c.text),
        proved: sum(|c| c.proved),
        hoisted: sum(|c| c.hoisted),
        needless: sum(|c| c.needless),
        innermost: vec![String::new(); sum(|c| c.innermost.len())],
        left: sum(|c| c.left),
        left_on_threads: sum(|c| c.left_on_threads),
    };
    let mut sums = all.cells();
    sums.pop();
    rows.extend([Vec::new(), sums]);
    format!("{}\n{LEGEND}", table(HEADINGS, &["kernel", "checked in innermost loops"], &rows))
}

/// How many times as long a kernel takes with its checks, by the jit's times alone.
fn cost(row: &Joined) -> f64 {
    row.first.jit.median / row.second.jit.median
}

/// The same by the ratios to rustc's function, which both builds have.
fn cost_beside_rustc(row: &Joined) -> f64 {
    row.second.jit.vs_native / row.first.jit.vs_native
}

/// How far rustc's function, which has nothing to do with it, was from the first build to the
/// second.
fn drift(row: &Joined) -> f64 {
    row.second.native.median / row.first.native.median
}

/// What checks cost in two builds, as a table.
pub(crate) fn costs(joined: &[Joined]) -> String {
    let headings =
        ["kernel", "size", "checked", "unchecked", "cost", "beside rustc", "rustc drift"];
    let percent = |ratio: f64| format!("{:+.1}%", 100.0 * (ratio - 1.0));
    let cells = |row: &Joined| {
        vec![
            row.kernel.to_owned(),
            row.size.to_string(),
            time(row.first.jit.median),
            time(row.second.jit.median),
            percent(cost(row)),
            percent(cost_beside_rustc(row)),
            percent(drift(row)),
        ]
    };
    let rows: Vec<Vec<String>> = joined.iter().map(cells).collect();
    let mut out = table(&headings, &["kernel"], &rows);
    out += "\ncost       of the bounds checks, relative to code without them; beside rustc: the same with\n           \
            the ratios of each build to rustc's function, whose own drift is the last column\n\n";
    for (group, count, [plain, beside]) in geometric_means(joined, [cost, cost_beside_rustc]) {
        out += &format!(
            "geometric mean of {count} {group}   {} ({} beside rustc)\n",
            percent(plain),
            percent(beside),
        );
    }
    out
}

/// The same as a line of JSON per kernel, and one per group.
pub(crate) fn costs_json(joined: &[Joined]) -> String {
    let row = |row: &Joined| {
        json!({
            "kernel": row.kernel,
            "size": row.size,
            "checked_ns": rounded(row.first.jit.median),
            "unchecked_ns": rounded(row.second.jit.median),
            "cost": rounded(cost(row)),
            "cost_beside_rustc": rounded(cost_beside_rustc(row)),
            "rustc_drift": rounded(drift(row) - 1.0),
        })
    };
    let means = geometric_means(joined, [cost, cost_beside_rustc]);
    let mean = |(group, count, [plain, beside]): (&str, usize, [f64; 2])| {
        let (plain, beside) = (rounded(plain), rounded(beside));
        json!({ "geometric_mean_of": group, "kernels": count, "cost": plain, "cost_beside_rustc": beside })
    };
    let lines = joined.iter().map(row).chain(means.into_iter().map(mean));
    lines.map(|line| format!("{line}\n")).collect()
}
