//! What `prange` accepts and refuses.
//!
//! In: `tests/races/legal*.rs` and `racy.rs` of the workspace, which rustc compiles as well: a
//! kernel per paragraph, with what is said of it below. `BLESS=1 cargo test -p
//! metate-lang --test races` rewrites that; never under CI. Always true: every legal loop is
//! accepted, and no array is reduced but where that is expected; every racy one is refused for
//! its iterations alone.

#[path = "races/generate.rs"]
mod generate;
#[path = "races/random.rs"]
mod random;
#[path = "races/record.rs"]
mod record;
#[path = "../../tests/oracle/xorshift.rs"]
mod xorshift;

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use metate_lang::error::Code;
use metate_lang::front;
use metate_lang::hir::children;
use metate_lang::hir::{ExprKind, Module};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/races").join(name)
}

/// The kernels of a file: each text, with the comments below it.
fn kernels(text: &str) -> Vec<(String, String)> {
    let paragraphs = text.split("\n\n").filter(|paragraph| paragraph.starts_with("fn "));
    let split = |paragraph: &str| {
        let is_said = |line: &&str| line.starts_with("//~ ");
        let (said, code): (Vec<&str>, Vec<&str>) = paragraph.lines().partition(is_said);
        (code.join("\n"), said.join("\n"))
    };
    paragraphs.map(split).collect()
}

/// What the checker says of a kernel: places and notes.
fn said(text: &str) -> Result<String, String> {
    let Err(diagnostics) = front::load(text, None) else {
        return Err("accepted".to_owned());
    };
    let mut said = String::new();
    for problem in diagnostics.list() {
        if problem.code != Code::NotIndependent {
            return Err(diagnostics.to_string());
        }
        let _ = write!(said, "//~ {}: `{}`", problem.message, problem.span.text(text));
        for (span, label) in &problem.context {
            let _ = write!(said, "; {label}: `{}`", span.text(text));
        }
        for note in problem.notes.iter().filter(|note| !note.starts_with("reductions are")) {
            let _ = write!(said, "; {note}");
        }
        said.push('\n');
    }
    Ok(said.trim_end().to_owned())
}

/// What an accepted kernel says: the arrays that several iterations update, and those of which it
/// is checked that they do not meet.
fn updated(module: &Module) -> String {
    let mut said = String::new();
    for func in module.funcs.values() {
        children::all_of_block(&func.body, &mut |expr| {
            if let ExprKind::For { parallel: Some(parallel), .. } = &expr.kind {
                for (array, op) in &parallel.arrays {
                    let name = &func.locals[*array].name;
                    let _ = writeln!(said, "//~ reduced by `{}`: `{name}`", op.row().name);
                }
                for scattered in &parallel.scattered {
                    let name = &func.locals[scattered.array].name;
                    let axes: Vec<String> = scattered.axes.iter().map(u8::to_string).collect();
                    let axes = axes.join(" and ");
                    let _ = writeln!(said, "//~ checked to be distinct: axis {axes} of `{name}`");
                }
            }
        });
    }
    said.trim_end().to_owned()
}

/// Compares what is said of each kernel of a file, or rewrites the file.
fn check(file: &str, least: usize, said: impl Fn(&str) -> Result<String, String>) {
    let text = fs::read_to_string(path(file)).expect("a readable corpus");
    let kernels = kernels(&text);
    assert!(kernels.len() >= least, "only {} kernels in {file}", kernels.len());
    let (mut blessed, mut different, mut wrong) = (text.clone(), Vec::new(), Vec::new());
    for (kernel, expected) in &kernels {
        match said(kernel) {
            Err(why) => wrong.push(format!("{kernel}\n{why}")),
            Ok(said) if said != *expected => {
                let [old, new] =
                    [expected, &said].map(|said| format!("{kernel}\n{said}").trim_end().to_owned());
                blessed = blessed.replace(&format!("{old}\n"), &format!("{new}\n"));
                different.push(format!("{new}\nexpected\n{expected}"));
            }
            Ok(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), kernels.len(), wrong.join("\n\n"));
    if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
        fs::write(path(file), blessed).expect("a writable corpus");
        return;
    }
    assert!(different.is_empty(), "{}", different.join("\n\n"));
}

#[test]
fn legal_loops_are_accepted() {
    for (file, least) in [
        ("legal.rs", 50),
        ("legal_reductions.rs", 10),
        ("legal_reports.rs", 7),
        ("legal_scattered.rs", 16),
    ] {
        check(file, least, |text| match front::load(text, None) {
            Ok(module) => Ok(updated(&module)),
            Err(diagnostics) => Err(diagnostics.to_string()),
        });
    }
}

#[test]
fn racy_loops_are_refused() {
    check("racy.rs", 50, said);
}
