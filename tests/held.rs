//! Bounds of small kernels, where it can be said what they have to be.
//!
//! In: kernel texts. Out: what is determined, and how well. Always true: a case says what another
//! engine may do and that the bound covers it; or that nothing is lost where nothing may differ.
//! Deliberately absent: random kernels and the suite, which are tests of the oracle and of the suite.

use metate::held::{Accuracy, Bounded, Held, Units};
use metate::{Arg, Kernel, Target, Value, args};
use metate_lang::op::Op;

const UNITS: Units = Units { rounding: 0.5, division: 2.5, root: 0.5, function: one };
const NEAREST: Accuracy = Accuracy { f32: UNITS, f64: UNITS };

fn one(_: Op) -> f64 {
    1.0
}

fn bounded<'a>(text: &str, args: impl AsMut<[Arg<'a>]>) -> Bounded {
    let kernel = Kernel::parse(text).unwrap_or_else(|error| panic!("{error}"));
    kernel.on(Target::Interpreter).bounded(args, &NEAREST).unwrap_or_else(|error| panic!("{error}"))
}

/// The one result of a kernel.
fn result<'a>(text: &str, args: impl AsMut<[Arg<'a>]>) -> Held {
    let bounded = bounded(text, args);
    bounded.outcome.unwrap_or_else(|error| panic!("{error}"))[0]
}

const SUM: &str = "fn sum(x: &[f32]) -> f32 {
    let mut s = 0.0;
    for i in 0..x.len() { s += x[i]; }
    s
}";

#[test]
fn sums_of_small_integers_are_exact_in_any_order() {
    let small: Vec<f32> = (0..1000).map(|i| ((i * 37) % 19) as f32 - 9.0).collect();
    assert_eq!(result(SUM, args![&small]).bound, 0.0);
    let quarters: Vec<f32> = small.iter().map(|x| x * 0.25).collect();
    assert_eq!(result(SUM, args![&quarters]).bound, 0.0);
    // More than 24 digits.
    let large: Vec<f32> = small.iter().map(|x| x * 65537.0).collect();
    assert!(result(SUM, args![&large]).bound > 0.0);
}

#[test]
fn what_cancels_may_cancel_first() {
    // An engine may make `b` of it.
    let text = "fn f(a: f32, b: f32) -> f32 { (a + b) - a }";
    let held = result(text, args![1e8_f32, 0.3_f32]);
    assert_eq!(held.value, Value::F32(0.0));
    assert!(held.admits(Value::F32(0.3)) && !held.admits(Value::F32(100.0)), "{held:?}");
    // Not across `keep`.
    let text = "fn f(a: f32, b: f32) -> f32 { keep(a + b) - a }";
    let kept = result(text, args![1e8_f32, 0.3_f32]);
    assert!(kept.admits(Value::F32(8.0)), "the sum itself may be rounded the other way: {kept:?}");
    assert!(kept.bound < held.bound);
    // Of an infinity it may make 0.
    let text = "fn f(a: f32) -> f32 { a - a }";
    assert!(result(text, args![f32::INFINITY]).is_undetermined());
    assert_eq!(result(text, args![2.5_f32]).bound, 0.0);
}

#[test]
fn products_may_be_multiplied_in_another_order() {
    let text = "fn f(a: f32, b: f32, c: f32) -> f32 { a * b * c }";
    // `a * (b * c)` vanishes.
    let held = result(text, args![1e30_f32, 1e-30_f32, 1e-30_f32]);
    assert!(held.admits(Value::F32(0.0)), "{held:?}");
    // And here it is an infinity.
    assert!(result(text, args![1e-30_f32, 1e30_f32, 1e30_f32]).is_undetermined());
    let held = result(text, args![1.1_f32, 2.3_f32, 0.7_f32]);
    assert!(held.bound < 1e-6, "{held:?}");
}

/// Of factors some of whose products are exact: all orders, with numbers on both sides of powers of
/// two, where what rounding is of a number changes most.
#[test]
fn exact_products_are_rounded_in_another_order() {
    let text = "fn f(a: f32, b: f32, c: f32, d: f32) -> f32 { a * ((b * c) * d) }";
    let kernel = Kernel::parse(text).expect("a kernel");
    let mut furthest = 0.0_f64;
    for step in 0..4000_u32 {
        let a = 1.0 + (step.wrapping_mul(2_654_435_761) >> 9) as f32 / 8_388_608.0;
        let [b, c, d] = [7.0, 3.0 + 4.0 * (step % 5) as f32, 1.0 + (step % 11) as f32];
        let on = kernel.on(Target::Interpreter);
        let held = on.bounded(args![a, b, c, d], &NEAREST).expect("a product");
        let held = held.outcome.expect("a result")[0];
        for other in
            [a * b * c * d, a * c * b * d, a * d * c * b, (a * d) * (b * c), (a * b) * (c * d)]
        {
            assert!(held.admits(Value::F32(other)), "{a} {b} {c} {d}: {held:?} {other}");
            let Value::F32(value) = held.value else { panic!("{held:?}") };
            furthest = furthest.max(f64::from((value - other).abs()) / held.bound);
        }
        let Value::F32(value) = held.value else { panic!("{held:?}") };
        assert!(!held.admits(Value::F32(value * 1.000_001)), "{held:?}");
    }
    assert!(furthest > 0.3, "{furthest}");
}

#[test]
fn comparisons_that_may_turn_decide_nothing() {
    let text = "fn f(x: f32, y: f32, z: f32) -> i32 { if x * y < z { 1 } else { 2 } }";
    let third = 1.0_f32 / 3.0;
    assert!(result(text, args![third, 3.0_f32, 1.0_f32]).is_undetermined());
    assert!(!result(text, args![third, 3.0_f32, 1.001_f32]).is_undetermined());
    // Small integers have no error.
    assert!(!result(text, args![2.0_f32, 3.0_f32, 6.0_f32]).is_undetermined());
    // Both ways come to nearly the same.
    let text = "fn f(x: f32, y: f32, z: f32) -> f32 { if x * y < z { x * y } else { z } }";
    let held = result(text, args![third, 3.0_f32, 1.0_f32]);
    assert!(held.bound < 1e-6, "{held:?}");
    let text = "fn f(x: f32) -> i32 { (x * 3.0) as i32 }";
    assert!(result(text, args![third]).is_undetermined());
    assert!(!result(text, args![0.4_f32]).is_undetermined());
}

#[test]
fn stores_that_may_not_happen_are_in_doubt() {
    let text = "fn f(x: f32, mut y: ArrayViewMut1<f32>, mut n: ArrayViewMut1<i32>) {
        if x * 3.0 LESS 1.0 { y[1] = x; n[1] = 7; }
        n[2] = 8;
    }";
    let third = 1.0_f32 / 3.0;
    let x = third;
    for (less, changed) in [("<", false), ("<=", true)] {
        let text = text.replace("LESS", less);
        let (mut y, mut n) = (vec![0.5_f32; 4], vec![1_i32; 4]);
        let bounded = bounded(&text, args![x, &mut y, &mut n]);
        assert_eq!(n[1] == 7, changed);
        let known: Vec<bool> =
            bounded.arrays[2].iter().map(|held| !held.is_undetermined()).collect();
        assert_eq!(known, [true, false, true, true], "{less}");
        assert!(bounded.arrays[1][1].admits(Value::F32(0.5)), "{:?}", bounded.arrays[1]);
        assert!(bounded.arrays[1][1].admits(Value::F32(x)), "{:?}", bounded.arrays[1]);
        assert_eq!(bounded.arrays[1][0].bound, 0.0);
        // The checks of the bounds were passed in front of the branch or are inside of it.
        assert!(bounded.outcome.is_ok());
    }
}

#[test]
fn loops_that_may_end_otherwise_leave_nothing_known() {
    let text = "fn f(x: f32, limit: f32) -> (i32, i32) {
        let mut s = x;
        let mut n = 0;
        let mut m = 0;
        while s < limit { s += x; n += 1; }
        for i in 0..5 { m += i; }
        (n, m)
    }";
    let known = |x: f32, limit: f32| {
        let bounded = bounded(text, args![x, limit]);
        let results = bounded.outcome.unwrap_or_else(|error| panic!("{error}"));
        [results[0].is_undetermined(), results[1].is_undetermined()]
    };
    assert_eq!(known(0.1, 1.0), [true, false]);
    assert_eq!(known(0.1, 1.05), [false, false]);
    assert_eq!(known(0.25, 1.0), [false, false]);
}

#[test]
fn traps_that_may_be_elsewhere_are_told() {
    let text = "fn f(x: &[f32], at: f32) -> f32 { x[(at * 3.0) as usize] }";
    let x = [1.0_f32, 2.0];
    let third = 1.0_f32 / 3.0;
    assert!(bounded(text, args![&x, third]).may_trap_otherwise);
    assert!(!bounded(text, args![&x, 0.4_f32]).may_trap_otherwise);
    let trapped = bounded(text, args![&x, 0.9_f32]);
    assert!(trapped.outcome.is_err() && !trapped.may_trap_otherwise);
}

#[test]
fn functions_carry_the_error_of_their_argument() {
    let at = |text: &str, x: f32| result(text, args![x]);
    let held = at("fn f(x: f32) -> f32 { (x * x * 100.0).exp() }", 0.7);
    assert!(held.bound < 2e16 && held.bound > 1e14, "{held:?}");
    // A branch point, a pole, and the end of the domain.
    assert!(at("fn f(x: f32) -> f32 { (x * 3.0 - 1.0).ln() }", 1.0 / 3.0).is_undetermined());
    assert!(at("fn f(x: f32) -> f32 { (x * 1.1).asin() }", 1.0 / 1.1).is_undetermined());
    let sine = at("fn f(x: f32) -> f32 { (x * 1.1).sin() }", 1e6);
    assert!(sine.bound < 0.3 && sine.bound > 0.01, "{sine:?}");
    assert!(at("fn f(x: f32) -> f32 { (x * 1.1).tanh() }", 1e6).bound < 1e-6);
}

#[test]
fn what_is_not_finite_keeps_its_class() {
    let at = |text: &str, x: f32| result(text, args![x]);
    let held = at("fn f(x: f32) -> f32 { x * 2.0 + 1.0 }", f32::NEG_INFINITY);
    assert!(held.admits(Value::F32(f32::NEG_INFINITY)) && !held.admits(Value::F32(f32::MIN)));
    let held = at("fn f(x: f32) -> f32 { x * 2.0 + 1.0 }", f32::NAN);
    assert!(held.admits(Value::F32(-f32::NAN)) && !held.admits(Value::F32(0.0)));
    assert!(at("fn f(x: f32) -> f32 { x * 0.0 }", f32::NAN).is_undetermined());
    assert!(at("fn f(x: f32) -> f32 { x * 2.0 }", f32::MAX).is_undetermined());
    assert!(!at("fn f(x: f32) -> f32 { 1.0 / x }", 0.0).is_undetermined());
}

#[test]
fn sums_in_arrays_are_regrouped_in_loops_that_add_up_there() {
    let text = "fn f(x: &[f32], mut sums: ArrayViewMut1<f32>) {
        for i in prange(0..x.len()) { sums[i % 2] += x[i]; }
    }";
    let x: Vec<f32> = (0..200).map(|i| if i < 4 { 1e6 } else { 0.1 }).collect();
    let mut sums = vec![0.0_f32; 2];
    let held = bounded(text, args![&x, &mut sums]).arrays[1][0];
    // In any order: a hundred additions to 2e6.
    assert!(held.bound > 90.0 * 2e6 * 6e-8, "{held:?}");
}
