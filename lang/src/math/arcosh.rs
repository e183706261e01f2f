//! Inverse hyperbolic functions.
//!
//! In: any float. Out: `asinh`, `acosh` and `atanh`, each within 1 ULP (each function says how
//! near). Method: `asinh |x| = ln(|x| + sqrt(x^2 + 1))` and `acosh x = ln(x + sqrt(x^2 - 1))`
//! (Kahan, "Branch cuts for complex elementary functions", 1987) with square, root and sum as
//! pairs of floats (Dekker 1971; the root's second part is one step of Newton's method), whose
//! logarithm is that of `log.rs`. `atanh |x| = (k ln 2) / 2 + artanh s` with
//! `s = (a - 2^k b) / (a + 2^k b)`, `a = 1 + |x|`, `b = 1 - |x|`, so that the quotient is at once
//! that of the formula and the one which the series of the logarithm asks for; `s` is a pair, too.
//! Always true: odd functions are exactly odd; fast paths are free of branches and of tables.
//! Deliberately absent: results for arguments below 1 of `acosh` and above 1 of `atanh`, which are
//! NaN.

use super::double::{fast_two_sum, fast_two_sum_f32, two_product, two_product_f32};
use super::double::{two_sum, two_sum_f32};
use super::keep;
use super::log::{LOG_BIAS, LOG_BIAS_F32, LOG_LN2_HI, LOG_LN2_HI_F32, LOG_LN2_LO, LOG_LN2_LO_F32};
use super::log::{LOG_EXPONENT, LOG_EXPONENT_F32, LOG_INTEGER, log_1p_sum};
use super::log::{log_1p_sum_f32, log_power, log_power_f32, log_split, log_split_f32};

/// 2^511 and 2^63: squares of smaller numbers are finite.
const ARCOSH_MOST: f64 = 6.703903964971299e153;
const ARCOSH_MOST_F32: f32 = 9.223372e18;

/// 2^-27 and 2^-12: up to here the inverse hyperbolic sine of `x` is `x`, rounded.
const ASINH_TINY: f64 = 7.450580596923828e-9;
const ASINH_TINY_F32: f32 = 0.00024414062;

/// Half of ln 2, in two parts.
const ATANH_LN2_HI: f64 = 0.5 * LOG_LN2_HI;
const ATANH_LN2_LO: f64 = 0.5 * LOG_LN2_LO;
const ATANH_LN2_HI_F32: f32 = 0.5 * LOG_LN2_HI_F32;
const ATANH_LN2_LO_F32: f32 = 0.5 * LOG_LN2_LO_F32;

/// The bits of 1, and half a unit of the exponent.
const ATANH_ONE: u64 = 0x3ff0_0000_0000_0000;
const ATANH_HALF: u64 = 0x0008_0000_0000_0000;
const ATANH_ONE_F32: u32 = 0x3f80_0000;
const ATANH_HALF_F32: u32 = 0x0040_0000;
/// 2^52
const ATANH_INTEGER: f64 = 4503599627370496.0;

/// `(artanh s - s) / s^3` as a polynomial of degree 7 in `s^2`, for `|s|` up to 0.2004; relative to
/// the result its error is below 2^-62.6.
const ATANH_SERIES: [f64; 8] = [
    0.333333333333333,
    0.20000000000028456,
    0.14285714277871986,
    0.11111112153881099,
    0.09090832566155119,
    0.07695568867645299,
    0.06586573568931203,
    0.0692309862377435,
];

/// The same of degree 3; relative to the result its error is below 2^-35.1.
const ATANH_SERIES_F32: [f32; 4] = [0.3333333, 0.20000467, 0.14251758, 0.12075794];

/// The square root of `x + y` as a pair, where `y` is small against `x` and `x` is above 0.
#[inline(always)]
fn arcosh_root(x: f64, y: f64) -> (f64, f64) {
    let root = keep(x.sqrt());
    let lost = (-root).mul_add(root, x) + y;
    (root, lost * (0.5 / root))
}

/// [`arcosh_root`] of `f32`.
#[inline(always)]
fn arcosh_root_f32(x: f32, y: f32) -> (f32, f32) {
    let root = keep(x.sqrt());
    let lost = (-root).mul_add(root, x) + y;
    (root, lost * (0.5 / root))
}

/// The logarithm of `x + y`, where `y` is below a unit in the last place of `x`.
#[inline(always)]
fn arcosh_ln(x: f64, y: f64) -> f64 {
    let (k, m) = log_split(x, LOG_BIAS);
    log_1p_sum(k, m - 1.0, y * log_power(x))
}

/// [`arcosh_ln`] of `f32`.
#[inline(always)]
fn arcosh_ln_f32(x: f32, y: f32) -> f32 {
    let (k, m) = log_split_f32(x, LOG_BIAS_F32);
    log_1p_sum_f32(k, m - 1.0, y * log_power_f32(x))
}

/// Whether [`asinh_fast`] holds: as long as the square is finite.
#[inline(always)]
pub fn asinh_in_range(x: f64) -> bool {
    x.abs() < ARCOSH_MOST
}

/// [`asinh`] in range, free of branches.
#[inline(always)]
pub fn asinh_fast(x: f64) -> f64 {
    let magnitude = x.abs();
    let (square, of_square) = two_product(magnitude, magnitude);
    let (sum, of_sum) = two_sum(1.0, square);
    let (root, of_root) = arcosh_root(sum, of_sum + of_square);
    let (sum, of_sum) = fast_two_sum(root, magnitude);
    let result = arcosh_ln(sum, of_sum + of_root);
    if magnitude < ASINH_TINY { x } else { result.copysign(x) }
}

/// [`asinh`] out of range.
#[cold]
#[inline(never)]
pub fn asinh_rare(x: f64) -> f64 {
    // The result is `ln(2 |x|)`, and twice `|x|` may overflow.
    let (k, m) = log_split(x.abs(), LOG_BIAS - 1.0);
    if x.is_finite() { log_1p_sum(k, m - 1.0, 0.0).copysign(x) } else { x }
}

/// The inverse hyperbolic sine of `x`.
///
/// Within 0.65 ULP. Fast range: numbers up to 2^511. Not to be used near 0 where `mul_add` is not
/// fused or roots are not rounded correctly: the second parts of the pairs would be lost.
#[inline(always)]
pub fn asinh(x: f64) -> f64 {
    if asinh_in_range(x) { asinh_fast(x) } else { asinh_rare(x) }
}

/// Whether [`acosh_fast`] holds: above 1, as long as the square is finite.
#[inline(always)]
pub fn acosh_in_range(x: f64) -> bool {
    x > 1.0 && x < ARCOSH_MOST
}

/// [`acosh`] in range, free of branches.
#[inline(always)]
pub fn acosh_fast(x: f64) -> f64 {
    let (square, of_square) = two_product(x, x);
    let (less, of_less) = fast_two_sum(square, -1.0);
    let (less, of_less) = fast_two_sum(less, of_less + of_square);
    let (root, of_root) = arcosh_root(less, of_less);
    let (sum, of_sum) = fast_two_sum(x, root);
    arcosh_ln(sum, of_sum + of_root)
}

/// [`acosh`] out of range.
#[cold]
#[inline(never)]
pub fn acosh_rare(x: f64) -> f64 {
    if x < 1.0 {
        f64::NAN
    } else if x == 1.0 {
        0.0
    } else {
        asinh_rare(x)
    }
}

/// The inverse hyperbolic cosine of `x`; NaN below 1.
///
/// Within 0.65 ULP. Fast range: numbers from 1, exclusive, to 2^511. Not to be used near 1 where
/// `mul_add` is not fused or roots are not rounded correctly: the second parts of the pairs would
/// be lost.
#[inline(always)]
pub fn acosh(x: f64) -> f64 {
    if acosh_in_range(x) { acosh_fast(x) } else { acosh_rare(x) }
}

/// Whether [`asinh_f32_fast`] holds: as long as the square is finite.
#[inline(always)]
pub fn asinh_f32_in_range(x: f32) -> bool {
    x.abs() < ARCOSH_MOST_F32
}

/// [`asinh_f32`] in range, free of branches.
#[inline(always)]
pub fn asinh_f32_fast(x: f32) -> f32 {
    let magnitude = x.abs();
    let (square, of_square) = two_product_f32(magnitude, magnitude);
    let (sum, of_sum) = two_sum_f32(1.0, square);
    let (root, of_root) = arcosh_root_f32(sum, of_sum + of_square);
    let (sum, of_sum) = fast_two_sum_f32(root, magnitude);
    let result = arcosh_ln_f32(sum, of_sum + of_root);
    if magnitude < ASINH_TINY_F32 { x } else { result.copysign(x) }
}

/// [`asinh_f32`] out of range.
#[cold]
#[inline(never)]
pub fn asinh_f32_rare(x: f32) -> f32 {
    // The result is `ln(2 |x|)`, and twice `|x|` may overflow.
    let (k, m) = log_split_f32(x.abs(), LOG_BIAS_F32 - 1);
    if x.is_finite() { log_1p_sum_f32(k, m - 1.0, 0.0).copysign(x) } else { x }
}

/// The inverse hyperbolic sine of `x`.
///
/// Within 0.70 ULP. Fast range: numbers up to 2^63. Not to be used near 0 where `mul_add` is not
/// fused or roots are not rounded correctly: the second parts of the pairs would be lost.
#[inline(always)]
pub fn asinh_f32(x: f32) -> f32 {
    if asinh_f32_in_range(x) { asinh_f32_fast(x) } else { asinh_f32_rare(x) }
}

/// Whether [`acosh_f32_fast`] holds: above 1, as long as the square is finite.
#[inline(always)]
pub fn acosh_f32_in_range(x: f32) -> bool {
    x > 1.0 && x < ARCOSH_MOST_F32
}

/// [`acosh_f32`] in range, free of branches.
#[inline(always)]
pub fn acosh_f32_fast(x: f32) -> f32 {
    let (square, of_square) = two_product_f32(x, x);
    let (less, of_less) = fast_two_sum_f32(square, -1.0);
    let (less, of_less) = fast_two_sum_f32(less, of_less + of_square);
    let (root, of_root) = arcosh_root_f32(less, of_less);
    let (sum, of_sum) = fast_two_sum_f32(x, root);
    arcosh_ln_f32(sum, of_sum + of_root)
}

/// [`acosh_f32`] out of range.
#[cold]
#[inline(never)]
pub fn acosh_f32_rare(x: f32) -> f32 {
    if x < 1.0 {
        f32::NAN
    } else if x == 1.0 {
        0.0
    } else {
        asinh_f32_rare(x)
    }
}

/// The inverse hyperbolic cosine of `x`; NaN below 1.
///
/// Within 0.70 ULP. Fast range: numbers from 1, exclusive, to 2^63. Not to be used near 1 where
/// `mul_add` is not fused or roots are not rounded correctly: the second parts of the pairs would
/// be lost.
#[inline(always)]
pub fn acosh_f32(x: f32) -> f32 {
    if acosh_f32_in_range(x) { acosh_f32_fast(x) } else { acosh_f32_rare(x) }
}

/// `k` and `2^k` of the power of 2 that is nearest to `a / b`, by the lengths of `a` and `b` on
/// a piecewise linear scale; for `a` from `b` to `2^54 b`.
#[inline(always)]
fn atanh_exponent(a: f64, b: f64) -> (f64, f64) {
    let ratio = a.to_bits().wrapping_sub(b.to_bits()).wrapping_add(ATANH_HALF);
    let power = f64::from_bits((ratio & LOG_EXPONENT).wrapping_add(ATANH_ONE));
    (keep(f64::from_bits((ratio >> 52) | LOG_INTEGER)) - ATANH_INTEGER, power)
}

/// [`atanh_exponent`] of `f32`, for `a` from `b` to `2^25 b`.
#[inline(always)]
fn atanh_exponent_f32(a: f32, b: f32) -> (f32, f32) {
    let ratio = a.to_bits().wrapping_sub(b.to_bits()).wrapping_add(ATANH_HALF_F32);
    let power = f32::from_bits((ratio & LOG_EXPONENT_F32).wrapping_add(ATANH_ONE_F32));
    ((ratio >> 23) as i32 as f32, power)
}

/// `(a - b) / (a + b)` as a pair, of pairs `a` and `b` that are near each other.
#[inline(always)]
fn atanh_quotient(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    // The leading parts' difference is exact.
    let (above, of_above) = fast_two_sum(keep(a.0 - b.0), a.1 - b.1);
    let (below, of_below) = two_sum(a.0, b.0);
    let inverse = 1.0 / below;
    let quotient = keep(above * inverse);
    let rest = (-quotient).mul_add(below, above) + of_above;
    (quotient, inverse * (-quotient).mul_add(of_below + (a.1 + b.1), rest))
}

/// [`atanh_quotient`] of `f32`.
#[inline(always)]
fn atanh_quotient_f32(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    // The leading parts' difference is exact.
    let (above, of_above) = fast_two_sum_f32(keep(a.0 - b.0), a.1 - b.1);
    let (below, of_below) = two_sum_f32(a.0, b.0);
    let inverse = 1.0 / below;
    let quotient = keep(above * inverse);
    let rest = (-quotient).mul_add(below, above) + of_above;
    (quotient, inverse * (-quotient).mul_add(of_below + (a.1 + b.1), rest))
}

/// `(artanh s - s) / s^3` of `z`, the square of `s`.
#[inline(always)]
fn atanh_series(z: f64) -> f64 {
    let z2 = z * z;
    let low = z2.mul_add(
        z.mul_add(ATANH_SERIES[3], ATANH_SERIES[2]),
        z.mul_add(ATANH_SERIES[1], ATANH_SERIES[0]),
    );
    let high = z2.mul_add(
        z.mul_add(ATANH_SERIES[7], ATANH_SERIES[6]),
        z.mul_add(ATANH_SERIES[5], ATANH_SERIES[4]),
    );
    (z2 * z2).mul_add(high, low)
}

/// [`atanh_series`] of `f32`.
#[inline(always)]
fn atanh_series_f32(z: f32) -> f32 {
    let high = z.mul_add(ATANH_SERIES_F32[3], ATANH_SERIES_F32[2]);
    z.mul_add(z.mul_add(high, ATANH_SERIES_F32[1]), ATANH_SERIES_F32[0])
}

/// Whether [`atanh_fast`] holds: between -1 and 1.
#[inline(always)]
pub fn atanh_in_range(x: f64) -> bool {
    x.abs() < 1.0
}

/// [`atanh`] in range, free of branches.
#[inline(always)]
pub fn atanh_fast(x: f64) -> f64 {
    let magnitude = x.abs();
    let (a, of_a) = fast_two_sum(1.0, magnitude);
    let (b, of_b) = fast_two_sum(1.0, -magnitude);
    let (k, power) = atanh_exponent(a, b);
    let (s, of_s) = atanh_quotient((a, of_a), (power * b, power * of_b));
    let z = s * s;
    let high = keep(k.mul_add(ATANH_LN2_HI, s));
    let lost = s + k.mul_add(ATANH_LN2_HI, -high);
    let low = k.mul_add(ATANH_LN2_LO, lost + of_s);
    (high + s.mul_add(z * atanh_series(z), low)).copysign(x)
}

/// [`atanh`] out of range.
#[cold]
#[inline(never)]
pub fn atanh_rare(x: f64) -> f64 {
    if x.abs() == 1.0 { f64::INFINITY.copysign(x) } else { f64::NAN }
}

/// The inverse hyperbolic tangent of `x`: of 1 infinity, NaN above.
///
/// Within 0.60 ULP. Fast range: numbers between -1 and 1. Unfused and regrouped outside `keep` at
/// most 5 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn atanh(x: f64) -> f64 {
    if atanh_in_range(x) { atanh_fast(x) } else { atanh_rare(x) }
}

/// Whether [`atanh_f32_fast`] holds: between -1 and 1.
#[inline(always)]
pub fn atanh_f32_in_range(x: f32) -> bool {
    x.abs() < 1.0
}

/// [`atanh_f32`] in range, free of branches.
#[inline(always)]
pub fn atanh_f32_fast(x: f32) -> f32 {
    let magnitude = x.abs();
    let (a, of_a) = fast_two_sum_f32(1.0, magnitude);
    let (b, of_b) = fast_two_sum_f32(1.0, -magnitude);
    let (k, power) = atanh_exponent_f32(a, b);
    let (s, of_s) = atanh_quotient_f32((a, of_a), (power * b, power * of_b));
    let z = s * s;
    let high = keep(k.mul_add(ATANH_LN2_HI_F32, s));
    let lost = s + k.mul_add(ATANH_LN2_HI_F32, -high);
    let low = k.mul_add(ATANH_LN2_LO_F32, lost + of_s);
    (high + s.mul_add(z * atanh_series_f32(z), low)).copysign(x)
}

/// [`atanh_f32`] out of range.
#[cold]
#[inline(never)]
pub fn atanh_f32_rare(x: f32) -> f32 {
    if x.abs() == 1.0 { f32::INFINITY.copysign(x) } else { f32::NAN }
}

/// The inverse hyperbolic tangent of `x`: of 1 infinity, NaN above.
///
/// Within 0.60 ULP. Fast range: numbers between -1 and 1. Unfused and regrouped outside `keep` at
/// most 5 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn atanh_f32(x: f32) -> f32 {
    if atanh_f32_in_range(x) { atanh_f32_fast(x) } else { atanh_f32_rare(x) }
}
