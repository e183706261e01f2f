//! What the checker accepts, as which types, and what it refuses, in which words.
//!
//! In: `tests/front/accepted.txt`, kernels each followed by the typed tree as it prints, and
//! `tests/front/refused.txt`, kernels each followed by all their problems. `BLESS=1` rewrites
//! both. Always true: rustc, with `use ndarray::*`, accepts every text of the first file with
//! the same types. Deliberately absent: text that is not Rust, which is the parser's.

use metate_lang::error::{Code, Diagnostics};
use metate_lang::front::{Difference, check, check_entry, difference};
use metate_lang::hir::{Module, print::print};
use metate_lang::syntax::{Limits, parse};
use metate_lang::ty::{Layout, ParamTy, Scalar};

const ACCEPTED: &str = include_str!("front/accepted.txt");
const REFUSED: &str = include_str!("front/refused.txt");

fn checked(text: &str) -> Result<Module, Diagnostics> {
    parse(text, &Limits::default()).and_then(|file| check(text, &file))
}

fn accepted(text: &str) -> Module {
    checked(text).unwrap_or_else(|problems| panic!("{text}\n{problems}"))
}

/// The cases of a file: each kernel and what is expected of it, marked by `//~`.
fn cases(file: &str) -> Vec<(String, Vec<String>)> {
    file.split("----\n")
        .map(|case| {
            let marked = |line: &&str| line.starts_with("//~");
            let text: Vec<&str> = case.lines().filter(|line| !marked(line)).collect();
            let expected = case.lines().filter(marked);
            let expected = expected.map(|line| line[3..].strip_prefix(' ').unwrap_or(&line[3..]));
            (text.join("\n").trim_end().to_owned(), expected.map(str::to_owned).collect())
        })
        .collect()
}

/// Compares each case of a file with what `actual` finds, or rewrites the file.
fn compare(name: &str, file: &str, actual: impl Fn(&str) -> Vec<String>) {
    let mut blessed = Vec::new();
    let mut wrong = String::new();
    for (text, expected) in cases(file) {
        let found = actual(&text);
        if found != expected {
            wrong += &format!(
                "{text}\nexpected:\n{}\nfound:\n{}\n\n",
                expected.join("\n"),
                found.join("\n")
            );
        }
        let marked: String = found.iter().map(|line| format!("//~ {line}\n")).collect();
        blessed.push(format!("{text}\n{marked}"));
    }
    if std::env::var_os("BLESS").is_some() && std::env::var_os("CI").is_none() {
        let path = format!("{}/tests/front/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, blessed.join("----\n")).expect("the test's own file can be written");
    } else {
        assert!(wrong.is_empty(), "{wrong}");
    }
}

#[test]
fn accepted_texts_have_these_types() {
    compare("accepted.txt", ACCEPTED, |text| {
        print(&accepted(text)).lines().map(str::to_owned).collect()
    });
}

#[test]
fn refused_texts_have_these_problems() {
    compare("refused.txt", REFUSED, |text| {
        let problems = checked(text).err().unwrap_or_else(|| panic!("accepted: {text}"));
        let list = problems.list().iter();
        list.map(|problem| {
            let help = problem.help.as_ref().map_or(String::new(), |help| format!(" | {help}"));
            format!("{} {}{help}", problem.code, problem.message)
        })
        .collect()
    });
}

#[test]
fn what_is_printed_prints_the_same_again() {
    for (text, _) in cases(ACCEPTED) {
        let once = print(&accepted(&text));
        assert_eq!(once, print(&accepted(&once)), "{text}");
    }
}

#[test]
fn there_are_enough_cases() {
    assert!(cases(ACCEPTED).len() >= 60 && cases(REFUSED).len() >= 60);
}

#[test]
fn every_span_lies_in_the_text() {
    for (text, _) in cases(REFUSED) {
        let problems = checked(&text).expect_err("these are refused");
        for problem in problems.list() {
            let mut spans = problem.context.iter().map(|(span, _)| *span).chain([problem.span]);
            assert!(spans.all(|span| span.lo <= span.hi && span.hi as usize <= text.len()));
        }
        assert!(problems.to_string().contains("error[M0"));
    }
}

/// Texts with words left out or doubled are refused or accepted, but never a panic.
#[test]
fn broken_texts_never_panic() {
    for (text, _) in cases(ACCEPTED).into_iter().step_by(3) {
        let words: Vec<&str> = text.split_inclusive(|c: char| !c.is_alphanumeric()).collect();
        for at in 0..words.len() {
            let without = [&words[..at], &words[at + 1..]].concat().concat();
            let doubled = [&words[..at], &words[at..=at], &words[at..]].concat().concat();
            for text in [without, doubled] {
                if let Ok(module) = checked(&text) {
                    let once = print(&module);
                    assert_eq!(once, print(&accepted(&once)), "{text}");
                }
            }
        }
    }
}

#[test]
fn the_entry_can_be_chosen() {
    let text = "fn square(x: f64) -> f64 { x * x }\nfn cube(x: f64) -> f64 { x * square(x) }";
    let file = parse(text, &Limits::default()).unwrap();
    assert_eq!(check(text, &file).unwrap_err().list()[0].code, Code::EntryUnclear);
    let module = check_entry(text, &file, "cube").unwrap();
    assert_eq!(module.funcs[module.entry].name, "cube");
    assert!(print(&module).contains("pub fn cube"));
    let problems = check_entry(text, &file, "cub").unwrap_err();
    assert_eq!(problems.list()[0].help.as_deref(), Some("did you mean `cube`?"));
}

#[test]
fn signatures_are_compared_with_parameters() {
    let module = accepted(
        "fn f(n: usize, x: &[f64], a: ArrayView2<f32>, mut y: ArrayViewMut1<f64>) { y[n] = 1.0; }",
    );
    let func = &module.funcs[module.entry];
    let array = |elem, rank, layout, mutable| ParamTy::Array { elem, rank, layout, mutable };
    let fitting = [
        ParamTy::Scalar(Scalar::Usize),
        array(Scalar::F64, 1, Layout::Contiguous, true),
        array(Scalar::F32, 2, Layout::Strided, false),
        array(Scalar::F64, 1, Layout::Strided, true),
    ];
    let param = |at: usize| func.locals[func.params[at]].ty;
    for (at, &fits) in fitting.iter().enumerate() {
        assert_eq!(difference(param(at), fits), None);
    }
    let changes = [
        (0, ParamTy::Scalar(Scalar::F64), Difference::Type),
        (1, array(Scalar::F64, 1, Layout::UnitInner, true), Difference::Layout),
        (2, array(Scalar::F64, 2, Layout::Strided, false), Difference::Type),
        (2, array(Scalar::F32, 1, Layout::Strided, false), Difference::Rank),
        (3, array(Scalar::F64, 1, Layout::Strided, false), Difference::Mutability),
    ];
    for (at, found, expected) in changes {
        assert_eq!(difference(param(at), found), Some(expected));
    }
}

/// The deepest texts the parser lets through fit the stack of a test's thread.
#[test]
fn deep_texts_are_checked_and_printed() {
    let limits = Limits::default();
    let ifs = "if x > 1.0 { 1.0 } else ".repeat(400);
    let deep = [
        format!("x{}", " + x".repeat(limits.chain - 2)),
        format!("{}x{}", "(1.0 - ".repeat(90), ")".repeat(90)),
        format!("x{}", ".sin()".repeat(900)),
        format!("{}x", "-".repeat(30)),
        format!("{}{{ x }}", ifs),
        format!("{}x{}", "{ if x > 1.0 { 1.0 } else { ".repeat(40), " } }".repeat(40)),
    ];
    for expr in deep {
        let text = format!("fn f(x: f64) -> f64 {{ {expr} }}");
        let once = print(&accepted(&text));
        assert_eq!(once, print(&accepted(&once)));
    }
}

/// However many arms a `match` has, they are compared, or refused, in bounded time.
#[test]
fn arms_are_compared_in_bounded_time() {
    let of_arms = |arms: usize| {
        let arms: String = (0..arms).map(|n| format!("{n} => {n}, ")).collect();
        format!("fn f(x: u32) -> u32 {{ match x {{ {arms} _ => 0 }} }}")
    };
    let once = print(&accepted(&of_arms(900)));
    assert_eq!(once, print(&accepted(&once)));
    assert_eq!(checked(&of_arms(5000)).unwrap_err().list()[0].code, Code::TooDeep);
    // Every part splits every other one.
    let mut arms = String::new();
    for (part, step) in (0..8).flat_map(|part| (0..5).map(move |step| (part, step))) {
        let one = |at| if at == part { format!("{step}0..={step}99") } else { "1..".into() };
        arms += &format!("({}) => 1, ", (0..8).map(one).collect::<Vec<_>>().join(", "));
    }
    let of_rest = |rest: &str| {
        format!("fn f(x: u16) -> u16 {{ match (x, x, x, x, x, x, x, x) {{ {arms} {rest} }} }}")
    };
    accepted(&of_rest("_ => 0"));
    let zero = "(1.., 1.., 1.., 1.., 1.., 1.., 1.., 1..) => 0, (0, ..) => 1,
        (_, 0, ..) => 2, (_, _, 0, ..) => 3, (.., 0, _, _, _, _) => 4, (.., 0, _, _, _) => 5,
        (.., 0, _, _) => 6, (.., 0, _) => 7, (.., 0) => 8";
    let problems = checked(&of_rest(zero)).unwrap_err();
    assert_eq!(problems.list()[0].code, Code::NotExhaustive);
    assert!(problems.to_string().contains("too many"), "{problems}");
}

/// Time grows with the text, not with its square.
#[test]
fn many_names_are_found_in_time() {
    let lets: String =
        (0..20_000).map(|n| format!("let x{n} = x{} + 1.0;\n", n.max(1) - 1)).collect();
    let text = format!("fn f(x0: f64) -> f64 {{ {lets} x19999 + missing }}");
    let problems = checked(&text).unwrap_err();
    assert_eq!(problems.list().len(), 1);
}

/// Constants that need each other in a long chain, or are large, cost neither stack nor memory.
#[test]
fn many_constants_are_evaluated_in_time() {
    let chain: String =
        (0..20_000).map(|n| format!("const K{n}: usize = K{} + 1;\n", n + 1)).collect();
    let text = format!("{chain}const K20000: usize = 0;\nfn f() -> usize {{ K0 }}");
    assert!(print(&accepted(&text)).contains("20000_usize"));
    let circle = format!("{chain}const K20000: usize = K0;\nfn f() -> usize {{ K0 }}");
    assert_eq!(checked(&circle).unwrap_err().list().len(), 1);
    let deep = format!("{}1.0{}", "(1.0 - ".repeat(90), ")".repeat(90));
    accepted(&format!("const K: f64 = {deep}{};\nfn f() -> f64 {{ K }}", " + 1.0".repeat(400)));
    let large: String =
        (1..10_000).map(|n| format!("const K{n}: [f64; 4096] = K{};\n", n - 1)).collect();
    let text = format!("const K0: [f64; 4096] = [1.0; 4096];\n{large}fn f() -> f64 {{ K0[1] }}");
    let problems = checked(&text).unwrap_err();
    assert_eq!(problems.list()[0].code, Code::UnsupportedType);
}
