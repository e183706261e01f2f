//! The texts that mutants are made from.
//!
//! In: the test data of the workspace. Out: every text that the checker's tests accept or
//! refuse, and the input of every golden kernel. Always true: each comes with a name that finds
//! it again. Deliberately absent: what is expected of them.

use std::fs;
use std::path::{Path, PathBuf};

/// A text and where it is from.
#[derive(Clone)]
pub struct Text {
    /// The file and the place in it.
    pub name: String,
    /// The text.
    pub text: String,
}

/// The texts of the checker's tests and the inputs of the golden kernels, given the folder of
/// the workspace.
pub fn texts(workspace: &Path) -> Vec<Text> {
    let mut found = Vec::new();
    for file in ["accepted", "refused"] {
        found.extend(cases(&workspace.join(format!("lang/tests/front/{file}.txt"))));
    }
    for folder in ["tests/golden", "tests/golden/refused"] {
        found.extend(golden(&workspace.join(folder)));
    }
    assert!(found.len() > 200, "the texts moved");
    found
}

fn cases(path: &Path) -> Vec<Text> {
    let file = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let cases = file.split("----\n").enumerate();
    let cases = cases.map(|(number, case)| {
        let lines = case.lines().filter(|line| !line.starts_with("//~"));
        let text = lines.collect::<Vec<_>>().join("\n");
        Text { name: format!("{} {number}", stem(path)), text }
    });
    cases.collect()
}

fn golden(folder: &Path) -> Vec<Text> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    let texts = paths.iter().map(|path| {
        let file = fs::read_to_string(path).expect("a readable golden file");
        let input = file.split("\n//~ ").next().expect("the first of at least one piece");
        Text { name: format!("golden {}", stem(path)), text: format!("{}\n", input.trim_end()) }
    });
    texts.collect()
}

fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name")
}
