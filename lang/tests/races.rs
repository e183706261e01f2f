//! What `prange` accepts and refuses.
//!
//! In: `tests/races/legal.rs` and `racy.rs` of the workspace, which rustc compiles as well: a
//! kernel per paragraph, in the racy ones with what is said of it below. `BLESS=1 cargo test -p
//! metate-lang --test races` rewrites that; never under CI. Always true: every legal loop is
//! accepted, every racy one is refused for its iterations alone.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use metate_lang::error::Code;
use metate_lang::front;

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

#[test]
fn legal_loops_are_accepted() {
    let text = fs::read_to_string(path("legal.rs")).expect("the legal loops");
    let kernels = kernels(&text);
    assert!(kernels.len() >= 50, "only {} legal kernels", kernels.len());
    let refused: Vec<String> = kernels
        .iter()
        .filter_map(|(kernel, _)| Some(front::load(kernel, None).err()?.to_string()))
        .collect();
    assert!(
        refused.is_empty(),
        "{} of {}:\n{}",
        refused.len(),
        kernels.len(),
        refused.join("\n\n")
    );
}

#[test]
fn racy_loops_are_refused() {
    let text = fs::read_to_string(path("racy.rs")).expect("the racy loops");
    let kernels = kernels(&text);
    assert!(kernels.len() >= 50, "only {} racy kernels", kernels.len());
    let (mut blessed, mut wrong) = (text.clone(), Vec::new());
    for (kernel, expected) in &kernels {
        match said(kernel) {
            Err(why) => wrong.push(format!("{kernel}\n{why}")),
            Ok(said) if said != *expected => {
                let old = if expected.is_empty() {
                    kernel.clone()
                } else {
                    format!("{kernel}\n{expected}")
                };
                blessed = blessed.replace(&old, &format!("{kernel}\n{said}"));
                wrong.push(format!("{kernel}\n{said}\nexpected\n{expected}"));
            }
            Ok(_) => {}
        }
    }
    if env::var_os("BLESS").is_some() && env::var_os("CI").is_none() {
        fs::write(path("racy.rs"), blessed).expect("a writable corpus");
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
