//! What a run did, in a few characters or in full.
//!
//! In: a run. Out: the text that the native program prints of it and the judge expects. Always
//! true: runs that agree have the same text, and others have different ones but for one in 2^64.
//! Deliberately absent: why native code panicked; that is compared with a trap of any kind.

use std::hash::{DefaultHasher, Hasher};

use metate_lang::value::Value;

use super::run::Run;

/// How often each kernel runs, each time with other arguments.
pub const ROUNDS: u64 = 3;

/// What stands for a run that native code does not end as the engines do.
pub const ALONE: &str = "traps-alone";

/// Whether the run ended with a result, and a hash of everything it left.
pub fn digest(run: &Run) -> String {
    if run.traps_alone() {
        return ALONE.to_owned();
    }
    let mut hasher = DefaultHasher::new();
    for value in run.outcome.iter().flatten() {
        write(&mut hasher, *value);
    }
    for cells in &run.memory {
        hasher.write_usize(cells.len());
        cells.iter().for_each(|value| write(&mut hasher, *value));
    }
    let outcome = if run.outcome.is_ok() { "gives" } else { "traps" };
    format!("{outcome}-{:016x}", hasher.finish())
}

fn write(hasher: &mut impl Hasher, value: Value) {
    hasher.write_u64(plain(value).bits());
}

/// The value; one NaN for all.
fn plain(value: Value) -> Value {
    match value {
        Value::F32(v) if v.is_nan() => Value::F32(f32::NAN),
        Value::F64(v) if v.is_nan() => Value::F64(f64::NAN),
        value => value,
    }
}

/// Everything that the hash is made of, a line for each value.
pub fn lines(run: &Run) -> Vec<String> {
    let mut lines = match &run.outcome {
        Ok(values) => values.iter().map(|value| format!("result {:?}", plain(*value))).collect(),
        Err(_) => vec!["trapped".to_owned()],
    };
    for (number, cells) in run.memory.iter().enumerate() {
        let line = |(at, value): (usize, &Value)| {
            format!("argument {number}, cell {at}: {:?}", plain(*value))
        };
        lines.extend(cells.iter().enumerate().map(line));
    }
    lines
}
