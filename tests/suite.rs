//! The suite on every engine, bit by bit.
//!
//! In: the kernels and formulas of `benches/suite`. Out: agreement, or who differs where. Always
//! true: at a size that means something, at the smallest sizes, empty arrays included, and at odd
//! ones, each engine computes what the interpreter does; rustc's plain compilation may differ in
//! the last bits of std's mathematical functions alone. Deliberately absent: clocks.

#[path = "../benches/suite/mod.rs"]
mod suite;

use metate::explain::{LoopReport, Report};
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

/// Kernels that keep checks in an innermost loop, and why: what they check is decided by data.
const CHECKED_BY_DATA: &[(&str, &str)] =
    &[("spmv", "the columns of a sparse matrix are loaded, and may be any numbers")];

/// The loops inside of which there is none any more.
fn innermost(report: &Report) -> impl Iterator<Item = &LoopReport> {
    let loops = report.loops();
    let is_around = move |number: usize| {
        loops.iter().any(|inner| inner.parent == Some(number) && inner.iteration.is_some())
    };
    loops.iter().enumerate().filter(move |(number, _)| !is_around(*number)).map(|(_, found)| found)
}

/// Where indices are affine in what the loops count, no innermost loop checks anything, on one thread
/// or on several; and each kernel on the list is there for a reason.
#[test]
fn affine_kernels_have_no_check_left_in_innermost_loops() {
    let mut wrong = Vec::new();
    for case in suite::cases() {
        let kernel = Kernel::parse(case.text).expect("the suite's texts are kernels");
        let by_data = CHECKED_BY_DATA.iter().find(|(name, _)| *name == case.name);
        for target in [Target::Jit, Target::Threads] {
            let mut workload = (case.prepare)(case.smoke);
            let report = workload.report(&kernel.on(target)).expect("the arguments fit");
            assert!(!report.loops().is_empty(), "{} has loops", case.name);
            let left = innermost(&report).flat_map(|found| &found.checks);
            let left: Vec<&str> = left.map(|check| check.source.as_str()).collect();
            if left.is_empty() == by_data.is_some() {
                wrong.push(format!("{} on {target}: {left:?}, expected: {by_data:?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
