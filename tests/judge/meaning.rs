//! Accepted means the same.
//!
//! In: random kernels, near misses, texts of the tests. Out: those that give other bits when
//! rustc compiles them, with metate's mathematical functions, than in the interpreter. Always
//! true: a batch is one program, `runner`, in which every kernel is a module of its own.
//! Deliberately absent: the engines other than the interpreter, which the oracle compares.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::Command;

use metate_lang::{front, hir};

use super::generate::{self, Choices};
use super::rustc::{Rustc, by_module};
use super::tokens::{Kind, tokens};
use super::types::{bases, near_miss};
use super::{number, texts};

/// Kernels that are judged if nothing else is said, and in one program.
const KERNELS: usize = 40;
const BATCH: usize = 200;

/// A kernel to be run.
struct Case {
    name: String,
    seed: u64,
    text: String,
    module: hir::Module,
}

impl Case {
    fn new(name: String, seed: u64, text: String) -> Option<Case> {
        // `#[kernels]` gives a generic kernel no methods for each engine.
        let module = front::load(&text, None).ok().filter(|module| module.generic.is_none())?;
        Some(Case { name, seed, text, module })
    }

    fn entry(&self) -> &hir::Func {
        &self.module.funcs[self.module.entry]
    }

    /// A module whose public function is the kernel.
    fn module(&self, number: usize) -> String {
        let entry = self.entry();
        let mut text = self.text.clone();
        let name = entry.span.lo as usize;
        if !entry.public {
            let start = text[..name].rfind("fn").expect("a function's name stands behind `fn`");
            text.insert_str(start, "pub ");
        }
        format!(
            "#[metate::kernels(native_exact)]\nmod k{number} {{\nuse metate::prelude::*;\n{text}\n}}\n"
        )
    }

    /// Its line in the runner's list.
    fn row(&self, number: usize) -> String {
        let params: Vec<String> =
            (0..self.entry().params.len()).map(|number| format!("a{number}")).collect();
        let (kernel, params) = (&self.entry().name, params.join(", "));
        let reorders = self.text.contains("prange");
        format!("k{number}::{kernel}({params}) {:?} {} {reorders};\n", self.name, self.seed)
    }
}

/// Whether a text ends soon, as far as one can tell, on arguments that the oracle can make.
fn is_modest(text: &str) -> bool {
    let endless = |word: &str| ["while", "loop", "MAX", "MIN"].contains(&word);
    let large = |number: &str| number.len() > 3 && number.chars().all(|c| c.is_ascii_digit());
    let tokens = tokens(text);
    let plain = tokens.iter().all(|token| match token.kind {
        Kind::Word => !endless(&token.text),
        Kind::Number => !large(token.text.split(['_', '.']).next().expect("a first piece")),
        Kind::Label | Kind::Quoted | Kind::Sign | Kind::End => true,
    });
    // Owned arrays are lent to native code as copies, which the oracle writes back for one type.
    plain && !text.contains("&mut Array")
}

/// Compiles and runs a batch; what rustc refuses of it is left out and told.
fn run(rustc: &Rustc, mut cases: Vec<Case>) -> Batch {
    let mut refused = Vec::new();
    let program = loop {
        let (source, last_lines) = source(&cases);
        let refusals = match rustc.build(&source) {
            Ok(program) => break program,
            Err(refusals) => refusals,
        };
        for (case, message) in by_module(refusals, &last_lines).into_iter().rev() {
            let case = cases.remove(case);
            refused.push(format!("{}:\n{}\n{message}", case.name, case.text));
        }
    };
    let output = Command::new(program).output().expect("what was just built runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut batch = Batch::read(&text, &cases)
        .unwrap_or_else(|| panic!("the kernels stop: {}\n{text}", output.status));
    batch.wrong.extend(refused);
    batch
}

/// The program of a batch, and the last line of each kernel's module.
fn source(cases: &[Case]) -> (String, Vec<usize>) {
    let oracle = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle");
    let judge = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judge");
    let mut source = String::from("#![allow(arithmetic_overflow, unconditional_panic)]\n");
    let mut last_lines = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        source += &case.module(number);
        last_lines.push(source.lines().count());
    }
    for (name, folder) in [("xorshift", oracle), ("data", oracle), ("runner", judge)] {
        let file = format!("{folder}/{name}.rs");
        writeln!(source, "#[path = {file:?}] mod {name};").expect("a string takes any text");
    }
    source += "use data::Take;\nfn main() { runner::report(KERNELS) }\nrunner::kernels! {\n";
    for (number, case) in cases.iter().enumerate() {
        source += &case.row(number);
    }
    (source + "}\n", last_lines)
}

/// What the runner says.
#[derive(Default)]
struct Batch {
    kernels: usize,
    runs: usize,
    traps: usize,
    endless: usize,
    wrong: Vec<String>,
}

impl Batch {
    fn read(text: &str, cases: &[Case]) -> Option<Batch> {
        let by_name: BTreeMap<&str, &Case> =
            cases.iter().map(|case| (case.name.as_str(), case)).collect();
        let mut batch = Batch::default();
        for line in text.lines() {
            if let Some(numbers) = line.strip_prefix("DONE ") {
                let mut numbers = numbers.split(' ').map(|number| number.parse::<usize>().ok());
                batch.kernels = numbers.next()??;
                batch.runs = numbers.next()??;
                batch.traps = numbers.next()??;
                batch.endless = numbers.next()??;
                return (batch.kernels == cases.len()).then_some(batch);
            }
            let (name, what) = line.strip_prefix("DIFFERS ")?.split_once('\t')?;
            let mut report = String::new();
            writeln!(report, "{name}: {what}\n{}", by_name.get(name)?.text)
                .expect("a string takes any text");
            batch.wrong.push(report);
        }
        None
    }

    fn add(&mut self, other: Batch) {
        self.kernels += other.kernels;
        self.runs += other.runs;
        self.traps += other.traps;
        self.endless += other.endless;
        self.wrong.extend(other.wrong);
    }
}

/// Endlessly many kernels: in turn a random one, a near miss, and as long as there are any a text
/// of the tests.
fn cases(first: u64) -> impl Iterator<Item = Case> {
    let bases = bases();
    let accepted = texts().into_iter().filter(|text| is_modest(&text.text));
    let mut accepted = accepted.filter_map(|text| Case::new(text.name, 1, text.text));
    let mut random = (first..).filter_map(|seed| {
        let text = generate::kernel(&mut Choices::random(seed)).text;
        Case::new(format!("random kernel {seed}"), seed, text)
    });
    let mut near = (first..).filter_map(move |seed| {
        let (name, text) = near_miss(&bases, seed);
        is_modest(&text).then(|| Case::new(name, seed, text)).flatten()
    });
    let turns = (0..).map(move |turn| match turn % 4 {
        0 | 2 => random.next(),
        1 => near.next(),
        _ => accepted.next(),
    });
    turns.flatten()
}

#[test]
fn random_kernels_mean_the_same() {
    let rustc = Rustc::new("meaning");
    let count = number("METATE_JUDGE").unwrap_or(KERNELS);
    let first = number("METATE_SEED").unwrap_or(1) as u64;
    let mut cases = cases(first);
    let mut total = Batch::default();
    while total.kernels < count {
        let batch: Vec<Case> = cases.by_ref().take(BATCH.min(count - total.kernels)).collect();
        total.add(run(&rustc, batch));
    }
    let Batch { kernels, runs, traps, endless, wrong } = total;
    println!("{kernels} kernels, {runs} runs, {traps} trapped; {endless} kernels did not end");
    assert!(wrong.is_empty(), "{} kernels differ:\n{}", wrong.len(), wrong.join("\n----\n"));
    assert!(endless * 20 < kernels, "too many kernels do not end");
}
