//! The suite on every engine, bit by bit.
//!
//! In: the kernels and formulas of `benches/suite`. Out: agreement, or who differs where. Always
//! true: at a size that means something, at the smallest sizes, empty arrays included, and at odd
//! ones, each engine computes what the interpreter does; rustc's plain compilation may differ in
//! the last bits of std's mathematical functions alone, and a graphics processor within the bounds of
//! the running error analysis, which are shown to be of use. Deliberately absent: clocks.

#[path = "../benches/suite/mod.rs"]
mod suite;

use metate::explain::{LoopReport, Report};
use metate::held::{Accuracy, Held, Units};
use metate::{FastMath, Kernel, On, Target, Value};
#[cfg(feature = "gpu")]
use suite::DEVICE;
use suite::{Agreement, Case, Engine};

/// Sizes beside a case's own.
const ODD: &[usize] = &[0, 1, 2, 3, 5, 8, 13];

/// Elements beyond which an odd size takes a debug build's interpreter too long.
const ENOUGH: u64 = 20_000;

fn check(case: &Case, size: usize) {
    let mut workload = (case.prepare)(size);
    workload.run(Engine::Interpreter, 1).unwrap_or_else(|e| panic!("{} {size}: {e}", case.name));
    let reference = workload.output();
    for &engine in Engine::CPU {
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

/// Functions within 1 ULP, quotients within 2.5, all else to the nearest.
const NEAREST: Accuracy = Accuracy { f32: UNITS, f64: UNITS };
const UNITS: Units = Units { rounding: 0.5, division: 2.5, root: 0.5, function: |_| 1.0 };

fn number(value: Value) -> f64 {
    match value {
        Value::F32(x) => f64::from(x),
        Value::F64(x) => x,
        other => other.as_int().map_or(0.0, |integer| integer as f64),
    }
}

/// What a case's results are held to.
fn held(case: &Case, on: &On<'_>) -> Vec<Held> {
    let mut workload = (case.prepare)(case.smoke);
    workload.bounded(on, &NEAREST).unwrap_or_else(|e| panic!("{}: {e}", case.name))
}

/// The values of a handle's run.
fn values(case: &Case, on: &On<'_>) -> Vec<Value> {
    let mut workload = (case.prepare)(case.smoke);
    workload.call(on, 1).unwrap_or_else(|e| panic!("{}: {e}", case.name));
    workload.output().values().to_vec()
}

fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// Regrouped and contracted sums keep to the bounds, and those are of use: relative to the
/// results, and to what is really off.
#[test]
fn bounds_hold_on_the_suite() {
    let (mut ratios, mut undetermined, mut all) = (Vec::new(), 0, 0);
    for case in suite::cases() {
        let kernel = Kernel::parse(case.text).expect("the suite's texts are kernels");
        let on = kernel.on(Target::Interpreter);
        let wanted = held(case, &on);
        let exact = values(case, &on);
        for (held, value) in wanted.iter().zip(&exact) {
            assert!(held.value.same(*value), "{}: {held:?} is {value:?}", case.name);
        }
        let open = wanted.iter().filter(|held| held.is_undetermined()).count();
        let mut own = Vec::new();
        let (reassoc, contract) = (FastMath::NONE.reassoc(true), FastMath::NONE.contract(true));
        for allowed in [reassoc, contract, reassoc.contract(true)] {
            let found = values(case, &on.clone().fast_math(allowed));
            for (held, &found) in wanted.iter().zip(&found) {
                assert!(held.admits(found), "{} {allowed:?}: {held:?} / {found:?}", case.name);
                let off = (number(held.value) - number(found)).abs();
                if off > 0.0 && !held.is_undetermined() {
                    own.push(held.bound / off);
                }
            }
        }
        let relative = |held: &&Held| held.bound > 0.0 && !held.is_undetermined();
        let relative = wanted.iter().filter(relative);
        let relative = relative.map(|held| held.bound / number(held.value).abs()).collect();
        println!(
            "{:>24}: {} values, {open} undetermined, bound / value {:8.1e}, bound / error {:8.1e}",
            case.name,
            wanted.len(),
            median(relative).unwrap_or(0.0),
            median(own.clone()).unwrap_or(0.0),
        );
        ratios.extend(own);
        undetermined += open;
        all += wanted.len();
    }
    let ratio = median(ratios).expect("something is off");
    println!("median of bound / error: {ratio:.1}; {undetermined} of {all} values undetermined");
    assert!(undetermined * 10 < all && ratio < 1000.0);
}

/// Cases on the graphics processor, within their bounds; which of them have no form for it, and why.
#[cfg(feature = "gpu")]
fn check_on_device(cases: &[Case]) {
    let adapters = metate::gpu::adapters();
    let required = std::env::var("METATE_REQUIRE").unwrap_or_default();
    let Some(adapter) = adapters.first() else {
        assert!(!required.split(',').any(|name| name == "gpu"), "there is no adapter");
        return println!("gpu: absent, {} cases not run", cases.len());
    };
    println!("gpu: {}", adapter.name);
    let (mut ran, mut refused, mut compared, mut open) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for case in cases {
        let kernel = Kernel::parse(case.text).expect("the suite's texts are kernels");
        let mut state = "agrees".to_owned();
        let small = |&&size: &&usize| size >= case.least && (case.elements)(size) <= ENOUGH / 4;
        for &size in ODD.iter().filter(small).chain([&case.smoke]) {
            let mut workload = (case.prepare)(size);
            let wanted = workload
                .bounded(&kernel.on(Target::Interpreter), &DEVICE)
                .unwrap_or_else(|e| panic!("{} {size}: {e}", case.name));
            workload.reset();
            match workload.call(&kernel.on(Target::Gpu), 1) {
                Err(error) if matches!(error.kind(), metate::ErrorKind::Unsupported { .. }) => {
                    state = format!("refused: {error}");
                    break;
                }
                Err(error) => state = format!("WRONG at size {size}: {error}"),
                Ok(()) => {
                    let output = workload.output();
                    let pairs = || wanted.iter().zip(output.values());
                    let off = pairs().find(|(held, found)| !held.admits(**found));
                    assert_eq!(wanted.len(), output.values().len());
                    open += pairs().filter(|(held, _)| held.is_undetermined()).count();
                    compared += wanted.len();
                    if let Some((held, found)) = off {
                        state = format!("WRONG at size {size}: {held:?} / {found:?}");
                    }
                }
            }
            if state.starts_with("WRONG") {
                wrong.push(case.name);
                break;
            }
        }
        println!("{:>24}: {state}", case.name);
        ran += usize::from(state == "agrees");
        refused += usize::from(state.starts_with("refused"));
    }
    println!("{ran} agree in {compared} values, {open} of them undetermined; {refused} refused");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[cfg(feature = "gpu")]
#[test]
fn kernels_keep_to_their_bounds_on_the_device() {
    check_on_device(suite::KERNELS);
}

#[cfg(feature = "gpu")]
#[test]
fn formulas_keep_to_their_bounds_on_the_device() {
    check_on_device(suite::FORMULAS);
}
