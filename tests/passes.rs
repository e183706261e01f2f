//! What the passes are worth: operations that the suite's kernels execute, with and without them.
//!
//! In: the suite in `benches/`. Out: a table, printed with `--nocapture`. Always true: an operation
//! is a unit of the interpreter's fuel. Passes that remove work make the number smaller; those that
//! make work cheaper (a power written out, a choice in place of a branch, loops in strips, bounds
//! proved) make it larger at the small sizes counted here. So what is asserted is a limit: no kernel
//! takes four times as many (a power is one, and some forty as pairs), the suite as a whole at most a tenth
//! more. Deliberately absent: clocks;
//! `compare` has them.

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
fn the_suite_executes_hardly_more() {
    println!("{:16} {:>10} {:>10} {:>6}", "operations", "before", "behind", "ratio");
    let mut logarithms = Vec::new();
    for case in suite::cases() {
        let before = executed(case, Target::Interpreter);
        let behind = executed(case, Target::InterpreterAfterPasses);
        let ratio = behind / before;
        println!("{:16} {before:10} {behind:10} {ratio:6.2}", case.name);
        assert!(ratio < 4.0, "{} executes {ratio} times as many operations", case.name);
        logarithms.push(ratio.ln());
    }
    let mean = (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
    println!("{:16} {mean:28.2}", "geometric mean");
    assert!(mean < 1.1, "the suite executes {mean} of the operations it has without passes");
}
