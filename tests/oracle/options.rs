//! Options that must not change what engines agree on.
//!
//! In: a kernel, its arguments and what the reference made of them. Out: the first disagreement.
//! Always true: a far deadline and much fuel change nothing, little fuel ends a call or changes
//! nothing, and what `fast_math` allows changes all engines alike. Deliberately absent: overflow
//! checks, which are compared where the engines are.

use std::time::Duration;

use metate::{FastMath, Kernel, Target};

use super::data::Data;
use super::{Run, agree, attempt, difference, on_engine};

/// Time and fuel that no test uses up.
const FAR: Duration = Duration::from_secs(3600);
const PLENTY: u64 = 1 << 60;

/// Machine code that may be interrupted does what it does.
pub fn check_interrupts(kernel: &Kernel, wanted: &Run, data: &[Data]) -> Result<(), String> {
    let on = || kernel.on(Target::Jit);
    let fuels = [1, 7, 60, 500].map(|fuel| ("little fuel", on().fuel(fuel)));
    let far = [("far deadline", on().deadline(FAR)), ("much fuel", on().fuel(PLENTY))];
    for (name, on) in far.into_iter().chain(fuels) {
        match attempt(on, data.to_vec()) {
            Some(run) if agree(wanted, &run, true) => {}
            None if name == "little fuel" => {}
            Some(run) => return Err(format!("{name}:\n{}", difference(wanted, &run))),
            None => return Err(format!("{name}: interrupted")),
        }
    }
    Ok(())
}

/// Engines agree on what is allowed to differ from Rust.
pub fn check_fast_math(kernel: &Kernel, allowed: FastMath, data: &[Data]) -> Result<(), String> {
    let run = |target| on_engine(kernel.on(target).fast_math(allowed), data.to_vec());
    let wanted = run(Target::Interpreter);
    for target in [Target::InterpreterAfterPasses, Target::Jit] {
        let run = run(target);
        if !agree(&wanted, &run, true) {
            return Err(format!("{allowed:?} on {target}:\n{}", difference(&wanted, &run)));
        }
    }
    Ok(())
}
