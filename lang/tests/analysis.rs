//! What analyses tell of a text: the cases in `lang/tests/analysis/`.
//!
//! In: files of cases. A case opens with `//~ case: TITLE`; a function in loop IR follows, then
//! `//~ found` and what the analysis tells. `BLESS=1` rewrites the files with what was found; never
//! under CI. Always true: each function verifies. Deliberately absent: kernels as text, which
//! `tests/explain.rs` of the root has.

use std::env;
use std::fs;
use std::path::PathBuf;

use metate_lang::analysis::expression::{Arguments, Definitions};
use metate_lang::analysis::loops;
use metate_lang::ir::Func;
use metate_lang::ir::parse::parse;
use metate_lang::ir::verify::verify;
use metate_lang::value::Value;

fn read(text: &str) -> Func {
    let func = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    verify(&func).unwrap_or_else(|faults| panic!("{}\n{text}", faults.join("\n")));
    func
}

fn check(name: &str, found: impl Fn(&Func) -> String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/analysis").join(name);
    let file = fs::read_to_string(&path).expect("the cases of the analysis");
    let mut now = String::new();
    for case in file.split("//~ case: ").skip(1) {
        let (title, text) = case.split_once('\n').expect("a function behind the title");
        let text = text.split("//~ found\n").next().unwrap_or_default().trim_end();
        let separator = if now.is_empty() { "" } else { "\n" };
        let found = found(&read(text));
        now.push_str(&format!("{separator}//~ case: {title}\n{text}\n//~ found\n{found}"));
    }
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        assert!(env::var_os("CI").is_none(), "cases are not blessed under CI");
        fs::write(&path, now).expect("a writable file of cases");
    } else {
        assert!(now == file, "BLESS=1 accepts what was found:\n{now}");
    }
}

/// A call whose arrays have the extents 10, 20, .. and whose scalars are 3.
struct Some3;

impl Arguments for Some3 {
    fn scalar(&self, _: usize) -> Option<Value> {
        Some(Value::Usize(3))
    }

    fn extent(&self, _: usize, axis: usize) -> Option<usize> {
        Some(10 * (axis + 1))
    }
}

#[test]
fn loops_are_told() {
    check("loops.txt", |func| {
        let definitions = Definitions::of(func);
        let mut text = String::new();
        for found in loops::of(func) {
            let count = found.range.as_ref().and_then(|count| count.value(&definitions, &Some3));
            let count = count.map_or("unknown".to_owned(), |count| count.to_string());
            text.push_str(&format!("{found}\n  in the call: {count}\n"));
        }
        text
    });
}
