//! The mathematical functions against results that MPFR computed.
//!
//! In: `math_cases.txt`, the worst inputs that `lang/verify` has found, with their exact results;
//! and for `f32` a sample of all inputs, against our functions of `f64`, which those cases hold.
//! Always true: at most 1 ULP everywhere. Deliberately absent: the search for worse inputs.

use std::collections::BTreeMap;

use metate_lang::math::{f32 as ours32, f64 as ours64};

/// Every so many inputs of `f32` are tried: an odd number, so that all low bits come.
const STEP: usize = 40_009;

type One<T> = fn(T) -> T;
type Two<T> = fn(T, T) -> T;

macro_rules! list {
    ($module:ident $kind:ty: $($name:ident)*) => { &[$((stringify!($name), $module::$name as $kind)),*] };
}
macro_rules! ones {
    ($module:ident, $float:ident) => {
        list!($module One<$float>: exp exp2 exp_m1 ln ln_1p log2 log10 sin cos tan asin acos atan
            sinh cosh tanh asinh acosh atanh cbrt erf erfc)
    };
}
macro_rules! twos {
    ($module:ident, $float:ident) => { list!($module Two<$float>: atan2 hypot powf log) };
}

const ONES64: &[(&str, One<f64>)] = ones!(ours64, f64);
const ONES32: &[(&str, One<f32>)] = ones!(ours32, f32);
const TWOS64: &[(&str, Two<f64>)] = twos!(ours64, f64);
const TWOS32: &[(&str, Two<f32>)] = twos!(ours32, f32);

fn find<F: Copy>(list: &[(&str, F)], name: &str) -> Option<F> {
    list.iter().find(|(other, _)| *other == name).map(|&(_, function)| function)
}

/// What a function gives for a case; the type is widened without loss.
fn found(name: &str, narrow: bool, x: f64, y: f64) -> Option<f64> {
    if narrow {
        let (x, y) = (x as f32, y as f32);
        return match name {
            "powi" => Some(ours32::powi(x, y as i32).into()),
            _ => find(ONES32, name)
                .map(|f| f(x).into())
                .or_else(|| find(TWOS32, name).map(|f| f(x, y).into())),
        };
    }
    match name {
        "powi" => Some(ours64::powi(x, y as i32)),
        _ => find(ONES64, name).map(|f| f(x)).or_else(|| find(TWOS64, name).map(|f| f(x, y))),
    }
}

/// The spacing of floats of a type where `value` lies.
fn unit(value: f64, narrow: bool) -> f64 {
    let (least, digits) = if narrow { (-126, 23) } else { (-1022, 52) };
    let exponent = ((value.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    let exponent = exponent.max(least) - digits;
    if exponent < -1022 { f64::from_bits(1 << (exponent + 1074)) } else { 2f64.powi(exponent) }
}

#[test]
fn the_worst_inputs_known() {
    let mut worst: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for line in include_str!("math_cases.txt").lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [name, ty, numbers @ ..] = words.as_slice() else { panic!("{line}") };
        let number = |word: &&str| f64::from_bits(u64::from_str_radix(word, 16).expect("bits"));
        let numbers: Vec<f64> = numbers.iter().map(number).collect();
        let (inputs, exact) = numbers.split_at(numbers.len() - 2);
        let narrow = *ty == "f32";
        let y = inputs.get(1).copied().unwrap_or(0.0);
        let found = found(name, narrow, inputs[0], y).unwrap_or_else(|| panic!("{line}"));
        // The difference of two floats this close is exact.
        let error = ((found - exact[0]) - exact[1]).abs() / unit(exact[0], narrow);
        assert!(error <= 1.0, "{name} of {ty} at {inputs:?}: {error} ULP");
        let worst = worst.entry((name, ty)).or_default();
        *worst = worst.max(error);
    }
    // Every function at both types.
    assert_eq!(worst.len(), 2 * (ONES64.len() + TWOS64.len() + 1));
    // The best rounding is half a unit off at some inputs.
    for (of, worst) in worst {
        assert!(worst > 0.45, "{of:?}: the cases are not of this function, their worst is {worst}");
    }
}

#[test]
fn a_sample_of_f32() {
    for (name, narrow) in ONES32 {
        let wide = find(ONES64, name).expect("both types have the same functions");
        let mut worst = 0.0f64;
        for bits in (0..=u32::MAX).step_by(STEP) {
            let x = f32::from_bits(bits);
            let (found, exact) = (narrow(x), wide(x.into()));
            if found.is_nan() || exact.is_nan() {
                assert!(found.is_nan() && exact.is_nan(), "{name}({x:e}): {found}, not {exact}");
                continue;
            }
            if found.is_infinite() || exact.is_infinite() {
                // What rounds to infinity lies above the largest float by half a unit at least.
                let limit = f64::from(f32::MAX) + 2f64.powi(102);
                assert!(exact.abs() >= limit, "{name}({x:e}): {found}, not {exact}");
                continue;
            }
            let error = (f64::from(found) - exact).abs() / unit(exact, true);
            worst = worst.max(error);
            // What the function of f64 may be off is far below this.
            assert!(error <= 1.0 + 1e-6, "{name}({x:e}): {found:e}, not {exact:e}: {error} ULP");
        }
        assert!(worst > 0.4, "{name}: {worst} ULP");
    }
}
