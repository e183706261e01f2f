//! The table of the documentation, and the file of regression cases.
//!
//! In: reports. Out: text. Always true: a row is printed as soon as its function is done.
//! Deliberately absent: how functions are tried.

use std::fmt::Write;
use std::path::Path;

use rug::Float;

use crate::functions::{BINARY, UNARY};
use crate::report::Report;
use crate::{binary, operations, unary};

/// How much is tried.
pub struct Amount {
    pub samples: u64,
    pub step: u64,
    pub seed: u64,
}

/// A function at a type, and what was found.
struct Row {
    name: &'static str,
    ty: &'static str,
    report: Report,
}

fn rows(
    names: &[String],
    amount: &Amount,
    only: Option<&str>,
    mut done: impl FnMut(&Row),
) -> Vec<Row> {
    let wanted = |name: &str| names.is_empty() || names.iter().any(|other| other == name);
    let typed = |ty: &str| only.is_none_or(|only| only == ty);
    let mut rows = Vec::new();
    let mut add = |name, ty, report| {
        let row = Row { name, ty, report };
        done(&row);
        rows.push(row);
    };
    for function in UNARY.iter().filter(|function| wanted(function.name)) {
        if typed("f32") {
            add(function.name, "f32", unary::f32(function, amount.step));
        }
        if typed("f64") {
            add(function.name, "f64", unary::f64(function, amount.samples, amount.seed));
        }
    }
    for function in BINARY.iter().filter(|function| wanted(function.name)) {
        if typed("f32") {
            add(function.name, "f32", binary::f32(function, amount.samples, amount.seed));
        }
        if typed("f64") {
            add(function.name, "f64", binary::f64(function, amount.samples, amount.seed));
        }
    }
    rows
}

/// Tries functions and prints what is worst and what is wrong.
pub fn check(names: &[String], amount: &Amount, only: Option<&str>) {
    rows(names, amount, only, |row| {
        let Report { inputs, worst, kept, wrong, falls, .. } = &row.report;
        println!("{} {}: {worst:.4} ULP of {inputs} inputs, {falls} falls", row.name, row.ty);
        for (input, distance) in kept.iter().take(4) {
            println!("    {input:?} {distance:.4}");
        }
        wrong.iter().for_each(|what| println!("    WRONG {what}"));
    });
}

/// Tries functions, prints the table and writes the regression cases.
pub fn table(names: &[String], amount: &Amount, cases: Option<&Path>) {
    println!("| function | type | worst, ULP | inputs tried | falls | fast where | operations |");
    println!("|---|---|---|---|---|---|---|");
    let mut all = String::new();
    let rows = rows(names, amount, None, |row| {
        let Report { inputs, worst, falls, .. } = &row.report;
        let (range, count) = operations::fast_path(row.name, row.ty);
        println!(
            "| {} | {} | {worst:.3} | {inputs} | {falls} | {range} | {count} |",
            row.name, row.ty
        );
    });
    for row in &rows {
        row.report.wrong.iter().for_each(|what| println!("WRONG {} {} {what}", row.name, row.ty));
        // What may be 4 ULP off has no cases.
        if !row.name.ends_with("_approx") {
            row.report.kept.iter().for_each(|(input, _)| case(&mut all, row, input));
        }
    }
    if let Some(path) = cases {
        std::fs::write(path, all).expect("the file of cases can be written");
    }
    let limit = |name: &str| if name.ends_with("_approx") { 4.0 } else { 1.0 };
    for row in rows.iter().filter(|row| row.report.worst > limit(row.name)) {
        println!("WRONG {} {}: {} ULP", row.name, row.ty, row.report.worst);
    }
    let right = |row: &Row| row.report.wrong.is_empty() && row.report.worst <= limit(row.name);
    assert!(rows.iter().all(right), "some results are wrong");
}

/// A regression case: the function, its input's bits, and the exact result as the nearest f64 and
/// what that lacks.
fn case(text: &mut String, row: &Row, input: &[f64]) {
    let exact = match UNARY.iter().find(|function| function.name == row.name) {
        Some(function) => unary::reference(function, input[0], 160),
        None => {
            let function = BINARY.iter().find(|function| function.name == row.name);
            let [x, y] = [0, 1].map(|index| Float::with_val(160, input[index]));
            (function.expect("a row is of a function").reference)(&x, &y)
        }
    };
    let high = exact.to_f64();
    let low = (exact - high).to_f64();
    write!(text, "{} {}", row.name, row.ty).expect("a string takes any text");
    for number in input.iter().chain(&[high, low]) {
        write!(text, " {:016x}", number.to_bits()).expect("a string takes any text");
    }
    text.push('\n');
}
