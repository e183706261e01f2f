//! What was measured, as a table for people and as JSON for programs.
//!
//! In: rows. Out: text. Always true: both forms say the same; a figure that does not exist (what
//! rustc took to compile a native function) is a dash or `null`. Deliberately absent: measuring.

use serde_json::{Value, json};

use crate::latency::{Calls, TextToResult};
use crate::measure::{FirstCall, Spread};
use crate::suite::{Agreement, Engine};

/// A kernel at a size on an engine.
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
    /// How many times as fast as the interpreter.
    pub(crate) vs_interpreter: f64,
    /// How many times as fast as the function compiled by rustc.
    pub(crate) vs_native: f64,
    /// For the interpreter: executed operations per call.
    pub(crate) operations: Option<f64>,
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
            ("vs_interpreter", rounded(self.vs_interpreter)),
            ("vs_native", rounded(self.vs_native)),
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
            figure(self.vs_interpreter),
            figure(self.vs_native),
        ]
    }
}

/// To three places or three digits, whichever is more.
fn rounded(value: f64) -> Value {
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

/// Columns that hold words, and are aligned to the left.
const WORDS: &[&str] = &["kernel", "engine", "agrees"];

/// All rows under headings, a blank line between kernels.
pub(crate) fn table(rows: &[Row]) -> String {
    let cells: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
    let width = |column: usize| {
        let widest = cells.iter().map(|row| row[column].chars().count()).max();
        widest.unwrap_or(0).max(HEADINGS[column].len())
    };
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    let headings: Vec<String> = HEADINGS.iter().map(|&heading| heading.to_owned()).collect();
    let mut out = line(&headings, &widths);
    for (number, row) in rows.iter().enumerate() {
        let starts_group = number == 0
            || (rows[number - 1].kernel, rows[number - 1].size) != (row.kernel, row.size);
        if starts_group {
            out.push('\n');
        }
        out.push_str(&line(&cells[number], &widths));
    }
    out
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let aligned = cells.iter().zip(widths).enumerate().map(|(column, (cell, &width))| {
        if WORDS.contains(&HEADINGS[column]) {
            format!("{cell:<width$}")
        } else {
            format!("{cell:>width$}")
        }
    });
    format!("{}\n", aligned.collect::<Vec<_>>().join("  ").trim_end())
}

/// How the table is to be read.
pub(crate) const LEGEND: &str = "\
agrees     with the interpreter: to the last bit (bits), or as closely as std's mathematics (ulp)
cold       a fresh kernel's text to its first result; natives were compiled ahead of time
median     of a call when warm, through a bound kernel for metate's engines; iqr is the width of
           the middle half of the measurements relative to it
vs         above 1: faster than the interpreter, or than what rustc made of the same function
";

/// What the interpreter takes per operation, kernel by kernel.
pub(crate) fn interpreter(rows: &[Row]) -> String {
    let costs = rows.iter().filter_map(|row| {
        let per_operation = row.steady.median / row.operations?;
        Some(format!("{} {}: {}", row.kernel, row.size, figure(per_operation)))
    });
    let costs: Vec<String> = costs.collect();
    if costs.is_empty() {
        return String::new();
    }
    format!(
        "interpreter, ns per operation   {}\n  (operations: IR statements in the body of each \
         loop times how often it ran, both arms of branches included)\n",
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

/// Nanoseconds in a unit that suits them.
fn time(ns: f64) -> String {
    match ns {
        _ if ns < 1e3 => format!("{} ns", figure(ns)),
        _ if ns < 1e6 => format!("{} us", figure(ns / 1e3)),
        _ if ns < 1e9 => format!("{} ms", figure(ns / 1e6)),
        _ => format!("{} s", figure(ns / 1e9)),
    }
}

/// A number with three digits.
fn figure(value: f64) -> String {
    match value.abs() {
        size if size < 1.0 => format!("{value:.3}"),
        size if size < 10.0 => format!("{value:.2}"),
        size if size < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
