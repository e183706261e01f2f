//! What metate's engines make of a kernel.
//!
//! In: a kernel. Out: for every round what the interpreter did, if the JIT did the same, and so did
//! several threads, and one that runs the chunks of loops backwards. Always
//! true: a kernel that the interpreter sees no end of is run by nothing else. Deliberately
//! absent: options of a call, with which the oracle compares engines.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use metate::{Kernel, Target, Ty};

use super::cases::Case;
use super::data::{Data, random_arguments};
use super::digest::{ROUNDS, digest};
use super::run::{Run, agree, attempt, difference, on_engine};
use super::stores;

/// What the interpreter may do in a round. A changed loop may be endless.
const FUEL: u64 = 3_000_000;

/// How long the engines may take for a kernel that the interpreter sees the end of.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a kernel.
pub enum Verdict {
    /// All engines did the same.
    Agree {
        /// What native code has to do in each round.
        digests: Vec<String>,
        /// Whether that is another thing, for a `prange` adds floats in an order of its own.
        regroups: bool,
    },
    /// The interpreter sees no end.
    Endless,
    /// The engines differ.
    Differ(String),
}

/// What the engines need to know of a kernel.
struct Task {
    text: String,
    in_order: Option<String>,
    types: Vec<Ty>,
    is_generic: bool,
    seed: u64,
}

impl Task {
    fn new(case: &Case) -> Task {
        let (text, in_order) = (case.text.clone(), case.in_order());
        let is_generic = case.module.generic.is_some();
        Task { text, in_order, types: case.types().collect(), is_generic, seed: case.seed }
    }

    fn data(&self, round: u64) -> Vec<Data> {
        random_arguments(self.types.iter().copied(), self.seed, round, false)
    }
}

/// Runs a kernel on the engines.
pub fn run(case: &Case) -> Verdict {
    let task = Task::new(case);
    let (sender, receiver) = channel();
    // Whoever was waiting may have given up.
    thread::spawn(move || sender.send(rounds(&task).unwrap_or_else(|verdict| verdict)));
    match receiver.recv_timeout(PATIENCE) {
        Ok(verdict) => verdict,
        Err(RecvTimeoutError::Timeout) => Verdict::Differ("an engine does not end".to_owned()),
        Err(RecvTimeoutError::Disconnected) => Verdict::Differ("an engine panics".to_owned()),
    }
}

fn rounds(task: &Task) -> Result<Verdict, Verdict> {
    let kernel = parse(&task.text)?;
    let in_order = task.in_order.as_ref().map(|text| parse(text)).transpose()?;
    let mut digests = Vec::new();
    for round in 0..ROUNDS {
        let data = task.data(round);
        let reference = interpret(&kernel, &data)?;
        let native = match &in_order {
            Some(in_order) => digest(&interpret(in_order, &data)?),
            None => digest(&reference),
        };
        digests.push(native);
        let jit = on_engine(kernel.on(Target::Jit), data.clone());
        if !agree(&reference, &jit, true) {
            let difference = difference(&reference, &jit);
            let what = format!("round {round}, interpreter and JIT:\n{difference}");
            return Err(Verdict::Differ(what));
        }
        on_threads(task, &kernel, &data, &reference).map_err(|difference| {
            Verdict::Differ(format!("round {round}, interpreter and threads:\n{difference}"))
        })?;
    }
    Ok(Verdict::Agree { digests, regroups: in_order.is_some() })
}

/// Compares the interpreter with several threads, and with chunks of loops run backwards.
fn on_threads(task: &Task, kernel: &Kernel, data: &[Data], reference: &Run) -> Result<(), String> {
    if !task.text.contains("for ") {
        return Ok(());
    }
    let threads = kernel.on(Target::Threads);
    for on in [threads.clone().eager().threads(2), threads.backwards()] {
        let run = on_engine(on, data.to_vec());
        // What a generic kernel leaves after a trap the oracle looks at, for one choice of types.
        let is_trap = reference.outcome.is_err() && reference.outcome == run.outcome;
        if !(is_trap && task.is_generic) {
            stores::agree_on_threads(kernel, data, false, reference, &run)?;
        }
    }
    Ok(())
}

fn parse(text: &str) -> Result<Kernel, Verdict> {
    Kernel::parse(text).map_err(|error| Verdict::Differ(format!("refused this time: {error}")))
}

/// What is defined, if it ends.
fn interpret(kernel: &Kernel, data: &[Data]) -> Result<Run, Verdict> {
    let interpreter = kernel.on(Target::Interpreter).fuel(FUEL);
    attempt(interpreter, data.to_vec()).ok_or(Verdict::Endless)
}

/// What native code has to do in a round of a kernel on which the engines agree.
pub fn defined(case: &Case, round: u64) -> Run {
    let Task { text, in_order, .. } = &Task::new(case);
    let kernel = Kernel::parse(in_order.as_ref().unwrap_or(text)).expect("it was parsed before");
    on_engine(kernel.on(Target::Interpreter), Task::new(case).data(round))
}
