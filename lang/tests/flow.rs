//! Where variables have values, and which views were moved.
//!
//! In: `tests/front/flow.txt`, kernels each followed by `accepted` or by all their problems with
//! their places; `BLESS=1` rewrites it. Always true: rustc, with `use ndarray::*`, accepts every
//! text that is accepted here. Deliberately absent: types of what is accepted (`front.rs`).

use std::time::{Duration, Instant};

use metate_lang::error::{Code, Diagnostics};
use metate_lang::front::load;
use metate_lang::hir::print::print;

const CASES: &str = include_str!("front/flow.txt");

/// The kernels of the file, and what is expected of each.
fn cases() -> impl Iterator<Item = (String, Vec<String>)> {
    CASES.split("----\n").map(|case| {
        let text = case.lines().filter(|line| !line.starts_with("//~"));
        let expected = case.lines().filter_map(|line| line.strip_prefix("//~ "));
        (text.collect::<Vec<_>>().join("\n"), expected.map(str::to_owned).collect())
    })
}

fn described(text: &str, problems: &Diagnostics) -> Vec<String> {
    let lines = problems.list().iter().map(|problem| {
        let (line, column) = problem.span.line_column(text);
        let quoted = problem.span.text(text);
        let help = problem.help.as_ref().map_or(String::new(), |help| format!(" | {help}"));
        format!("{line}:{column} `{quoted}` {} {}{help}", problem.code, problem.message)
    });
    lines.collect()
}

fn found(text: &str) -> Vec<String> {
    match load(text, None) {
        Err(problems) => described(text, &problems),
        Ok(module) => {
            let once = print(&module);
            let again = load(&once, None).unwrap_or_else(|problems| panic!("{once}\n{problems}"));
            assert_eq!(once, print(&again), "{text}");
            vec!["accepted".to_owned()]
        }
    }
}

#[test]
fn variables_have_values_where_they_are_read() {
    let mut blessed = Vec::new();
    let mut wrong = String::new();
    for (text, expected) in cases() {
        let found = found(&text);
        if found != expected {
            wrong += &format!("{text}\nexpected: {expected:#?}\nfound: {found:#?}\n\n");
        }
        let marked: String = found.iter().map(|line| format!("//~ {line}\n")).collect();
        blessed.push(format!("{text}\n{marked}"));
    }
    if std::env::var_os("BLESS").is_some() && std::env::var_os("CI").is_none() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/front/flow.txt");
        std::fs::write(path, blessed.join("----\n")).expect("the test's own file can be written");
    } else {
        assert!(wrong.is_empty(), "{wrong}");
    }
}

/// Loops cost two walks, not two to the power of their depth, also where jumps leave many.
#[test]
fn nested_loops_take_no_longer() {
    let heads: String = (0..80).map(|n| format!("'l{n}: loop {{ ")).collect();
    let jumps: String = (0..80).map(|n| format!("if n > {n} {{ y = n; break 'l{n}; }} ")).collect();
    let body = format!("{heads}{jumps}{}", "}".repeat(80));
    let start = Instant::now();
    let text = format!("fn f(n: i32) -> i32 {{ let mut y: i32; {body} y }}");
    assert!(load(&text, None).is_ok());
    let text = format!("fn f(n: i32) -> i32 {{ let y: i32; {body} y }}");
    let problems = load(&text, None).expect_err("an outer loop assigns it again");
    assert_eq!(problems.list()[0].code, Code::Immutable);
    let text =
        format!("fn f(n: i32) {{ {} let x: i32; x; {} }}", "loop {".repeat(90), "}".repeat(90));
    assert_eq!(load(&text, None).expect_err("it has no value").list().len(), 1);
    assert!(start.elapsed() < Duration::from_secs(20));
}

/// More variables than are followed at a time are all followed.
#[test]
fn each_of_many_variables_counts() {
    let declared: String = (0..2_000).map(|n| format!("let x{n};\n")).collect();
    let assigned: String = (0..2_000)
        .filter(|n| n % 500 != 499)
        .map(|n| format!("if n > {n} {{ x{n} = {n}; }} else {{ x{n} = n; }}\n"))
        .collect();
    let read: String = (0..2_000).map(|n| format!("s += x{n};\n")).collect();
    let text = format!("fn f(n: i32) -> i32 {{ let mut s = 0; {declared}{assigned}{read} s }}");
    let text = text.replace("let x499;", "let x499: i32;").replace("let x1999;", "let x1999: i32;");
    let text = text.replace("let x999;", "let x999: i32;").replace("let x1499;", "let x1499: i32;");
    let problems = load(&text, None).expect_err("four of them have no value");
    let lines: Vec<&str> = problems.list().iter().map(|problem| problem.span.text(&text)).collect();
    assert_eq!(lines, ["x499", "x999", "x1499", "x1999"]);
    assert!(problems.list().iter().all(|problem| problem.code == Code::Uninitialized));
}
