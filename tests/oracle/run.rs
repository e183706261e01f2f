//! What a run did, and whether two runs did the same.
//!
//! In: a handle of a kernel and its arguments. Out: [`Run`], the result or the trap and all memory,
//! guards included. Always true: two runs agree if and only if every bit of them does, any NaN
//! being like any other. Deliberately absent: which engines are compared on what.

use metate::{Arg, On};
use metate_lang::value::Value;

use super::data::Data;

/// What a run did.
#[derive(Clone, Debug)]
pub struct Run {
    /// The scalars of the result, or the trap.
    pub outcome: Result<Vec<Value>, String>,
    /// Every cell of every argument.
    pub memory: Vec<Vec<Value>>,
}

impl Run {
    /// A run that is over, and the arguments as it left them.
    pub fn new(outcome: Result<Vec<Value>, String>, data: &[Data]) -> Run {
        Run { outcome, memory: data.iter().map(Data::memory).collect() }
    }

    /// Whether it trapped where native code goes on: indices that are elements of an array are
    /// not compared there.
    pub fn traps_alone(&self) -> bool {
        self.outcome.as_ref().is_err_and(|trap| trap.contains("must be distinct"))
    }
}

/// A run that nothing interrupts.
pub fn on_engine(on: On<'_>, data: Vec<Data>) -> Run {
    attempt(on.clone(), data).unwrap_or_else(|| panic!("{on:?} was interrupted"))
}

/// A run, unless it is interrupted.
pub fn attempt(on: On<'_>, mut data: Vec<Data>) -> Option<Run> {
    let outcome = {
        let args: Vec<Arg<'_>> = data.iter_mut().map(Data::arg).collect();
        match on.call_values(args) {
            Ok(values) => Ok(values),
            Err(error) if error.interrupt().is_some() => return None,
            Err(error) => match error.trap() {
                Some(trap) => Err(trap.to_string()),
                None => panic!("{on:?}: {error}"),
            },
        }
    };
    Some(Run::new(outcome, &data))
}

/// Whether two runs did the same. A twin that rustc compiled does not tell why it panicked.
pub fn agree(a: &Run, b: &Run, same_trap: bool) -> bool {
    let cells =
        |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(*b));
    let outcomes = match (&a.outcome, &b.outcome) {
        (Ok(a), Ok(b)) => cells(a, b),
        (Err(a), Err(b)) => a == b || !same_trap,
        _ => false,
    };
    outcomes && a.memory.iter().zip(&b.memory).all(|(a, b)| cells(a, b))
}

/// How two runs differ.
pub fn difference(a: &Run, b: &Run) -> String {
    let mut text = format!("  reference: {:?}\n  engine:    {:?}\n", a.outcome, b.outcome);
    for (number, (a, b)) in a.memory.iter().zip(&b.memory).enumerate() {
        if let Some(at) = (0..a.len()).find(|&at| !a[at].same(b[at])) {
            text.push_str(&format!("  argument {number}, cell {at}: {:?} / {:?}\n", a[at], b[at]));
        }
    }
    text
}
