//! What an operation costs the interpreter: what its speed is judged by.
//!
//! In: a kernel of the suite. Out: nanoseconds per operation at the size for smoke tests. Always
//! true: an operation is a unit of the interpreter's fuel, a statement of the loop IR that is
//! executed or the end of a block of them; how many a call needs is found by giving it less and
//! less, so nothing is counted by hand. Deliberately absent: which operations those were.

use std::time::Instant;

use metate::{Error, InterruptKind, Kernel, Target};

use crate::measure::{Spread, nanoseconds};
use crate::suite::{Case, Workload};

/// Calls that are timed.
const CALLS: usize = 9;

/// Nanoseconds per operation.
pub(crate) fn cost(case: &Case) -> Result<f64, Error> {
    let kernel = Kernel::parse(case.text)?;
    let mut workload = (case.prepare)(case.smoke);
    let operations = executed(&kernel, &mut workload)?;
    let interpreter = kernel.on(Target::Interpreter);
    let mut times = Vec::new();
    for _ in 0..CALLS {
        workload.reset();
        let start = Instant::now();
        workload.call(&interpreter, 1)?;
        times.push(nanoseconds(start.elapsed()));
    }
    Ok(Spread::of(times).median / operations)
}

/// How many operations a call executes, to a hundredth.
fn executed(kernel: &Kernel, workload: &mut Workload) -> Result<f64, Error> {
    let (mut too_little, mut enough) = (0, 64);
    while !ends(kernel, workload, enough)? {
        (too_little, enough) = (enough, 2 * enough);
    }
    while enough - too_little > 1 + enough / 100 {
        let between = too_little + (enough - too_little) / 2;
        match ends(kernel, workload, between)? {
            true => enough = between,
            false => too_little = between,
        }
    }
    Ok(enough as f64)
}

/// Whether a call ends with this much fuel.
fn ends(kernel: &Kernel, workload: &mut Workload, fuel: u64) -> Result<bool, Error> {
    workload.reset();
    match workload.call(&kernel.on(Target::Interpreter).fuel(fuel), 1) {
        Ok(()) => Ok(true),
        Err(error) if error.interrupt().is_some_and(|stop| stop.kind == InterruptKind::Fuel) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
