//! The compiler and what it is to compile against.
//!
//! In: a source. Out: the compiler's errors with their lines, or a program. Always true: the
//! crates are those that the running test itself was built with, as Cargo names them; without a
//! compiler the test fails. Deliberately absent: what the source is.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

/// A crate that sources may name, and its file.
struct Library {
    name: String,
    file: PathBuf,
}

/// Machine code: made fast, for it runs a few times only; integers wrap as in release builds.
const CODE: &[&str] =
    &["-Copt-level=0", "-Cdebuginfo=0", "-Coverflow-checks=off", "-Cdebug-assertions=off"];

/// A way to compile.
pub struct Rustc {
    libraries: Vec<Library>,
    folder: PathBuf,
}

/// What the compiler refuses.
pub struct Refusal {
    /// The lines it points at, from 1, the most important one first.
    pub lines: Vec<usize>,
    /// What it says, as it prints it.
    pub message: String,
}

/// The first refusal of each module, given the last line of each.
pub fn by_module(refusals: Vec<Refusal>, last_lines: &[usize]) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    for refusal in refusals {
        let mut modules =
            refusal.lines.iter().map(|line| last_lines.partition_point(|last| last < line));
        match modules.find(|&module| module < last_lines.len()) {
            Some(module) => drop(found.entry(module).or_insert(refusal.message)),
            None => panic!("an error of no module's:\n{}", refusal.message),
        }
    }
    found
}

impl Rustc {
    /// Finds the compiler's libraries and a folder, named after the test, for what it writes.
    pub fn new(test: &str) -> Rustc {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("judge").join(test);
        fs::create_dir_all(&folder).expect("Cargo's folder for tests can be written");
        let mut rustc = Rustc { libraries: libraries(), folder };
        rustc
            .choose("metate_lang", "fn same(ty: metate::Scalar) -> metate_lang::ty::Scalar { ty }");
        rustc
    }

    /// Leaves one of several builds of a library, that with which `source` compiles. The macros
    /// are built with one of their own.
    fn choose(&mut self, name: &str, source: &str) {
        let all = std::mem::take(&mut self.libraries);
        let (candidates, others): (Vec<_>, _) =
            all.into_iter().partition(|library| library.name == name);
        self.libraries = others;
        for candidate in candidates {
            self.libraries.push(candidate);
            if self.check(source).is_empty() {
                return;
            }
            self.libraries.pop();
        }
        panic!("no build of {name} is the one that metate uses");
    }

    /// The errors of a library, whose types and borrows are checked but which is not built.
    pub fn check(&self, source: &str) -> Vec<Refusal> {
        let output = self.run(source, &["--crate-type=lib", "--emit=metadata"]);
        let messages = String::from_utf8_lossy(&output.stderr);
        let refusals: Vec<Refusal> = messages.lines().filter_map(refusal).collect();
        let silent = refusals.is_empty() && !output.status.success();
        assert!(!silent, "rustc fails and does not say why:\n{messages}");
        refusals
    }

    /// Builds a library of this file, which sources may name from then on.
    pub fn add_library(&mut self, name: &str, source: &Path) {
        let options = [CODE, &["--crate-type=rlib", "--emit=link", "--crate-name", name]].concat();
        let output = self.run_on(source, &options);
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}:\n{messages}", source.display());
        let file = self.folder.join(format!("lib{name}.rlib"));
        self.libraries.push(Library { name: name.to_owned(), file });
    }

    /// Builds a program.
    pub fn build(&self, source: &str) -> Result<PathBuf, Vec<Refusal>> {
        let output = self.run(source, &[CODE, &["--crate-type=bin", "--emit=link"]].concat());
        let messages = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            return Ok(self.folder.join(format!("judged{}", env::consts::EXE_SUFFIX)));
        }
        let refusals: Vec<Refusal> = messages.lines().filter_map(refusal).collect();
        assert!(!refusals.is_empty(), "rustc fails and does not say why:\n{messages}");
        Err(refusals)
    }

    fn run(&self, source: &str, options: &[&str]) -> Output {
        let file = self.folder.join("judged.rs");
        fs::write(&file, source).expect("the test's own folder can be written");
        self.run_on(&file, options)
    }

    fn run_on(&self, file: &Path, options: &[&str]) -> Output {
        let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        command.args(["--edition=2024", "--error-format=json", "-Awarnings"]);
        command.args(options).arg("--out-dir").arg(&self.folder).arg(file);
        for library in &self.libraries {
            let folder = library.file.parent().expect("a file lies in a folder");
            command.arg("-L").arg(format!("dependency={}", folder.display()));
            command.arg("--extern").arg(format!("{}={}", library.name, library.file.display()));
        }
        command.output().unwrap_or_else(|error| panic!("the judge, rustc, does not run: {error}"))
    }
}

/// An error among the compiler's messages; remarks on their number are none.
fn refusal(line: &str) -> Option<Refusal> {
    let message: Json = serde_json::from_str(line).ok()?;
    let spans = message["spans"].as_array()?;
    if message["level"] != "error" || spans.is_empty() {
        return None;
    }
    let primary = spans.iter().filter(|span| span["is_primary"] == true);
    let all = primary.chain(spans).flat_map(|span| [place(span), expansion(span)]);
    let lines = all.flatten();
    Some(Refusal {
        lines: lines.collect(),
        message: message["rendered"].as_str().unwrap_or_default().to_owned(),
    })
}

fn place(span: &Json) -> Option<usize> {
    let own = span["file_name"].as_str().is_some_and(|name| name.ends_with("judged.rs"));
    span["line_start"].as_u64().filter(|_| own).map(|line| line as usize)
}

/// Where the macro was called that a span lies in.
fn expansion(span: &Json) -> Option<usize> {
    let call = &span["expansion"]["span"];
    if call.is_null() { None } else { place(call).or_else(|| expansion(call)) }
}

/// The files of the crates that a source may name. They are asked of Cargo as this very test's,
/// for features and profile decide which of several builds of a crate is meant.
fn libraries() -> Vec<Library> {
    let test = env::current_exe().expect("a test knows where it is");
    let folder = |up: usize| test.ancestors().nth(up).expect("target/profile/deps/test");
    let profile = folder(2).file_name().and_then(|name| name.to_str()).expect("a plain name");
    let profile = if profile == "debug" { "test" } else { profile };
    let mut command = Command::new(env!("CARGO"));
    command.args(["test", "--no-run", "--offline", "--message-format=json", "--test=judge"]);
    command.args(["--package", env!("CARGO_PKG_NAME"), "--profile", profile, "--target-dir"]);
    command.arg(folder(3)).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap_or_else(|error| panic!("cargo does not run: {error}"));
    let messages = String::from_utf8_lossy(&output.stdout);
    let libraries: Vec<Library> = messages.lines().filter_map(library).collect();
    for name in ["metate", "metate_lang", "ndarray"] {
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(libraries.iter().any(|library| library.name == name), "no {name}:\n{errors}");
    }
    libraries
}

fn library(line: &str) -> Option<Library> {
    let message: Json = serde_json::from_str(line).ok()?;
    let target = &message["target"];
    let name = target["name"].as_str()?.replace('-', "_");
    let wanted = ["metate", "metate_lang", "ndarray"].contains(&name.as_str());
    let is_library = target["kind"].as_array()?.iter().any(|kind| kind == "lib");
    let files: Vec<&str> =
        message["filenames"].as_array()?.iter().filter_map(Json::as_str).collect();
    let file = files.iter().find(|file| file.ends_with(".rlib"))?;
    (wanted && is_library).then(|| Library { name, file: PathBuf::from(file) })
}
