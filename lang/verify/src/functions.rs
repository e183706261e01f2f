//! Every function, with its reference.
//!
//! In: nothing. Out: a list of what is to be verified: ours, the same of MPFR, the same of
//! another library for f64, and what is known of its shape. Always true: a reference is computed
//! with at least 40 bits more than the result has. Deliberately absent: what is done with them.

use metate_lang::math::{f32 as ours32, f64 as ours64};
use rug::Float;
use rug::ops::Pow;

/// What a function looks like, where it holds exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symmetry {
    /// `f(-x) == -f(x)`
    Odd,
    /// `f(-x) == f(x)`
    Even,
    /// Neither.
    None,
}

/// Where a function only rises or only falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slope {
    /// It never falls.
    Rising,
    /// It never rises.
    Falling,
    /// It does both.
    Mixed,
}

/// A function of one number.
pub struct Unary {
    pub name: &'static str,
    pub f64: fn(f64) -> f64,
    pub f32: fn(f32) -> f32,
    /// std's (where there is one, else libm's), for specials and for screening.
    pub other64: fn(f64) -> f64,
    pub other32: fn(f32) -> f32,
    /// The same of MPFR, in place, at the precision of its argument.
    pub reference: fn(&mut Float),
    pub symmetry: Symmetry,
    pub slope: Slope,
    /// Inputs around which errors are likely: the centres of dense samples.
    pub hard: &'static [f64],
}

/// A function of two numbers.
pub struct Binary {
    pub name: &'static str,
    pub f64: fn(f64, f64) -> f64,
    pub f32: fn(f32, f32) -> f32,
    pub other64: fn(f64, f64) -> f64,
    pub other32: fn(f32, f32) -> f32,
    pub reference: fn(&Float, &Float) -> Float,
    /// What the second argument is like.
    pub second: Second,
}

/// What the second argument of a function is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// Any number.
    Any,
    /// Such that the result is mostly finite.
    Exponent,
    /// Integers of 32 bits.
    Integer,
}

macro_rules! unary {
    ($($name:ident $other64:expr, $other32:expr; $reference:expr; $symmetry:ident $slope:ident $hard:expr;)*) => {
        /// All functions of one number.
        pub const UNARY: &[Unary] = &[$(Unary {
            name: stringify!($name),
            f64: ours64::$name,
            f32: ours32::$name,
            other64: $other64,
            other32: $other32,
            reference: $reference,
            symmetry: Symmetry::$symmetry,
            slope: Slope::$slope,
            hard: &$hard,
        }),*];
    };
}

use std::f64::consts::{FRAC_PI_2, LN_2, PI};

unary! {
    exp f64::exp, f32::exp; |x| x.exp_mut(); None Rising [0.0, LN_2 / 2.0, 709.78, -708.4, -745.13, 88.72, -87.33, -103.97];
    exp2 f64::exp2, f32::exp2; |x| x.exp2_mut(); None Rising [0.0, 0.5, 1.0, 1023.99, -1022.0, -1074.9, 127.9, -126.0, -149.9];
    exp_m1 f64::exp_m1, f32::exp_m1; |x| x.exp_m1_mut(); None Rising [0.0, LN_2 / 2.0, -LN_2 / 2.0, 1.04, -37.0, -17.0, 709.78, 88.72, 0.25, -0.25];
    ln f64::ln, f32::ln; |x| x.ln_mut(); None Rising [1.0, 0.5, 2.0, 0.7071, 1.4142, 1e-310];
    ln_1p f64::ln_1p, f32::ln_1p; |x| x.ln_1p_mut(); None Rising [0.0, -1.0, -0.5, 1.0, -0.2929, 0.4142];
    log2 f64::log2, f32::log2; |x| x.log2_mut(); None Rising [1.0, 0.5, 2.0, 8.0, 0.7071, 1.4142, 1e-310];
    log10 f64::log10, f32::log10; |x| x.log10_mut(); None Rising [1.0, 10.0, 0.1, 1000.0, 0.7071, 1.4142, 1e-310];
    sin f64::sin, f32::sin; |x| x.sin_mut(); Odd Mixed [0.0, PI, FRAC_PI_2, 22.0, 355.0, 5.319372648326541e255, 1e5, 1e9, 1e22, 16367173.0];
    cos f64::cos, f32::cos; |x| x.cos_mut(); Even Mixed [0.0, PI, FRAC_PI_2, 11.0, 355.0, 5.319372648326541e255, 1e5, 1e9, 1e22];
    tan f64::tan, f32::tan; |x| x.tan_mut(); Odd Mixed [0.0, PI, FRAC_PI_2, PI / 4.0, 11.0, 355.0, 5.319372648326541e255, 1e5, 1e9, 1e22];
    asin f64::asin, f32::asin; |x| x.asin_mut(); Odd Rising [0.0, 0.5, 1.0, 0.7071];
    acos f64::acos, f32::acos; |x| x.acos_mut(); None Falling [0.0, 0.5, -0.5, 1.0, -1.0, 0.7071];
    atan f64::atan, f32::atan; |x| x.atan_mut(); Odd Rising [0.0, 0.4375, 0.6875, 1.0, 2.4375, 1e17];
    sinh libm::sinh, libm::sinhf; |x| x.sinh_mut(); Odd Rising [0.0, 1.0, 22.0, 709.78, 710.47, 88.72, 89.41, 0.3465];
    cosh libm::cosh, libm::coshf; |x| x.cosh_mut(); Even Mixed [0.0, 1.0, 22.0, 709.78, 710.47, 88.72, 89.41, 0.3465];
    tanh f64::tanh, f32::tanh; |x| x.tanh_mut(); Odd Rising [0.0, 0.5, 1.0, 22.0, 9.01, 19.06];
    asinh libm::asinh, libm::asinhf; |x| x.asinh_mut(); Odd Rising [0.0, 0.5, 1.0, 2.0, 1e8, 1e154];
    acosh libm::acosh, libm::acoshf; |x| x.acosh_mut(); None Rising [1.0, 1.5, 2.0, 1e8, 1e154];
    atanh libm::atanh, libm::atanhf; |x| x.atanh_mut(); Odd Rising [0.0, 0.5, 1.0, 0.999];
    cbrt f64::cbrt, f32::cbrt; |x| x.cbrt_mut(); Odd Rising [0.0, 1.0, 8.0, 1e-310];
    tanh_approx f64::tanh, f32::tanh; |x| x.tanh_mut(); Odd Mixed [0.0, 0.5, 1.0, 22.0, 9.01, 19.06];
    ln_approx f64::ln, f32::ln; |x| x.ln_mut(); None Mixed [1.0, 0.5, 2.0, 0.7071, 1.4142, 1e-310];
    sin_approx f64::sin, f32::sin; |x| x.sin_mut(); Odd Mixed [0.0, PI, FRAC_PI_2, 22.0, 355.0, 1e5, 1e9, 1e22];
    cos_approx f64::cos, f32::cos; |x| x.cos_mut(); Even Mixed [0.0, PI, FRAC_PI_2, 11.0, 355.0, 1e5, 1e9, 1e22];
    erf libm::erf, libm::erff; |x| x.erf_mut(); Odd Rising [0.0, 0.84375, 1.25, 2.857, 5.9, 3.83, 1.0];
    erfc libm::erfc, libm::erfcf; |x| x.erfc_mut(); None Falling [0.0, 0.52, 0.6249, 0.84375, 1.25, 2.857, 22.0, 26.5, 27.2, 9.19, 10.05, -5.8, 1.0];
}

macro_rules! binary {
    ($($name:ident $other64:expr, $other32:expr; $reference:expr; $second:ident;)*) => {
        /// All functions of two numbers.
        pub const BINARY: &[Binary] = &[$(Binary {
            name: stringify!($name),
            f64: |x, y| binary!(@call ours64::$name, x, y, i32 $second),
            f32: |x, y| binary!(@call ours32::$name, x, y, i32 $second),
            other64: $other64,
            other32: $other32,
            reference: $reference,
            second: Second::$second,
        }),*];
    };
    (@call $f:path, $x:ident, $y:ident, $i:ident Integer) => { $f($x, $y as $i) };
    (@call $f:path, $x:ident, $y:ident, $i:ident $other:ident) => { $f($x, $y) };
}

binary! {
    atan2 f64::atan2, f32::atan2; |y, x| y.clone().atan2(x); Any;
    hypot f64::hypot, f32::hypot; |x, y| x.clone().hypot(y); Any;
    powf f64::powf, f32::powf; |x, y| x.clone().pow(y); Exponent;
    powi |x, n| x.powf(n), |x, n| x.powf(n); |x, n| x.clone().pow(n); Integer;
    log |x, b| x.ln() / b.ln(), |x, b| x.ln() / b.ln(); |x, base| x.clone().ln() / base.clone().ln(); Any;
}
