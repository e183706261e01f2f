//! Golden files: a kernel's text on top, below it every stage as the compiler printed it.
//!
//! In: `tests/golden/**/*.rs`. A file is Rust: rustc compiles it in the oracle. Its sections open
//! with `//~ stage`, their lines are comments. `BLESS=1 cargo test --test golden` rewrites them;
//! never under CI. Always true: printed HIR checks again and prints the same; printed IR parses,
//! verifies and prints the same; with lines of the source beside it both read the same.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use metate_lang::source::SourceLines;
use metate_lang::ty::Layout;
use metate_lang::{front, hir, ir, lower};

struct Golden {
    path: PathBuf,
    input: String,
    /// Stage and text, in order.
    sections: Vec<(String, String)>,
}

fn read(path: &Path) -> Golden {
    let text = fs::read_to_string(path).expect("a readable golden file");
    let mut lines = text.lines().peekable();
    let mut input = String::new();
    while let Some(line) = lines.next_if(|line| !line.starts_with("//~ ")) {
        input.push_str(line);
        input.push('\n');
    }
    let mut sections = Vec::new();
    while let Some(head) = lines.next() {
        let mut body = String::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("//~ ")) {
            let line = line.strip_prefix("//").unwrap_or(line);
            body.push_str(line.strip_prefix(' ').unwrap_or(line));
            body.push('\n');
        }
        let stage = head.trim_start_matches("//~ ").trim().to_owned();
        sections.push((stage, body.trim_end().to_owned()));
    }
    Golden { path: path.to_owned(), input: input.trim_end().to_owned(), sections }
}

fn write(golden: &Golden, sections: &[(String, String)]) {
    let mut text = golden.input.clone();
    text.push('\n');
    for (stage, body) in sections {
        text.push_str(&format!("\n//~ {stage}\n"));
        for line in body.lines() {
            text.push_str(format!("// {line}").trim_end());
            text.push('\n');
        }
    }
    fs::write(&golden.path, text).expect("a writable golden file");
}

/// Every stage of a text: its errors, or its HIR and IR.
fn stages(input: &str) -> Vec<(String, String)> {
    match front::load(input, None) {
        Err(diagnostics) => vec![("errors".into(), diagnostics.to_string())],
        Ok(module) => {
            let hir = hir::print::print(&module);
            check_hir(&hir);
            let lines = SourceLines::new(input, 1);
            check_lines(&hir::print::print_beside(&module, &lines), &hir);
            let func = lower::lower(&module, &module.signature(Layout::Contiguous))
                .expect("a small kernel");
            ir::verify::verify(&func).unwrap_or_else(|faults| panic!("{}", faults.join("\n")));
            let ir = ir::print::print(&func);
            check_ir(&ir);
            let beside = ir::print::print_beside(&func, &lines);
            check_lines(&beside, &ir);
            let again = ir::parse::parse(&beside).expect("comments do not matter");
            assert_eq!(ir::print::print(&again), ir);
            vec![("hir".into(), hir), ("ir".into(), ir)]
        }
    }
}

fn check_hir(printed: &str) {
    let again = front::load(printed, None);
    let module = again.unwrap_or_else(|errors| panic!("printed HIR is refused:\n{errors}"));
    assert_eq!(hir::print::print(&module).trim_end(), printed.trim_end(), "HIR is no fixpoint");
}

fn check_ir(printed: &str) {
    let func = ir::parse::parse(printed)
        .unwrap_or_else(|error| panic!("printed IR is refused: {error}\n{printed}"));
    ir::verify::verify(&func).unwrap_or_else(|faults| panic!("{}", faults.join("\n")));
    assert_eq!(ir::print::print(&func), printed, "IR is no fixpoint");
}

/// A text with lines of the source is the text itself and comments.
fn check_lines(beside: &str, alone: &str) {
    let is_note = |line: &&str| line.trim_start().starts_with("// ");
    let left: Vec<&str> = beside.lines().filter(|line| !is_note(line)).collect();
    assert_eq!(left, alone.lines().collect::<Vec<_>>());
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the golden files") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn golden_files_hold() {
    let bless = env::var_os("BLESS").is_some_and(|value| value == "1");
    assert!(!(bless && env::var_os("CI").is_some()), "golden files are not blessed under CI");
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"), &mut found);
    found.sort();
    assert!(found.len() >= 20, "the golden files moved");
    let mut wrong = Vec::new();
    for path in &found {
        let golden = read(path);
        let now: Vec<_> =
            stages(&golden.input).into_iter().map(|(s, b)| (s, b.trim_end().to_owned())).collect();
        let refused = path.parent().is_some_and(|folder| folder.ends_with("refused"));
        assert_eq!(now[0].0 == "errors", refused, "{path:?} is in the wrong folder:\n{}", now[0].1);
        if bless {
            write(&golden, &now);
        } else if golden.sections != now {
            let expected: Vec<_> = golden.sections.iter().map(|(_, body)| body.as_str()).collect();
            let found: Vec<_> = now.iter().map(|(_, body)| body.as_str()).collect();
            let (expected, found) = (expected.join("\n"), found.join("\n"));
            wrong.push(format!("{path:?}\n--- expected\n{expected}\n--- found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nBLESS=1 accepts what was found", wrong.join("\n\n"));
}
