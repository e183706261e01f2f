//! Accepted means the same.
//!
//! In: random kernels, near misses, texts of the tests. Out: those that give other bits when
//! rustc compiles them, with metate's mathematical functions, than in the interpreter, or in the
//! interpreter than in the JIT. Always true: all get the same arguments, and all memory is
//! compared, guard cells included. Deliberately absent: options of a call, and engines on which
//! the oracle alone runs kernels.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::cases::{Case, Source, cases};
use super::digest::{ALONE, lines};
use super::engines::{self, Verdict};
use super::number;
use super::rustc::Rustc;

/// Random kernels that are judged if nothing else is said, and kernels in one program.
const KERNELS: usize = 40;
const BATCH: usize = 1000;

/// What came of kernels.
#[derive(Default)]
struct Tally {
    kernels: usize,
    random: usize,
    near: usize,
    generic: usize,
    regrouped: usize,
    runs: usize,
    traps: usize,
    endless: usize,
    wrong: Vec<String>,
    /// The kernel judged last.
    last: String,
    /// Time for the engines, for rustc, and for what it made.
    times: [Duration; 3],
}

impl Tally {
    /// Judges a batch of kernels, or fewer if that makes so many random ones in all.
    fn judge(&mut self, rustc: &Rustc, cases: &mut impl Iterator<Item = Case>, most: usize) {
        let mut clock = Instant::now();
        let mut ending = Vec::new();
        let end = self.kernels + BATCH;
        while self.kernels < end && self.random < most {
            let mut case = cases.next().expect("endlessly many");
            self.count(&case);
            match engines::run(&case) {
                Verdict::Agree { digests, regroups } => {
                    self.regrouped += usize::from(regroups);
                    self.runs += digests.len();
                    self.traps += digests.iter().filter(|text| text.starts_with("traps")).count();
                    case.digests = digests;
                    ending.push(case);
                }
                Verdict::Endless => self.endless += 1,
                Verdict::Differ(what) => self.differs(&case, &what),
            }
        }
        self.times[0] += clock.elapsed();
        clock = Instant::now();
        let batch = Batch::build(rustc, ending);
        for refused in &batch.refused {
            println!("rustc refuses {refused}");
            self.wrong.push(refused.clone());
        }
        self.times[1] += clock.elapsed();
        clock = Instant::now();
        self.compare(&batch);
        self.times[2] += clock.elapsed();
    }

    fn count(&mut self, case: &Case) {
        self.last.clone_from(&case.name);
        self.kernels += 1;
        self.random += usize::from(case.source == Source::Random && !case.again);
        self.near += usize::from(case.source == Source::NearMiss);
        self.generic += usize::from(case.module.generic.is_some());
    }

    fn differs(&mut self, case: &Case, what: &str) {
        let report = format!("{}: {what}\n{}", case.name, case.text);
        println!("{report}");
        self.wrong.push(report);
    }

    /// Compares what a batch did with what it should.
    fn compare(&mut self, batch: &Batch) {
        let found = batch.run();
        for (number, case) in batch.cases.iter().enumerate() {
            let Some(found) = found.get(number) else {
                return self.differs(case, "the program stops in it");
            };
            let mut rounds = found.split(' ').zip(&case.digests);
            if let Some(round) =
                rounds.position(|(native, defined)| native != defined && defined != ALONE)
            {
                let defined = lines(&engines::defined(case, round as u64));
                let native = batch.show(number, round as u64);
                self.differs(case, &difference(round, found, &defined, &native));
            }
        }
    }
}

/// How the native run of a round differs from what is defined.
fn difference(round: usize, found: &str, defined: &[String], native: &[String]) -> String {
    let mut pairs = defined.iter().zip(native);
    match pairs.find(|(defined, native)| defined != native) {
        Some((defined, native)) => {
            format!("round {round}, interpreter: {defined}, native: {native}")
        }
        None => format!("round {round}, native: {found}, and the second time as defined"),
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { kernels, random, near, generic, regrouped, .. } = self;
        write!(
            f,
            "{kernels} kernels: {random} random ones, {near} near misses; {generic} generic, "
        )?;
        let Tally { runs, traps, endless, wrong, last, .. } = self;
        write!(f, "{regrouped} with an order of their own; {runs} runs, {traps} trapped; ")?;
        write!(f, "{endless} kernels did not end, {} differ; last {last}; ", wrong.len())?;
        let [engines, rustc, native] = self.times.map(|time| time.as_secs_f64());
        write!(f, "{engines:.1} s for engines, {rustc:.1} s for rustc, {native:.1} s for its code")
    }
}

#[test]
fn random_kernels_mean_the_same() {
    let mut rustc = Rustc::new("meaning");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge");
    rustc.add_library("native", &folder.join("native.rs"));
    let count = number("METATE_JUDGE").unwrap_or(KERNELS);
    let first = number("METATE_SEED").unwrap_or(1) as u64;
    let mut cases = cases(first);
    let mut tally = Tally::default();
    while tally.random < count {
        tally.judge(&rustc, &mut cases, count);
        println!("{tally}");
    }
    let Tally { kernels, wrong, endless, .. } = tally;
    assert!(wrong.is_empty(), "{} kernels differ:\n{}", wrong.len(), wrong.join("\n----\n"));
    assert!(endless * 20 < kernels, "too many kernels do not end");
}
