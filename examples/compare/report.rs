//! What was measured, as a table for people and as JSON for programs.
//!
//! In: rows. Out: text. Always true: both forms say the same; a figure that does not exist (what
//! rustc took to compile a native function) is a dash or `null`. Deliberately absent: measuring.

use serde_json::{Value, json};

use crate::latency::{Calls, TextToResult};
use crate::measure::{FirstCall, Spread};
use crate::suite::{Agreement, Engine};

/// A kernel at a size on an engine.
#[derive(Clone)]
pub(crate) struct Row {
    /// The kernel's name.
    pub(crate) kernel: &'static str,
    /// The size.
    pub(crate) size: usize,
    /// The engine.
    pub(crate) engine: Engine,
    /// How its output compares with the interpreter's.
    pub(crate) agrees: Agreement,
    /// From text to first result.
    pub(crate) cold: FirstCall,
    /// Nanoseconds per call when warm.
    pub(crate) steady: Spread,
    /// Elements that a call computes.
    pub(crate) elements: u64,
    /// How many times as fast as the interpreter, if it was measured at this size.
    pub(crate) vs_interpreter: Option<f64>,
    /// How many times as fast as the function compiled by rustc, likewise.
    pub(crate) vs_native: Option<f64>,
    /// The same with metate's mathematical functions in place of std's.
    pub(crate) vs_exact: Option<f64>,
    /// For the interpreter: nanoseconds per operation.
    pub(crate) ns_per_operation: Option<f64>,
}

impl Row {
    fn ns_per_element(&self) -> f64 {
        self.steady.median / self.elements as f64
    }

    /// The row as one line of JSON.
    pub(crate) fn json(&self) -> String {
        let us = |ns: f64| rounded(ns / 1e3);
        let fields = [
            ("kernel", json!(self.kernel)),
            ("size", json!(self.size)),
            ("engine", json!(self.engine.name())),
            ("agrees", json!(self.agrees.name())),
            ("cold_us", us(self.cold.total())),
            ("parse_us", self.cold.parse.map_or(Value::Null, us)),
            ("compile_us", self.cold.compile.map_or(Value::Null, us)),
            ("median_ns", rounded(self.steady.median)),
            ("ns_per_element", rounded(self.ns_per_element())),
            ("vs_interpreter", self.vs_interpreter.map_or(Value::Null, rounded)),
            ("vs_native", self.vs_native.map_or(Value::Null, rounded)),
            ("vs_exact", self.vs_exact.map_or(Value::Null, rounded)),
            ("ns_per_operation", self.ns_per_operation.map_or(Value::Null, rounded)),
        ];
        let fields = fields.map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", fields.join(","))
    }

    fn cells(&self) -> Vec<String> {
        let optional = |ns: Option<f64>| ns.map_or("-".to_owned(), time);
        vec![
            self.kernel.to_owned(),
            self.size.to_string(),
            self.engine.to_string(),
            self.agrees.name().to_owned(),
            time(self.cold.total()),
            optional(self.cold.parse),
            optional(self.cold.compile),
            time(self.cold.run),
            time(self.steady.median),
            format!("{:.1}%", 100.0 * self.steady.relative()),
            figure(self.ns_per_element()),
            ratio(self.vs_interpreter),
            ratio(self.vs_native),
        ]
    }
}

/// To three places or three digits, whichever is more.
pub(crate) fn rounded(value: f64) -> Value {
    let factor = if value.abs() < 1.0 { 1e6 } else { 1e3 };
    json!((value * factor).round() / factor)
}

const HEADINGS: &[&str] = &[
    "kernel",
    "size",
    "engine",
    "agrees",
    "cold",
    "= parse",
    "+ compile",
    "+ run",
    "median",
    "iqr",
    "ns/elem",
    "vs interp",
    "vs native",
];

/// All rows under headings, a blank line between kernels.
pub(crate) fn engines(rows: &[Row]) -> String {
    let mut cells = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| &rows[before]);
        if before.is_none_or(|before| (before.kernel, before.size) != (row.kernel, row.size)) {
            cells.push(Vec::new());
        }
        cells.push(row.cells());
    }
    table(HEADINGS, &["kernel", "engine", "agrees"], &cells)
}

/// Cells in columns under headings, those of `words` aligned to the left.
pub(crate) fn table(headings: &[&str], words: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| cell.chars().count()).max();
        widest.unwrap_or(0).max(headings[column].len())
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let line = |cells: &[String]| {
        let aligned = cells.iter().zip(&widths).zip(headings).map(|((cell, &width), heading)| {
            match words.contains(heading) {
                true => format!("{cell:<width$}"),
                false => format!("{cell:>width$}"),
            }
        });
        format!("{}\n", aligned.collect::<Vec<_>>().join("  ").trim_end())
    };
    let headings: Vec<String> = headings.iter().map(|&heading| heading.to_owned()).collect();
    line(&headings) + &rows.iter().map(|row| line(row)).collect::<String>()
}

/// How the table is to be read.
pub(crate) const LEGEND: &str = "\
agrees     with the interpreter (where that did not run, with the jit, which agrees with it at the
           smaller size): to the last bit (bits), or as closely as std's mathematics (ulp); the gpu
           within the bounds that the interpreter gives for it (bound), at the smaller size where
           those take too long, and nearly at this one
cold       a fresh kernel's text to its first result; natives were compiled ahead of time; for the
           gpu the driver's compilation of the shaders is part of it, at a kernel's first size
median     of a call when warm, through a bound kernel for metate's engines; iqr is the width of
           the middle half of the measurements relative to it; on the gpu arrays go up and come
           down in every call
vs         the median over rounds of the ratio to the interpreter, or to what rustc made of the
           same function: above 1, faster; a dash where that was not measured: the interpreter
           takes part where a call takes it less than about a second, else at a smaller size
";

/// What the interpreter takes per operation, kernel by kernel.
pub(crate) fn interpreter(rows: &[Row]) -> String {
    let mut shown: Vec<&str> = Vec::new();
    let mut costs = Vec::new();
    for row in rows {
        let Some(ns) = row.ns_per_operation.filter(|_| !shown.contains(&row.kernel)) else {
            continue;
        };
        shown.push(row.kernel);
        costs.push(format!("{}: {}", row.kernel, figure(ns)));
    }
    if costs.is_empty() {
        return String::new();
    }
    format!(
        "interpreter, ns per operation   {}\n  (operations: executed statements of the loop IR and \
         ends of blocks, as its fuel counts them)\n",
        costs.join(", ")
    )
}

/// What a call costs beside the kernel.
pub(crate) fn calls(calls: &[Calls]) -> String {
    let lines = calls.iter().map(|Calls { argument, pointer, bound, dynamic }| {
        format!(
            "call with {argument:<9} function pointer {}, bound kernel {} ({:+.1} ns), dynamic \
             {} ({:+.1} ns)\n",
            time(*pointer),
            time(*bound),
            bound - pointer,
            time(*dynamic),
            dynamic - pointer,
        )
    });
    lines.collect()
}

/// Text to first result, stage by stage.
pub(crate) fn latency(first: FirstCall, warm: &TextToResult) -> String {
    format!(
        "go_fast, text to first result   {} median of {} texts (p99 {}): parse and check {}, lower \
         and compile {} (of it lower {}), first run {}; drop {}\n  first in the process           \
         {}: parse and check {}, lower and compile {}, first run {}\n",
        time(warm.total.median),
        warm.texts,
        time(warm.total_p99),
        time(warm.parse.median),
        time(warm.compile.median),
        time(warm.lower.median),
        time(warm.run.median),
        time(warm.drop.median),
        time(first.total()),
        time(first.parse.unwrap_or(0.0)),
        time(first.compile.unwrap_or(0.0)),
        time(first.run),
    )
}

/// The geometric mean, if there is anything.
pub(crate) fn geometric_mean(ratios: impl Iterator<Item = f64>) -> Option<f64> {
    let logarithms: Vec<f64> = ratios.map(f64::ln).collect();
    let count = logarithms.len() as f64;
    (count > 0.0).then(|| (logarithms.iter().sum::<f64>() / count).exp())
}

/// A ratio, or a dash.
pub(crate) fn ratio(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), figure)
}

/// Nanoseconds in a unit that suits them.
pub(crate) fn time(ns: f64) -> String {
    match ns {
        _ if ns < 1e3 => format!("{} ns", figure(ns)),
        _ if ns < 1e6 => format!("{} us", figure(ns / 1e3)),
        _ if ns < 1e9 => format!("{} ms", figure(ns / 1e6)),
        _ => format!("{} s", figure(ns / 1e9)),
    }
}

/// A number with three digits.
pub(crate) fn figure(value: f64) -> String {
    match value.abs() {
        size if size < 1.0 => format!("{value:.3}"),
        size if size < 10.0 => format!("{value:.2}"),
        size if size < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
