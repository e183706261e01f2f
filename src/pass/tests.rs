//! What each pass makes of a text: the cases in `tests/pass/`.
//!
//! In: `tests/pass/PASS.txt` for each pass, files of cases. A case opens with `//~ case: TITLE`;
//! a function in loop IR follows, then `//~ after` and what the pass must make of it. In
//! `tests/pass/kernels.txt` a section `//~ PASS` for each pass follows, which says what the pass
//! makes of the function that the one before left, or `// unchanged`. `BLESS=1` rewrites the
//! files with what was found; never under CI. Always true: each function verifies, before and
//! behind the pass, and a pass that says so has changed nothing.
//! Deliberately absent: whether the functions still do the same; the back ends test that.

use std::env;
use std::fs;
use std::path::PathBuf;

use metate_lang::ir::parse::parse;
use metate_lang::ir::print::print;
use metate_lang::ir::verify::verify;
use metate_lang::ir::walk::{walk, walk_mut};
use metate_lang::ir::{ArrayId, Func, Parallel, Reduction, StmtKind};
use metate_lang::op::Op;
use metate_lang::util::index::Index;
use metate_lang::util::stack::with_large_stack;

use super::*;

/// A case: its title and its function, and the sections that follow.
struct Case {
    title: String,
    before: String,
    sections: Vec<(String, String)>,
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pass").join(name).with_extension("txt")
}

fn cases(file: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in file.lines() {
        if let Some(title) = line.strip_prefix("//~ case: ") {
            let (title, before) = (title.to_owned(), String::new());
            cases.push(Case { title, before, sections: Vec::new() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(section) = line.strip_prefix("//~ ") {
            case.sections.push((section.to_owned(), String::new()));
        } else if !line.is_empty() {
            let text = case.sections.last_mut().map_or(&mut case.before, |(_, text)| text);
            text.push_str(line);
            text.push('\n');
        }
    }
    cases
}

fn read(case: &Case) -> Func {
    let func = parse(&case.before)
        .unwrap_or_else(|error| panic!("{}: {error}\n{}", case.title, case.before));
    verify(&func).unwrap_or_else(|faults| panic!("{}: {}", case.title, faults.join("\n")));
    func
}

/// What a pass makes of a function, which may be nothing new.
fn after(pass: &Pass, func: &mut Func) -> Option<String> {
    let before = print(func);
    let changed = run(pass, func);
    let after = print(func);
    if changed == Changed::No {
        assert_eq!(after, before, "{} changes and does not say so", pass.name);
        return None;
    }
    Some(after)
}

/// Compares the sections of all cases with what was found, or writes that down.
fn compare(name: &str, found: impl Fn(&Case) -> Vec<(String, String)>) {
    let file = fs::read_to_string(path(name)).expect("the cases of the pass");
    let cases = cases(&file);
    assert!(cases.len() > 1, "the cases of {name} moved");
    let mut texts = Vec::new();
    for case in &cases {
        let found = found(case);
        let sections = found.iter().map(|(name, text)| format!("//~ {name}\n{text}"));
        texts.push(format!(
            "//~ case: {}\n{}{}",
            case.title,
            case.before,
            sections.collect::<String>()
        ));
        if env::var_os("BLESS").is_none() {
            assert_eq!(found, case.sections, "{}: found on the left, wanted right", case.title);
        }
    }
    if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
        fs::write(path(name), texts.join("\n")).expect("a writable file of cases");
    }
}

fn named(name: &str) -> &'static Pass {
    ALLOWED
        .iter()
        .chain(ALWAYS)
        .chain(&LAST)
        .chain([&INDEPENDENT, &EARLIEST])
        .find(|pass| pass.name == name)
        .expect("a pass of the table")
}

fn check(name: &str) {
    compare(name, |case| {
        let mut func = read(case);
        let after = after(named(name), &mut func);
        vec![("after".into(), after.unwrap_or_else(|| "// unchanged\n".into()))]
    });
}

/// Not a row of the tables: it is run in front of them, in place of `reduce`.
#[test]
fn fork_cases() {
    const FORK: Pass =
        Pass { name: "fork", run: |func| (!fork(func, CHUNK_WORK).is_empty()).into() };
    compare("fork", |case| {
        let after = after(&FORK, &mut read(case));
        vec![("after".into(), after.unwrap_or_else(|| "// unchanged\n".into()))]
    });
}

#[test]
fn earliest_cases() {
    check("earliest");
}

#[test]
fn independent_cases() {
    check("independent");
}

#[test]
fn reassoc_cases() {
    check("reassoc");
}

#[test]
fn contract_cases() {
    check("contract");
}

#[test]
fn approx_cases() {
    check("approx");
}

#[test]
fn fold_cases() {
    check("fold");
}

#[test]
fn simplify_cases() {
    check("simplify");
}

#[test]
fn cse_cases() {
    check("cse");
}

#[test]
fn hoist_cases() {
    check("hoist");
}

#[test]
fn dce_cases() {
    check("dce");
}

#[test]
fn expand_cases() {
    check("expand");
}

#[test]
fn if_convert_cases() {
    check("if_convert");
}

#[test]
fn unroll_cases() {
    check("unroll");
}

#[test]
fn strip_cases() {
    check("strip");
}

#[test]
fn bounds_split_cases() {
    check("bounds_split");
}

#[test]
fn every_pass_on_the_kernels() {
    compare("kernels", |case| {
        let mut func = read(case);
        let section = |pass: &Pass| {
            let text = after(pass, &mut func).unwrap_or_else(|| "// unchanged\n".into());
            (pass.name.to_owned(), text)
        };
        ALWAYS.iter().map(section).collect()
    });
}

/// As deep as kernels get, on the stack that kernels this deep are compiled on.
#[test]
fn deep_functions_pass() {
    let depth = 1000;
    let mut text =
        String::from("fn f(x_0: f64, c_1: bool, n_2: usize, a: ArrayViewMut1<f64, strided>) {\n");
    let mut close = String::new();
    for level in 0..depth {
        text.push_str(&format!("let y{level}: f64 = neg(x_0);\n"));
        let end = match level % 3 {
            0 => {
                text.push_str("if c_1 {\n");
                String::new()
            }
            1 => {
                let carried = format!("(i{level}, s{level}) in carry(n_2..n_2, y{level})");
                text.push_str(&format!("let z{level}: f64 = 'l{level}: for {carried} {{\n"));
                format!("next!('l{level}, y{level})\n}};\n")
            }
            _ => {
                text.push_str(&format!("'l{level}: {{\n"));
                format!("break 'l{level};\n}}\n")
            }
        };
        close.insert_str(0, if end.is_empty() { "}\n" } else { &end });
    }
    text.push_str("check_bounds(a, 0, n_2);\nstore(a, n_2, x_0);\n");
    text.push_str(&close);
    text.push_str("return;\n}\n");
    let mut func = parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let after = with_large_stack(move || {
        always(&mut func);
        print(&func)
    });
    let after = after.expect("a thread");
    assert!(after.contains("store(a, n_2, x_0)"), "what is seen from outside stays");
    assert!(!after.contains("neg("), "nobody asks for this");
    let copies = 2;
    assert_eq!(after.matches("'l").count(), copies * 4 * (depth / 3), "labels of what is left");
}

/// A parallel loop is not in the text: the loop of the text is made one.
fn parallel(text: &str, parallel: Parallel) -> Func {
    let mut func = parse(text).unwrap_or_else(|error| panic!("{error}"));
    walk_mut(&mut func.body, &mut |stmt| {
        if let StmtKind::For { parallel: made, .. } = &mut stmt.kind {
            *made = Some(parallel.clone());
        }
    });
    func
}

fn parallel_of(func: &Func) -> Parallel {
    let mut found = None;
    walk(&func.body, &mut |stmt| {
        if let StmtKind::For { parallel, .. } = &stmt.kind {
            found = parallel.clone();
        }
    });
    found.expect("a parallel loop")
}

/// A reduction goes with its entry, what goes with another one keeps that one.
#[test]
fn reductions_that_nobody_asks_for_go() {
    let text = "fn f(n_0: usize, x_1: f64) -> (f64, f64) {
        let (a_2, b_3, c_4, d_5): (f64, f64, f64, f64) =
            'l0: for (i_6, a_7, b_8, c_9, d_10) in carry(n_0..n_0, x_1, x_1, x_1, x_1) {
            let e_11: f64 = add(a_7, x_1);
            let f_12: f64 = max(b_8, x_1);
            let g_13: f64 = mul(d_10, x_1);
            next!('l0, e_11, f_12, x_1, g_13)
        };
        return (c_4, d_5);
    }";
    let reductions = vec![
        Reduction::Op(Op::Add),
        Reduction::Best(Op::Gt),
        Reduction::With(1),
        Reduction::Op(Op::Mul),
    ];
    let mut func = parallel(text, Parallel { reductions, ..Parallel::default() });
    always(&mut func);
    let left = [Reduction::Best(Op::Gt), Reduction::With(0), Reduction::Op(Op::Mul)];
    assert_eq!(parallel_of(&func).reductions, left);
}

/// An element that iterations update together is loaded and stored as the text says.
#[test]
fn arrays_that_are_reduced_are_left_alone() {
    let text = "fn f(h: ArrayViewMut1<f64, contiguous>, k_0: usize, n_1: usize, x_2: f64) {
        check_bounds(h, 0, k_0);
        'l0: for (i_3,) in carry(k_0..n_1) {
            let a_4: f64 = load(h, k_0);
            let b_5: f64 = add(a_4, x_2);
            store(h, k_0, b_5);
            let c_6: f64 = load(h, k_0);
            let d_7: f64 = add(c_6, x_2);
            store(h, k_0, d_7);
            next!('l0)
        }
        return;
    }";
    let arrays = vec![(ArrayId::new(0), Op::Add)];
    let mut func = parallel(text, Parallel { arrays, ..Parallel::default() });
    let before = print(&func);
    always(&mut func);
    assert_eq!(print(&func), before);
    let mut in_order = parse(text).expect("the same");
    run(named("cse"), &mut in_order);
    assert_eq!(print(&in_order).matches("load(h").count(), 1, "in order the store is known");
}
