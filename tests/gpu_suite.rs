//! The suite on the graphics processor: what runs, what is refused, and why.
//!
//! In: the kernels and formulas of `benches/suite`. Out: agreement with the interpreter: integers bit
//! by bit, floats closely; and a list, printed with `--nocapture`. Always true: every kernel with a
//! loop that a device can spread runs. Without a device the test says so and passes, unless
//! `METATE_REQUIRE` names `gpu`.
#![cfg(feature = "gpu")]

mod device;

#[path = "../benches/suite/mod.rs"]
mod suite;

use device::has_device;
use metate::{Kernel, Target, Value};
use suite::{Case, Engine};

/// What the device does not run at the size of the smoke tests: all of these are one chain of
/// iterations that need one another.
const REFUSED: &[&str] = &[];

fn close(a: Value, b: Value) -> bool {
    let near = |a: f64, b: f64, epsilon: f64| {
        a == b
            || a.is_nan() && b.is_nan()
            || (a - b).abs() <= epsilon * a.abs().max(b.abs()).max(1.0)
    };
    match (a, b) {
        (Value::F64(a), Value::F64(b)) => near(a, b, 1e-9),
        (Value::F32(a), Value::F32(b)) => near(a.into(), b.into(), 1e-3),
        (a, b) => a == b,
    }
}

fn check(case: &Case, size: usize) -> Result<(), metate::Error> {
    let mut workload = (case.prepare)(size);
    workload.run(Engine::Interpreter, 1)?;
    let reference = workload.output();
    workload.reset();
    let kernel = Kernel::parse(case.text)?;
    workload.call(&kernel.on(Target::Gpu), 1)?;
    let found = workload.output();
    assert_eq!(found.0.len(), reference.0.len(), "{} {size}", case.name);
    for (number, (&a, &b)) in found.0.iter().zip(&reference.0).enumerate() {
        assert!(close(a, b), "{} {size}: value {number} is {a}, not {b}", case.name);
    }
    Ok(())
}

#[test]
fn the_suite_runs() {
    if !has_device() {
        return;
    }
    let mut refused = Vec::new();
    for case in suite::cases() {
        for size in [case.least.max(suite::TINY), case.smoke] {
            let result = check(case, size);
            let moved = metate::gpu::last_call();
            match result {
                Ok(()) => println!("{:16} {size:6}: runs {moved:?}", case.name),
                Err(error) => {
                    println!("{:16} {size:6}: refused: {error}", case.name);
                    refused.push(case.name);
                }
            }
        }
    }
    refused.dedup();
    assert_eq!(refused, REFUSED);
}
