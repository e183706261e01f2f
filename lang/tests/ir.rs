//! Loop IR in, loop IR out: prints, reads and verifies the texts in `tests/ir/`.
//!
//! In: files of cases. A case opens with `//~ case: TITLE`; a `//~ fault:` line for each fault
//! the verifier must find or one `//~ error:` line for what the reader must refuse follow, then
//! the text. A case without either is valid and must print to exactly its own text. Out: every
//! case that differs, or with `BLESS=1` the files with what was found instead.
//!
//! Deliberately absent: IR built by hand, but for the few faults that a text cannot spell.

use std::fmt::Write;
use std::path::Path;

use metate_lang::ir::parse::parse;
use metate_lang::ir::print::print;
use metate_lang::ir::verify::verify;
use metate_lang::ir::walk::{walk, walk_blocks, walk_blocks_mut, walk_mut};
use metate_lang::ir::{ArrayId, End, Func, Label, Param, StmtKind, Val};
use metate_lang::ty::{Layout, Scalar};
use metate_lang::util::index::Index;

/// One text and what must become of it.
struct Case {
    title: String,
    /// The lines `//~ fault: ..` and `//~ error: ..` that stand, or should stand, above the text.
    outcome: Vec<String>,
    text: String,
}

fn cases(file: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in file.lines() {
        if let Some(title) = line.strip_prefix("//~ case: ") {
            let title = title.to_owned();
            cases.push(Case { title, outcome: Vec::new(), text: String::new() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if line.starts_with("//~ ") {
            case.outcome.push(line.to_owned());
        } else if !line.is_empty() {
            case.text.push_str(line);
            case.text.push('\n');
        }
    }
    cases
}

/// What becomes of the text: the same case if all is as it should be.
fn run(case: &Case) -> Case {
    let (outcome, text) = match parse(&case.text) {
        Err(error) => (vec![format!("//~ error: {error}")], case.text.clone()),
        Ok(func) => {
            let printed = print(&func);
            let again = parse(&printed).unwrap_or_else(|error| panic!("{error} in\n{printed}"));
            assert_eq!(print(&again), printed, "printing is not stable");
            let faults = verify(&func).err().unwrap_or_default();
            let verified_again = verify(&again).err().unwrap_or_default();
            assert_eq!(verified_again, faults, "faults depend on what is not printed");
            let lines = faults.iter().map(|fault| format!("//~ fault: {fault}")).collect();
            (lines, if faults.is_empty() { printed } else { case.text.clone() })
        }
    };
    Case { title: case.title.clone(), outcome, text }
}

fn write(case: &Case) -> String {
    let mut out = format!("//~ case: {}\n", case.title);
    for line in &case.outcome {
        writeln!(out, "{line}").unwrap();
    }
    out + &case.text
}

fn check_file(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ir").join(name);
    let file = std::fs::read_to_string(&path).unwrap();
    let wanted = cases(&file);
    let found: Vec<Case> = wanted.iter().map(run).collect();
    if std::env::var_os("BLESS").is_some() && std::env::var_os("CI").is_none() {
        let texts: Vec<String> = found.iter().map(write).collect();
        std::fs::write(&path, texts.join("\n")).unwrap();
        return;
    }
    for (wanted, found) in wanted.iter().zip(&found) {
        assert_eq!(write(found), write(wanted), "in {name}: found on the left, wanted right");
    }
}

#[test]
fn valid() {
    check_file("valid.txt");
}

#[test]
fn faults() {
    check_file("faults.txt");
}

#[test]
fn errors() {
    check_file("errors.txt");
}

/// A text with most kinds of statements, for the tests below.
const SAMPLE: &str = "\
fn sample(a: ArrayViewMut1<f64, strided>, b: ArrayView1<f64, strided>, n_0: usize) -> f64 {
    let v1: usize = 0;
    let x_2: f64 = 0.0;
    let x_3: f64 = 'l0: for (i_4, x_5) in carry(v1..n_0, x_2) {
        check_bounds(a, 0, i_4);
        let y_6: f64 = load(a, i_4);
        store(a, i_4, x_5);
        let z_7: f64 = add(x_5, y_6);
        next!('l0, z_7)
    };
    return x_3;
}
";

fn sample() -> Func {
    parse(SAMPLE).unwrap()
}

/// The loop of the sample.
fn loop_of(func: &mut Func) -> &mut StmtKind {
    &mut func.body.stmts[2].kind
}

/// Every fault of the sample after `edit`.
fn faults_after(edit: impl FnOnce(&mut Func)) -> Vec<String> {
    let mut func = sample();
    edit(&mut func);
    verify(&func).expect_err("the edit breaks the function")
}

#[test]
fn valid_texts_are_rust() {
    for case in cases(include_str!("ir/valid.txt")) {
        let read = syn::parse_str::<syn::ItemFn>(&case.text);
        assert!(read.is_ok(), "{}: {}", case.title, read.err().unwrap());
    }
}

#[test]
fn comments_and_spacing_do_not_matter() {
    let spaced = SAMPLE.replace('(', " /* here */ (\n").replace(";\n", "; // there\n\n");
    assert_eq!(print(&parse(&spaced).unwrap()), SAMPLE);
}

#[test]
fn names_never_clash() {
    let mut func = sample();
    for param in func.params.clone() {
        if let Param::Array(array) = param {
            func.arrays[array].name = "x_5".into();
        }
    }
    func.name = "r#match".into();
    func.values[Val::new(1)].hint = Some("r#type".into());
    func.values[Val::new(2)].hint = Some("1 é".into());
    func.values[Val::new(3)].hint = Some(String::new());
    let printed = print(&func);
    let wanted = SAMPLE
        .replace("(a, ", "(x_5_, ")
        .replace("a: ", "x_5_: ")
        .replace("b: ", "x_5__: ")
        .replace("sample", "match_")
        .replace("v1", "type_1")
        .replace("x_2", "_1_é_2")
        .replace("x_3", "v3");
    assert_eq!(printed, wanted);
    assert_eq!(print(&parse(&printed).unwrap()), printed);
}

#[test]
fn faults_that_no_text_spells() {
    let unknown = Val::new(1000);
    let check = |edit: &dyn Fn(&mut Func), wanted: &[&str]| assert_eq!(faults_after(edit), wanted);
    check(
        &|func| func.body.end = End::Return(vec![unknown]),
        &[
            "`return unknown`: `unknown` is not a value of the function",
            "`return unknown`: it returns (unknown), not (f64)",
        ],
    );
    check(
        &|func| func.params.push(Param::Scalar(unknown)),
        &["`unknown: unknown`: it defines a value the function does not have"],
    );
    check(
        &|func| func.params.push(Param::Array(ArrayId::new(9))),
        &["`unknown: unknown`: the function has no such array"],
    );
    check(
        &|func| func.params.push(func.params[0]),
        &["`a: ArrayViewMut1<f64, strided>`: `a` is a parameter already"],
    );
    check(
        &|func| func.params.retain(|param| *param != Param::Array(ArrayId::new(0))),
        &[
            "`check_bounds(a, 0, i_4)`: `a` has no memory here",
            "`let y_6: f64 = load(a, i_4)`: `a` has no memory here",
            "`store(a, i_4, x_5)`: `a` has no memory here",
        ],
    );
    check(
        &|func| {
            let StmtKind::For { label, .. } = loop_of(func) else { unreachable!() };
            *label = Label::new(7);
        },
        &[
            "`let x_3: f64 = 'unknown: for (i_4, x_5) in carry(v1..n_0, x_2)`: \
             the function has no such label",
            "`next!('l0, z_7)`: `'l0` is not around this",
        ],
    );
}

#[test]
fn faults_of_types_that_are_not_printed() {
    let head = "`let x_3: f64 = 'l0: for (i_4, x_5) in carry(v1..n_0, x_2)`";
    let inner = faults_after(|func| {
        let StmtKind::For { carried, .. } = loop_of(func) else { unreachable!() };
        let inner = carried[0].inner;
        func.values[inner].ty = Scalar::F32;
    });
    assert_eq!(inner[0], format!("{head}: the first value `x_2` is f64, not f32"));
    assert_eq!(inner[1], format!("{head}: its results are (f64), not (f32)"));
    let var = faults_after(|func| {
        let StmtKind::For { var, .. } = loop_of(func) else { unreachable!() };
        let var = *var;
        func.values[var].ty = Scalar::I64;
    });
    assert_eq!(var[0], format!("{head}: the limit `v1` is usize, not i64"));
    assert_eq!(var[1], format!("{head}: the limit `n_0` is usize, not i64"));
}

#[test]
fn faults_of_local_arrays_that_no_text_spells() {
    let faults_after = |edit: fn(&mut Func)| {
        let text = "fn f(a: ArrayView1<f64, strided>) { let k: [[f64; 3]; 2]; \
                    let v0: usize = extent(k, 1); return; }";
        let mut func = parse(text).unwrap();
        edit(&mut func);
        verify(&func).expect_err("the edit breaks the function")
    };
    let row = ["`let k: [[f64; 3]; 2]`: it is not the row-major, mutable array that its type says"];
    assert_eq!(faults_after(|func| func.arrays[ArrayId::new(1)].elem = Scalar::F32), row);
    assert_eq!(faults_after(|func| func.arrays[ArrayId::new(1)].rank = 3), row);
    assert_eq!(faults_after(|func| func.arrays[ArrayId::new(1)].mutable = false), row);
    assert_eq!(faults_after(|func| func.arrays[ArrayId::new(1)].layout = Layout::Strided), row);
    assert_eq!(
        faults_after(|func| func.params.push(Param::Array(ArrayId::new(1)))),
        ["`k: ArrayViewMut2<f64, contiguous>`: it is an array of the function, not a parameter"]
    );
    let reductions = faults_after(|func| {
        *func = parse(
            "fn f(n_0: usize, x_1: f64) -> f64 { \
             let y_2: f64 = 'l0: for (i_3, y_4) in prange(n_0..n_0, add(x_1)) { \
             next!('l0, y_4) }; return y_2; }",
        )
        .unwrap();
        let StmtKind::For { parallel, .. } = &mut func.body.stmts[0].kind else { unreachable!() };
        parallel.as_mut().unwrap().reductions.clear();
    });
    assert_eq!(
        reductions,
        ["`let y_2: f64 = 'l0: for (i_3, y_4) in prange(n_0..n_0, unknown(x_1))`: \
          it carries 1 values, but reduces 0"]
    );
}

#[test]
fn a_hundred_faults_are_enough() {
    let text = format!("fn f(x_0: f64) {{{} return; }}", "let v1: f64 = neg(x_0);".repeat(200));
    assert_eq!(verify(&parse(&text).unwrap()).unwrap_err().len(), 100);
}

#[test]
fn walks_see_everything_once() {
    let mut func = sample();
    assert_eq!((func.statement_count(), func.statements().count()), (7, 7));
    let (mut operands, mut definitions, mut blocks) = (Vec::new(), Vec::new(), 0);
    walk(&func.body, &mut |stmt| {
        stmt.kind.operands(|value| operands.push(value.number()));
        stmt.kind.definitions(|value| definitions.push(value.number()));
    });
    walk_blocks(&func.body, &mut |_| blocks += 1);
    assert_eq!(operands, [1, 0, 2, 4, 4, 4, 5, 5, 6]);
    assert_eq!(definitions, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(blocks, 2);

    let (mut operands_again, mut definitions_again) = (Vec::new(), Vec::new());
    walk_mut(&mut func.body, &mut |stmt| {
        stmt.kind.operands_mut(|value| operands_again.push(value.number()));
        stmt.kind.definitions_mut(|value| definitions_again.push(value.number()));
    });
    assert_eq!((operands_again, definitions_again), (operands, definitions));
}

#[test]
fn walks_can_rename() {
    let mut func = sample();
    let copy = func.value(Scalar::F64, Some("copy"));
    let old = Val::new(7);
    let rename = |value: &mut Val| *value = if *value == old { copy } else { *value };
    walk_mut(&mut func.body, &mut |stmt| stmt.kind.definitions_mut(rename));
    walk_blocks_mut(&mut func.body, &mut |block| {
        block.end.operands_mut().iter_mut().for_each(rename);
    });
    assert_eq!(print(&func), SAMPLE.replace("z_7", "copy_7"));
    assert_eq!(verify(&func), Ok(()));
}

#[test]
fn deep_nesting_fits_an_ordinary_stack() {
    let depth = 1000;
    let (open, close) = ("if c_0 {".repeat(depth), "}".repeat(depth));
    let func = parse(&format!("fn f(c_0: bool) {{ {open} return; {close} return; }}")).unwrap();
    assert_eq!(verify(&func), Ok(()));
    assert_eq!(func.statement_count(), depth);
    assert_eq!(print(&parse(&print(&func)).unwrap()), print(&func));
}
