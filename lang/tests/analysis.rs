//! What analyses tell of a text: the cases in `lang/tests/analysis/`.
//!
//! In: files of cases. A case opens with `//~ case: TITLE`; a function in loop IR follows, then
//! `//~ found` and what the analysis tells; where a kernel reads better, it stands in place of its
//! IR. `BLESS=1` rewrites the files with what was found; never under CI. Always true: each function
//! verifies. Deliberately absent: what a plan makes of it, which `tests/explain.rs` of the root has.

use std::env;
use std::fs;
use std::path::PathBuf;

use metate_lang::analysis::expression::{Arguments, Definitions};
use metate_lang::analysis::loops;
use metate_lang::analysis::parallel::{self, Reason};
use metate_lang::analysis::predict;
use metate_lang::analysis::range::Ranges;
use metate_lang::analysis::vector::{self, Hindrance, Lanes};
use metate_lang::error::Span;
use metate_lang::front;
use metate_lang::ir::Func;
use metate_lang::ir::parse::parse;
use metate_lang::ir::verify::verify;
use metate_lang::lower::lower;
use metate_lang::ty::Layout;
use metate_lang::value::Value;

fn read(text: &str) -> Func {
    let func = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    verify(&func).unwrap_or_else(|faults| panic!("{}\n{text}", faults.join("\n")));
    func
}

/// A kernel in loop IR, for row-major arguments.
fn lowered(text: &str) -> Func {
    let module = front::load(text, None).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    lower(&module, &module.signature(Layout::Contiguous)).expect("a small kernel")
}

fn check(name: &str, found: impl Fn(&str) -> String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/analysis").join(name);
    let file = fs::read_to_string(&path).expect("the cases of the analysis");
    let mut now = String::new();
    for case in file.split("//~ case: ").skip(1) {
        let (title, text) = case.split_once('\n').expect("a function behind the title");
        let text = text.split("//~ found\n").next().unwrap_or_default().trim_end();
        let separator = if now.is_empty() { "" } else { "\n" };
        let found = found(text);
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
    check("loops.txt", |text| {
        let func = &read(text);
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

#[test]
fn independence_is_told() {
    check("independence.txt", |text| {
        let func = lowered(text);
        let found = parallel::of(&func, &Ranges::of(&func));
        found.iter().map(|found| independence(text, &func, found)).collect()
    });
}

/// A loop's head, what kind it is, and why.
fn independence(text: &str, func: &Func, found: &parallel::Independence) -> String {
    let quoted = |span: Span| &text[span.lo as usize..span.hi as usize];
    let name = |array| &func.arrays[array].name;
    let mut told = format!("{}: {}", quoted(func.labels[found.label].span), found.class());
    for op in found.reductions.iter().flatten() {
        told.push_str(&format!(", by `{}`", op.row().name));
    }
    for &(array, op) in &found.arrays {
        told.push_str(&format!(", `{}` by `{}`", name(array), op.row().name));
    }
    told.push('\n');
    for reason in &found.reasons {
        told.push_str("  ");
        told.push_str(&match reason {
            Reason::Dependence(found) => format!(
                "`{}` {} by `{}` {}",
                quoted(found.to),
                found.kind,
                quoted(found.from),
                found.distance
            ),
            Reason::Carried { number, scan: Some(op) } => {
                format!("carried value {number} is a scan by `{}`", op.row().name)
            }
            Reason::Carried { number, scan: None } => format!("carried value {number}"),
            other => format!("{other:?}"),
        });
        told.push('\n');
    }
    told
}

#[test]
fn lanes_are_told() {
    check("lanes.txt", |text| {
        let func = lowered(text);
        let ranges = Ranges::of(&func);
        let loops = parallel::of(&func, &ranges);
        vector::of(&func, &ranges, &loops).iter().map(|found| lanes(text, &func, found)).collect()
    });
}

/// A loop's head, how its accesses move, and what keeps it from lanes but for bounds checks.
fn lanes(text: &str, func: &Func, found: &Lanes) -> String {
    let quoted = |span: Span| &text[span.lo as usize..span.hi as usize];
    let mut told = quoted(func.labels[found.label].span).to_owned();
    let hinders = |hindrance: &&Hindrance| !matches!(hindrance, Hindrance::Check(..));
    told.push_str(match (found.hindrances.iter().filter(hinders).count(), found.masked) {
        (0, false) => ": lanes",
        (0, true) => ": lanes under masks",
        _ => ": no lanes",
    });
    told.push_str(&found.most.map_or(String::new(), |most| format!(", at most {most}")));
    told.push('\n');
    for access in &found.accesses {
        let does = if access.stores { "stores" } else { "loads" };
        told.push_str(&format!("  {does} `{}`: {}\n", quoted(access.span), access.stride));
    }
    for hindrance in found.hindrances.iter().filter(hinders) {
        told.push_str("  ");
        told.push_str(&match hindrance {
            Hindrance::Serial(Reason::Dependence(found)) => {
                format!("`{}` {} by `{}`", quoted(found.to), found.kind, quoted(found.from))
            }
            Hindrance::Operation(op, span) => format!("`{}`: {op:?}", quoted(*span)),
            other => format!("{other:?}"),
        });
        told.push('\n');
    }
    told
}

#[test]
fn what_limits_loops_is_predicted() {
    check("predict.txt", |text| {
        let func = lowered(text);
        let loops = loops::of(&func);
        let asked: Vec<_> = loops.iter().map(|found| Some((found.label, 1))).collect();
        let mut found = String::new();
        for (row, bound) in loops.iter().zip(predict::of(&func, &asked)) {
            let head = text[row.span.lo as usize..].lines().next().unwrap_or_default();
            let bound = bound.map_or("has loops inside".to_owned(), |bound| bound.to_string());
            found.push_str(&format!("{}\n  {bound}\n", head.trim_end_matches(['{', ' '])));
        }
        found
    });
}
