//! What the passes are worth: operations that the suite's kernels execute, with and without them.
//!
//! In: the suite in `benches/`. Out: a table, printed with `--nocapture`. Always true: an operation
//! is a unit of the interpreter's fuel, and the suite as a whole executes fewer of them behind the
//! passes. A single kernel may execute more: a power that is written out as multiplications is
//! faster and longer, so is a choice between two values that are both computed. Deliberately
//! absent: clocks; `compare` has them.

#[path = "../benches/suite/mod.rs"]
mod suite;

use metate::{InterruptKind, Kernel, Target};
use suite::{Case, Workload};

/// How many operations a call executes, to a thirtieth.
fn executed(case: &Case, target: Target) -> f64 {
    let kernel = Kernel::parse(case.text).expect("a kernel of the suite");
    let mut workload = (case.prepare)(case.smoke);
    let (mut too_little, mut enough) = (0, 64);
    while !ends(&kernel, target, &mut workload, enough) {
        (too_little, enough) = (enough, 2 * enough);
    }
    while enough - too_little > enough / 30 {
        let between = too_little + (enough - too_little) / 2;
        match ends(&kernel, target, &mut workload, between) {
            true => enough = between,
            false => too_little = between,
        }
    }
    enough as f64
}

/// Whether a call ends with this much fuel.
fn ends(kernel: &Kernel, target: Target, workload: &mut Workload, fuel: u64) -> bool {
    workload.reset();
    match workload.call(&kernel.on(target).fuel(fuel), 1) {
        Ok(()) => true,
        Err(error) => {
            let interrupt = error.interrupt().unwrap_or_else(|| panic!("{error}"));
            assert_eq!(interrupt.kind, InterruptKind::Fuel);
            false
        }
    }
}

#[test]
fn the_suite_executes_less() {
    println!("{:16} {:>10} {:>10} {:>6}", "operations", "before", "behind", "ratio");
    let mut logarithms = Vec::new();
    for case in suite::cases() {
        let before = executed(case, Target::Interpreter);
        let behind = executed(case, Target::InterpreterAfterPasses);
        let ratio = behind / before;
        println!("{:16} {before:10} {behind:10} {ratio:6.2}", case.name);
        assert!(ratio < 2.0, "{} executes {ratio} times as many operations", case.name);
        logarithms.push(ratio.ln());
    }
    let mean = (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
    println!("{:16} {mean:28.2}", "geometric mean");
    assert!(mean < 1.0, "the suite executes {mean} of the operations it has without passes");
}
