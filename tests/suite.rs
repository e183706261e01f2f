//! The suite on every engine, bit by bit.
//!
//! In: the kernels and formulas of `benches/suite`. Out: agreement, or who differs where. Always
//! true: at a size that means something, at the smallest sizes, empty arrays included, and at odd
//! ones, each engine computes what the interpreter does; rustc's plain compilation may differ in
//! the last bits of std's mathematical functions alone. Deliberately absent: clocks.

#[path = "../benches/suite/mod.rs"]
mod suite;

use metate::{Kernel, Target};
use suite::{Agreement, Case, Engine};

/// Sizes beside a case's own.
const ODD: &[usize] = &[0, 1, 2, 3, 5, 8, 13];

/// Elements beyond which an odd size takes a debug build's interpreter too long.
const ENOUGH: u64 = 20_000;

fn check(case: &Case, size: usize) {
    let mut workload = (case.prepare)(size);
    workload.run(Engine::Interpreter, 1).unwrap_or_else(|e| panic!("{} {size}: {e}", case.name));
    let reference = workload.output();
    for &engine in Engine::ALL {
        workload.reset();
        workload.run(engine, 1).unwrap_or_else(|e| panic!("{} {size}: {e}", case.name));
        let agreement = Agreement::of(case, engine, &workload.output(), &reference);
        assert_ne!(agreement, Agreement::No, "{} {size} on {engine}", case.name);
    }
    let kernel = Kernel::parse(case.text).expect("the suite's texts are kernels");
    let threads = |count| kernel.on(Target::Threads).threads(count);
    let handles = [
        kernel.on(Target::InterpreterAfterPasses),
        kernel.on(Target::Jit),
        threads(1),
        threads(2),
        threads(7).eager(),
    ];
    for on in handles {
        workload.reset();
        workload.call(&on, 1).expect("as above");
        let agreement = Agreement::of(case, Engine::Jit, &workload.output(), &reference);
        assert_eq!(agreement, Agreement::Bits, "{} {size} on {on:?}", case.name);
    }
}

fn check_all(cases: &[Case]) {
    for case in cases {
        let odd = |&&size: &&usize| {
            size >= case.least && size != case.smoke && (case.elements)(size) <= ENOUGH
        };
        ODD.iter().filter(odd).for_each(|&size| check(case, size));
        check(case, case.smoke);
    }
}

#[test]
fn engines_agree_on_kernels() {
    assert!(suite::KERNELS.len() >= 34);
    check_all(suite::KERNELS);
}

#[test]
fn engines_agree_on_formulas() {
    assert_eq!(suite::FORMULAS.len(), 21);
    check_all(suite::FORMULAS);
}

#[test]
fn the_data_are_put_back() {
    for case in suite::cases() {
        let mut workload = (case.prepare)(case.smoke);
        workload.run(Engine::Native, 1).expect("natives have no errors");
        let first = workload.output();
        workload.run(Engine::Native, 1).expect("natives have no errors");
        workload.reset();
        workload.run(Engine::Native, 1).expect("natives have no errors");
        let again = workload.output();
        assert_eq!(
            Agreement::of(case, Engine::Jit, &again, &first),
            Agreement::Bits,
            "{}",
            case.name
        );
    }
}

#[test]
fn a_smaller_size_than_the_least_is_refused() {
    for case in suite::cases().filter(|case| case.least > 0) {
        let error = (case.prepare)(case.least - 1).run(Engine::Jit, 1);
        assert!(error.is_err_and(|error| error.trap().is_some()), "{}", case.name);
    }
}
