//! Accepted is accepted, and with the same types.
//!
//! In: texts that metate accepts. Out: those that rustc refuses, each in three forms: as it
//! stands, with metate's types asserted, and as metate prints it, fully annotated. Always true:
//! texts are judged until only accepted ones are left, for the compiler looks at borrows only
//! where all types are right.

use std::fmt::Write;

use metate_lang::{front, hir};

use super::assertions::assert_types;
use super::generate::{self, Choices};
use super::mutate::mutate;
use super::rustc::{Rustc, by_module};
use super::tokens::{self, Token};
use super::{number, texts};

/// Near misses that are judged if nothing else is said, and at once.
const MUTANTS: usize = 700;
const BATCH: usize = 2000;

/// A module to be judged.
struct Case {
    name: String,
    text: String,
}

/// The forms of a text that metate accepts: as it stands, with assertions, as it prints.
fn forms(name: &str, module: &hir::Module) -> Vec<Case> {
    let (asserted, checks) = assert_types(module);
    let form = |form: &str, text: String| Case { name: format!("{name}, {form}"), text };
    let mut forms = Vec::new();
    // An attribute of metate's would refuse the assertions; in a generic text types have names.
    if !asserted.contains('#') && !is_generic(&module.text) {
        forms.push(form("types asserted", asserted));
    }
    if checks > 0 || forms.is_empty() {
        forms.push(form("as it stands", module.text.to_string()));
    }
    forms.push(form("as it prints", hir::print::print(module)));
    forms
}

/// Whether some function of the text has type parameters.
fn is_generic(text: &str) -> bool {
    ["Float", "Int", "Number"].iter().any(|bound| text.contains(&format!(": {bound}")))
}

/// What rustc refuses, by name, with its words.
fn refused(rustc: &Rustc, mut cases: Vec<Case>) -> Vec<String> {
    let mut wrong = Vec::new();
    loop {
        let mut source = String::new();
        let mut last_lines = Vec::new();
        for (number, case) in cases.iter().enumerate() {
            let text = &case.text;
            writeln!(source, "mod t{number} {{\nuse metate::prelude::*;\n{text}\n}}")
                .expect("a string takes any text");
            last_lines.push(source.lines().count());
        }
        let faults = by_module(rustc.check(&source), &last_lines);
        if faults.is_empty() {
            return wrong;
        }
        for (case, message) in faults.into_iter().rev() {
            let case = cases.remove(case);
            wrong.push(format!("{}:\n{}\n{message}", case.name, case.text));
        }
    }
}

fn assert_accepted(wrong: Vec<String>) {
    let count = wrong.len();
    assert!(wrong.is_empty(), "rustc refuses {count}:\n{}", wrong.join("\n----\n"));
}

#[test]
fn accepted_texts_are_rust_with_the_same_types() {
    let rustc = Rustc::new("accepted");
    let mut cases = Vec::new();
    for text in texts() {
        if let Ok(module) = front::load(&text.text, None) {
            cases.extend(forms(&text.name, &module));
        }
    }
    println!("{} modules", cases.len());
    assert_accepted(refused(&rustc, cases));
}

#[test]
fn near_misses_are_rust_with_the_same_types() {
    let rustc = Rustc::new("near-misses");
    let (count, first) = (number("METATE_JUDGE").unwrap_or(MUTANTS), number("METATE_SEED"));
    let bases = bases();
    let (mut tried, mut judged) = (first.unwrap_or(1), 0);
    let mut wrong = Vec::new();
    while judged < count && wrong.len() < 100 {
        let mut cases = Vec::new();
        let mut accepted = 0;
        while accepted < BATCH.min(count - judged) {
            tried += 1;
            let (name, text) = near_miss(&bases, tried as u64);
            if let Ok(module) = front::load(&text, None) {
                accepted += 1;
                cases.extend(forms(&name, &module));
            }
        }
        judged += accepted;
        wrong.extend(refused(&rustc, cases));
    }
    println!("{judged} near misses of {tried} are kernels; rustc refuses {}", wrong.len());
    assert_accepted(wrong);
}

/// The texts to change: the tests', and those that are kernels several times.
pub fn bases() -> Vec<Vec<Token>> {
    let repeated = texts().into_iter().flat_map(|text| {
        let times = if front::load(&text.text, None).is_ok() { 4 } else { 1 };
        vec![tokens::tokens(&text.text); times]
    });
    repeated.collect()
}

/// A text with a few tokens changed: one of the tests', or a random kernel.
pub fn near_miss(bases: &[Vec<Token>], seed: u64) -> (String, String) {
    let mut choices = Choices::random(seed);
    let mut text = match choices.below(6) {
        0 => tokens::tokens(&generate::kernel(&mut choices).text),
        _ => choices.pick(bases).clone(),
    };
    let original = text.clone();
    mutate(&mut text, bases, &mut choices);
    if text == original {
        mutate(&mut text, bases, &mut choices);
    }
    (format!("near miss {seed}"), tokens::text(&text))
}

/// The judge itself: an assertion of the wrong type is an error although inference could have
/// satisfied it, and errors are told of the texts they belong to.
#[test]
fn assertions_refuse_other_types_and_influence_none() {
    let rustc = Rustc::new("assertions");
    let module = |text: &str| front::load(text, None).unwrap_or_else(|error| panic!("{error}"));
    let text =
        "fn f() -> f64 { let k = 3; let (x, mut n) = (0.5, 1); for i in 0..9 { n += i; } x }";
    let (asserted, checks) = assert_types(&module(text));
    assert_eq!(checks, 4, "{asserted}");
    let mut cases = vec![Case { name: "right".into(), text: asserted.clone() }];
    for (right, wrong) in [("known as &i32", "known as &u8"), ("known as &f64", "known as &f32")] {
        let places: Vec<usize> = asserted.match_indices(right).map(|(at, _)| at).collect();
        assert!(!places.is_empty(), "{asserted}");
        for at in places {
            let mut text = asserted.clone();
            text.replace_range(at..at + right.len(), wrong);
            cases.push(Case { name: "wrong".into(), text });
        }
    }
    let wrong = refused(&rustc, cases);
    assert_eq!(wrong.len(), 4, "{}", wrong.join("\n"));
    assert!(wrong.iter().all(|wrong| wrong.starts_with("wrong:")), "{}", wrong.join("\n"));
}
