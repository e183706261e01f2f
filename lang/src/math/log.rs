//! Logarithms.
//!
//! In: any float. Out: `ln`, `ln_1p`, `log2`, `log10` and `log` to any base, each within 1 ULP
//! (each function says how near); powers of 2 and of 10 that are floats have exact results.
//! Method: `x = 2^k m` with `m` from the square root of 1/2 to that of 2 by integer arithmetic on
//! the bits; `f = m - 1`, exact, and `s = f / (2 + f)`, so that `ln m = 2 artanh s` is a short
//! series in `s^2` (fdlibm's `e_log.c`, Sun Microsystems, 1993; Tang, ACM TOMS 16:4, 1990; Muller,
//! Elementary Functions, chapter 11). Since `2 s = f - s f`, that is `ln m = f - s (f - s^2 P)`,
//! whose second term is small against the first; `k ln 2 + f` is summed with its rounding error,
//! so that beside the last rounding only that of the small term counts.
//! Always true: fast paths are free of branches and of tables, and have one division (`log` has
//! four). Deliberately absent: logarithms as pairs for other families, and those of negative
//! numbers.

// Ranges have no `contains` in kernel text.
#![allow(clippy::manual_range_contains)]

use super::double::{fast_two_sum, fast_two_sum_f32, two_sum, two_sum_f32};
use super::keep;

/// The smallest and largest normal floats.
const LOG_LEAST: f64 = 2.2250738585072014e-308;
const LOG_MOST: f64 = f64::MAX;
const LOG_LEAST_F32: f32 = 1.1754944e-38;
const LOG_MOST_F32: f32 = f32::MAX;

/// Added to the bits of a float they carry into the exponent from the square root of 2 on: the
/// bits of 1 less those of the square root of 1/2.
const LOG_CARRY: u64 = 0x0009_5f61_9980_c433;
/// The bits of the square root of 1/2, just below it.
const LOG_LOWEST: u64 = 0x3fe6_a09e_667f_3bcd;
const LOG_MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
/// The bits of 2^52, whose mantissa an exponent fits in.
pub const LOG_INTEGER: u64 = 0x4330_0000_0000_0000;
/// 2^52 and the bias of exponents.
pub const LOG_BIAS: f64 = 4503599627371519.0;
/// Multiplied by 2^54, subnormals are normal.
const LOG_SCALE: f64 = 18014398509481984.0;
const LOG_SCALED_BIAS: f64 = 4503599627371573.0;

/// The same of `f32`.
const LOG_CARRY_F32: u32 = 0x004a_fb0d;
const LOG_LOWEST_F32: u32 = 0x3f35_04f3;
const LOG_MANTISSA_F32: u32 = 0x007f_ffff;
/// The bias of exponents of `f32`.
pub const LOG_BIAS_F32: i32 = 127;
/// 2^25
const LOG_SCALE_F32: f32 = 33554432.0;
const LOG_SCALED_BIAS_F32: i32 = 152;

/// The bits of an exponent, and those of two biases.
pub const LOG_EXPONENT: u64 = 0x7ff0_0000_0000_0000;
const LOG_TWICE: u64 = 0x7fe0_0000_0000_0000;
/// [`LOG_EXPONENT`] of `f32`.
pub const LOG_EXPONENT_F32: u32 = 0x7f80_0000;
const LOG_TWICE_F32: u32 = 0x7f00_0000;

/// 2^1022 and 2^126: from here on `1 + x` is `x`.
const LOG_1P_MOST: f64 = 4.49423283715579e307;
const LOG_1P_MOST_F32: f32 = 8.507059e37;

/// ln 2 in two parts, the first of 42 bits: its products with exponents are exact.
pub const LOG_LN2_HI: f64 = 0.6931471805598903;
/// What [`LOG_LN2_HI`] lacks.
pub const LOG_LN2_LO: f64 = 5.497923018708371e-14;
/// The same, the first of 16 bits.
pub const LOG_LN2_HI_F32: f32 = 0.69314575;
/// What [`LOG_LN2_HI_F32`] lacks.
pub const LOG_LN2_LO_F32: f32 = 1.4286068e-06;

/// The decimal logarithm of 2 in two parts, the first of 42 bits.
const LOG_LG2_HI: f64 = 0.30102999566395283;
const LOG_LG2_LO: f64 = 2.8363394551044964e-14;
/// The same, the first of 16 bits.
const LOG_LG2_HI_F32: f32 = 0.3010254;
const LOG_LG2_LO_F32: f32 = 4.605039e-06;

/// What the nearest floats of `1 / ln 2` and `1 / ln 10` lack.
const LOG_LOG2E_LO: f64 = 2.0355273740931033e-17;
const LOG_LOG2E_LO_F32: f32 = 1.925963e-08;
const LOG_LOG10E_LO: f64 = 1.098319650216765e-17;
const LOG_LOG10E_LO_F32: f32 = -1.010305e-08;

/// `(ln((1 + s) / (1 - s)) - 2 s) / s^3` as a polynomial of degree 6 in `s^2`, for `|s|` up to
/// that of the square root of 2, 0.1716; relative to the logarithm its error is below 2^-59.4.
const LOG_SERIES: [f64; 7] = [
    0.6666666666666734,
    0.3999999999941666,
    0.2857142874202333,
    0.22222198605461224,
    0.1818356283902763,
    0.15314084907683795,
    0.1479563501081624,
];

/// The same of degree 5, for [`ln_approx`]; relative to the logarithm its error is below 2^-52.2.
const LOG_APPROX: [f64; 6] = [
    0.6666666666658722,
    0.4000000005227284,
    0.2857141713031544,
    0.22223371621584898,
    0.18123644928102614,
    0.1681979423280179,
];

/// The same of degree 2; relative to the logarithm its error is below 2^-30.1.
const LOG_SERIES_F32: [f32; 3] = [0.66666776, 0.39977583, 0.29870808];

/// `k` and `m` of `x = 2^k m`, `m` from the square root of 1/2 to that of 2; of a positive normal
/// number. `bias` is [`LOG_BIAS`], more where `x` was scaled.
#[inline(always)]
pub fn log_split(x: f64, bias: f64) -> (f64, f64) {
    let bits = x.to_bits().wrapping_add(LOG_CARRY);
    let exponent = keep(f64::from_bits((bits >> 52) | LOG_INTEGER)) - bias;
    (exponent, f64::from_bits((bits & LOG_MANTISSA).wrapping_add(LOG_LOWEST)))
}

/// [`log_split`] of `f32`.
#[inline(always)]
pub fn log_split_f32(x: f32, bias: i32) -> (f32, f32) {
    let bits = x.to_bits().wrapping_add(LOG_CARRY_F32);
    let exponent = (bits >> 23) as i32 - bias;
    (exponent as f32, f32::from_bits((bits & LOG_MANTISSA_F32).wrapping_add(LOG_LOWEST_F32)))
}

/// `s` and `q` with `ln(1 + f) = f - f^2 / 2 + s q`.
#[inline(always)]
fn log_rest(f: f64) -> (f64, f64) {
    let s = f / (2.0 + f);
    let z = s * s;
    let z2 = z * z;
    let low = z.mul_add(LOG_SERIES[1], LOG_SERIES[0]);
    let middle = z.mul_add(LOG_SERIES[3], LOG_SERIES[2]);
    let high = z2.mul_add(LOG_SERIES[6], z.mul_add(LOG_SERIES[5], LOG_SERIES[4]));
    let series = (z2 * z2).mul_add(high, z2.mul_add(middle, low));
    (s, (0.5 * f).mul_add(f, z * series))
}

/// [`log_rest`] of `f32`.
#[inline(always)]
fn log_rest_f32(f: f32) -> (f32, f32) {
    let s = f / (2.0 + f);
    let z = s * s;
    let series = z.mul_add(z.mul_add(LOG_SERIES_F32[2], LOG_SERIES_F32[1]), LOG_SERIES_F32[0]);
    (s, (0.5 * f).mul_add(f, z * series))
}

/// `k ln 2 + ln(1 + f)` as a sum of two numbers, the second of which is small.
#[inline(always)]
fn log_sum(k: f64, f: f64) -> (f64, f64) {
    let (s, q) = log_rest(f);
    let half = -0.5 * f;
    let sum = keep(k.mul_add(LOG_LN2_HI, f));
    let high = keep(half.mul_add(f, sum));
    // What both roundings lost: `high - k ln 2` and its difference from `f` are exact, for
    // `k ln 2` is a multiple of the last place of the sums, and above `f` if it is not 0.
    let above = f + keep(k.mul_add(LOG_LN2_HI, -high));
    let lost = half.mul_add(f, above);
    (high, s.mul_add(q, k.mul_add(LOG_LN2_LO, lost)))
}

/// [`log_sum`] of `f32`.
#[inline(always)]
fn log_sum_f32(k: f32, f: f32) -> (f32, f32) {
    let (s, q) = log_rest_f32(f);
    let half = -0.5 * f;
    let sum = keep(k.mul_add(LOG_LN2_HI_F32, f));
    let high = keep(half.mul_add(f, sum));
    // What both roundings lost: `high - k ln 2` and its difference from `f` are exact, for
    // `k ln 2` is a multiple of the last place of the sums, and above `f` if it is not 0.
    let above = f + keep(k.mul_add(LOG_LN2_HI_F32, -high));
    let lost = half.mul_add(f, above);
    (high, s.mul_add(q, k.mul_add(LOG_LN2_LO_F32, lost)))
}

/// `ln(1 + f)` as a sum of two numbers, the second of which is small.
#[inline(always)]
fn log_part(f: f64) -> (f64, f64) {
    let (s, q) = log_rest(f);
    let half = -0.5 * f;
    let high = keep(half.mul_add(f, f));
    let lost = half.mul_add(f, keep(f - high));
    (high, s.mul_add(q, lost))
}

/// [`log_part`] of `f32`.
#[inline(always)]
fn log_part_f32(f: f32) -> (f32, f32) {
    let (s, q) = log_rest_f32(f);
    let half = -0.5 * f;
    let high = keep(half.mul_add(f, f));
    let lost = half.mul_add(f, keep(f - high));
    (high, s.mul_add(q, lost))
}

/// Whether [`ln_fast`] holds: for positive normal numbers.
#[inline(always)]
pub fn ln_in_range(x: f64) -> bool {
    x >= LOG_LEAST && x <= LOG_MOST
}

/// [`ln`] in range, free of branches.
#[inline(always)]
pub fn ln_fast(x: f64) -> f64 {
    let (k, m) = log_split(x, LOG_BIAS);
    let (high, low) = log_sum(k, m - 1.0);
    high + low
}

/// [`ln`] out of range.
#[cold]
#[inline(never)]
pub fn ln_rare(x: f64) -> f64 {
    if x < 0.0 {
        f64::NAN
    } else if x == 0.0 {
        f64::NEG_INFINITY
    } else if x < LOG_LEAST {
        let (k, m) = log_split(x * LOG_SCALE, LOG_SCALED_BIAS);
        let (high, low) = log_sum(k, m - 1.0);
        high + low
    } else {
        x
    }
}

/// The natural logarithm of `x`: of 0 minus infinity, of negative numbers NaN.
///
/// Within 0.65 ULP. Fast range: positive normal numbers. Unfused and regrouped outside `keep` at
/// most 2 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    if ln_in_range(x) { ln_fast(x) } else { ln_rare(x) }
}

/// The natural logarithm of `x` within 3 ULP, in the range of [`ln_fast`].
#[inline(always)]
pub fn ln_approx(x: f64) -> f64 {
    let (k, m) = log_split(x, LOG_BIAS);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let z2 = z * z;
    let low = z.mul_add(LOG_APPROX[1], LOG_APPROX[0]);
    let middle = z.mul_add(LOG_APPROX[3], LOG_APPROX[2]);
    let high = z.mul_add(LOG_APPROX[5], LOG_APPROX[4]);
    let series = z2.mul_add(z2.mul_add(high, middle), low);
    k.mul_add(std::f64::consts::LN_2, (-s).mul_add((-z).mul_add(series, f), f))
}

/// Whether [`ln_f32_fast`] holds: for positive normal numbers.
#[inline(always)]
pub fn ln_f32_in_range(x: f32) -> bool {
    x >= LOG_LEAST_F32 && x <= LOG_MOST_F32
}

/// [`ln_f32`] in range, free of branches.
#[inline(always)]
pub fn ln_f32_fast(x: f32) -> f32 {
    let (k, m) = log_split_f32(x, LOG_BIAS_F32);
    let (high, low) = log_sum_f32(k, m - 1.0);
    high + low
}

/// [`ln_f32`] out of range.
#[cold]
#[inline(never)]
pub fn ln_f32_rare(x: f32) -> f32 {
    if x < 0.0 {
        f32::NAN
    } else if x == 0.0 {
        f32::NEG_INFINITY
    } else if x < LOG_LEAST_F32 {
        let (k, m) = log_split_f32(x * LOG_SCALE_F32, LOG_SCALED_BIAS_F32);
        let (high, low) = log_sum_f32(k, m - 1.0);
        high + low
    } else {
        x
    }
}

/// The natural logarithm of `x`: of 0 minus infinity, of negative numbers NaN.
///
/// Within 0.65 ULP. Fast range: positive normal numbers. Unfused and regrouped outside `keep` at
/// most 2 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn ln_f32(x: f32) -> f32 {
    if ln_f32_in_range(x) { ln_f32_fast(x) } else { ln_f32_rare(x) }
}

/// The natural logarithm of `x` within 2 ULP, in the range of [`ln_f32_fast`].
#[inline(always)]
pub fn ln_f32_approx(x: f32) -> f32 {
    let (k, m) = log_split_f32(x, LOG_BIAS_F32);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let series = z.mul_add(z.mul_add(LOG_SERIES_F32[2], LOG_SERIES_F32[1]), LOG_SERIES_F32[0]);
    k.mul_add(std::f32::consts::LN_2, (-s).mul_add((-z).mul_add(series, f), f))
}

/// `k + log2(1 + f)`, where `k` is a whole number.
#[inline(always)]
fn log2_sum(k: f64, f: f64) -> f64 {
    let (part, rest) = log_part(f);
    let high = keep(part.mul_add(std::f64::consts::LOG2_E, k));
    // Exact: what is added to `k` is less than half of it if `k` is not 0.
    let below = keep(k - high);
    let low = part.mul_add(LOG_LOG2E_LO, part.mul_add(std::f64::consts::LOG2_E, below));
    high + rest.mul_add(std::f64::consts::LOG2_E, low)
}

/// [`log2_sum`] of `f32`.
#[inline(always)]
fn log2_sum_f32(k: f32, f: f32) -> f32 {
    let (part, rest) = log_part_f32(f);
    let high = keep(part.mul_add(std::f32::consts::LOG2_E, k));
    let below = keep(k - high);
    let low = part.mul_add(LOG_LOG2E_LO_F32, part.mul_add(std::f32::consts::LOG2_E, below));
    high + rest.mul_add(std::f32::consts::LOG2_E, low)
}

/// `k log10(2) + log10(1 + f)`, where `k` is a whole number.
#[inline(always)]
fn log10_sum(k: f64, f: f64) -> f64 {
    let (part, rest) = log_part(f);
    let whole = k * LOG_LG2_HI;
    let high = keep(part.mul_add(std::f64::consts::LOG10_E, whole));
    // Exact: what is added to `whole` is less than half of it if `k` is not 0.
    let below = keep(whole - high);
    let lost = part.mul_add(std::f64::consts::LOG10_E, below);
    let low = part.mul_add(LOG_LOG10E_LO, k.mul_add(LOG_LG2_LO, lost));
    high + rest.mul_add(std::f64::consts::LOG10_E, low)
}

/// [`log10_sum`] of `f32`.
#[inline(always)]
fn log10_sum_f32(k: f32, f: f32) -> f32 {
    let (part, rest) = log_part_f32(f);
    let whole = k * LOG_LG2_HI_F32;
    let high = keep(part.mul_add(std::f32::consts::LOG10_E, whole));
    let below = keep(whole - high);
    let lost = part.mul_add(std::f32::consts::LOG10_E, below);
    let low = part.mul_add(LOG_LOG10E_LO_F32, k.mul_add(LOG_LG2_LO_F32, lost));
    high + rest.mul_add(std::f32::consts::LOG10_E, low)
}

/// Whether [`log2_fast`] holds: for positive normal numbers.
#[inline(always)]
pub fn log2_in_range(x: f64) -> bool {
    ln_in_range(x)
}

/// [`log2`] in range, free of branches.
#[inline(always)]
pub fn log2_fast(x: f64) -> f64 {
    let (k, m) = log_split(x, LOG_BIAS);
    log2_sum(k, m - 1.0)
}

/// [`log2`] out of range.
#[cold]
#[inline(never)]
pub fn log2_rare(x: f64) -> f64 {
    if x < 0.0 {
        f64::NAN
    } else if x == 0.0 {
        f64::NEG_INFINITY
    } else if x < LOG_LEAST {
        let (k, m) = log_split(x * LOG_SCALE, LOG_SCALED_BIAS);
        log2_sum(k, m - 1.0)
    } else {
        x
    }
}

/// The logarithm of `x` to the base 2, exact for powers of 2.
///
/// Within 0.75 ULP. Fast range: positive normal numbers. Unfused and regrouped outside `keep` at
/// most 3 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn log2(x: f64) -> f64 {
    if log2_in_range(x) { log2_fast(x) } else { log2_rare(x) }
}

/// Whether [`log2_f32_fast`] holds: for positive normal numbers.
#[inline(always)]
pub fn log2_f32_in_range(x: f32) -> bool {
    ln_f32_in_range(x)
}

/// [`log2_f32`] in range, free of branches.
#[inline(always)]
pub fn log2_f32_fast(x: f32) -> f32 {
    let (k, m) = log_split_f32(x, LOG_BIAS_F32);
    log2_sum_f32(k, m - 1.0)
}

/// [`log2_f32`] out of range.
#[cold]
#[inline(never)]
pub fn log2_f32_rare(x: f32) -> f32 {
    if x < 0.0 {
        f32::NAN
    } else if x == 0.0 {
        f32::NEG_INFINITY
    } else if x < LOG_LEAST_F32 {
        let (k, m) = log_split_f32(x * LOG_SCALE_F32, LOG_SCALED_BIAS_F32);
        log2_sum_f32(k, m - 1.0)
    } else {
        x
    }
}

/// The logarithm of `x` to the base 2, exact for powers of 2.
///
/// Within 0.70 ULP. Fast range: positive normal numbers. Unfused and regrouped outside `keep` at
/// most 3 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn log2_f32(x: f32) -> f32 {
    if log2_f32_in_range(x) { log2_f32_fast(x) } else { log2_f32_rare(x) }
}

/// Whether [`log10_fast`] holds: for positive normal numbers.
#[inline(always)]
pub fn log10_in_range(x: f64) -> bool {
    ln_in_range(x)
}

/// [`log10`] in range, free of branches.
#[inline(always)]
pub fn log10_fast(x: f64) -> f64 {
    let (k, m) = log_split(x, LOG_BIAS);
    log10_sum(k, m - 1.0)
}

/// [`log10`] out of range.
#[cold]
#[inline(never)]
pub fn log10_rare(x: f64) -> f64 {
    if x < 0.0 {
        f64::NAN
    } else if x == 0.0 {
        f64::NEG_INFINITY
    } else if x < LOG_LEAST {
        let (k, m) = log_split(x * LOG_SCALE, LOG_SCALED_BIAS);
        log10_sum(k, m - 1.0)
    } else {
        x
    }
}

/// The logarithm of `x` to the base 10, exact for powers of 10.
///
/// Within 0.75 ULP. Fast range: positive normal numbers. Unfused and regrouped outside `keep` at
/// most 3 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn log10(x: f64) -> f64 {
    if log10_in_range(x) { log10_fast(x) } else { log10_rare(x) }
}

/// Whether [`log10_f32_fast`] holds: for positive normal numbers.
#[inline(always)]
pub fn log10_f32_in_range(x: f32) -> bool {
    ln_f32_in_range(x)
}

/// [`log10_f32`] in range, free of branches.
#[inline(always)]
pub fn log10_f32_fast(x: f32) -> f32 {
    let (k, m) = log_split_f32(x, LOG_BIAS_F32);
    log10_sum_f32(k, m - 1.0)
}

/// [`log10_f32`] out of range.
#[cold]
#[inline(never)]
pub fn log10_f32_rare(x: f32) -> f32 {
    if x < 0.0 {
        f32::NAN
    } else if x == 0.0 {
        f32::NEG_INFINITY
    } else if x < LOG_LEAST_F32 {
        let (k, m) = log_split_f32(x * LOG_SCALE_F32, LOG_SCALED_BIAS_F32);
        log10_sum_f32(k, m - 1.0)
    } else {
        x
    }
}

/// The logarithm of `x` to the base 10, exact for powers of 10.
///
/// Within 0.65 ULP. Fast range: positive normal numbers. Unfused and regrouped outside `keep` at
/// most 3 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn log10_f32(x: f32) -> f32 {
    if log10_f32_in_range(x) { log10_f32_fast(x) } else { log10_f32_rare(x) }
}

/// `2^-k` of `x = 2^k m`, as [`log_split`] has it, for `k` below 1023.
#[inline(always)]
pub fn log_power(x: f64) -> f64 {
    let bits = x.to_bits().wrapping_add(LOG_CARRY);
    f64::from_bits(LOG_TWICE.wrapping_sub(bits & LOG_EXPONENT))
}

/// [`log_power`] of `f32`, for `k` below 127.
#[inline(always)]
pub fn log_power_f32(x: f32) -> f32 {
    let bits = x.to_bits().wrapping_add(LOG_CARRY_F32);
    f32::from_bits(LOG_TWICE_F32.wrapping_sub(bits & LOG_EXPONENT_F32))
}

/// `k ln 2 + ln(1 + f + g)`, where `g` is anything if `f` is 0, else below half a unit in the last
/// place of `1 + f`.
#[inline(always)]
pub fn log_1p_sum(k: f64, f: f64, g: f64) -> f64 {
    let (f, g) = fast_two_sum(f, g);
    let (high, low) = log_sum(k, f);
    // `g / (1 + f)`, near enough.
    high + (low + (-f).mul_add(g, g))
}

/// [`log_1p_sum`] of `f32`.
#[inline(always)]
pub fn log_1p_sum_f32(k: f32, f: f32, g: f32) -> f32 {
    let (f, g) = fast_two_sum_f32(f, g);
    let (high, low) = log_sum_f32(k, f);
    // `g / (1 + f)`, near enough.
    high + (low + (-f).mul_add(g, g))
}

/// Whether [`ln_1p_fast`] holds: above -1, as long as `1 + x` may be scaled.
#[inline(always)]
pub fn ln_1p_in_range(x: f64) -> bool {
    x > -1.0 && x < LOG_1P_MOST
}

/// [`ln_1p`] in range, free of branches.
#[inline(always)]
pub fn ln_1p_fast(x: f64) -> f64 {
    let (sum, lost) = two_sum(1.0, x);
    let (k, m) = log_split(sum, LOG_BIAS);
    let result = log_1p_sum(k, m - 1.0, lost * log_power(sum));
    // The sum loses the sign of 0.
    if x == 0.0 { x } else { result }
}

/// [`ln_1p`] out of range.
#[cold]
#[inline(never)]
pub fn ln_1p_rare(x: f64) -> f64 {
    if x < -1.0 {
        f64::NAN
    } else if x == -1.0 {
        f64::NEG_INFINITY
    } else {
        ln(x)
    }
}

/// The natural logarithm of `1 + x`, exact in the sense that `1 + x` is not rounded.
///
/// Within 0.65 ULP. Fast range: numbers from -1, exclusive, to 2^1022. Unfused and regrouped
/// outside `keep` at most 2 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    if ln_1p_in_range(x) { ln_1p_fast(x) } else { ln_1p_rare(x) }
}

/// Whether [`ln_1p_f32_fast`] holds: above -1, as long as `1 + x` may be scaled.
#[inline(always)]
pub fn ln_1p_f32_in_range(x: f32) -> bool {
    x > -1.0 && x < LOG_1P_MOST_F32
}

/// [`ln_1p_f32`] in range, free of branches.
#[inline(always)]
pub fn ln_1p_f32_fast(x: f32) -> f32 {
    let (sum, lost) = two_sum_f32(1.0, x);
    let (k, m) = log_split_f32(sum, LOG_BIAS_F32);
    let result = log_1p_sum_f32(k, m - 1.0, lost * log_power_f32(sum));
    // The sum loses the sign of 0.
    if x == 0.0 { x } else { result }
}

/// [`ln_1p_f32`] out of range.
#[cold]
#[inline(never)]
pub fn ln_1p_f32_rare(x: f32) -> f32 {
    if x < -1.0 {
        f32::NAN
    } else if x == -1.0 {
        f32::NEG_INFINITY
    } else {
        ln_f32(x)
    }
}

/// The natural logarithm of `1 + x`, exact in the sense that `1 + x` is not rounded.
///
/// Within 0.65 ULP. Fast range: numbers from -1, exclusive, to 2^126. Unfused and regrouped outside
/// `keep` at most 2 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn ln_1p_f32(x: f32) -> f32 {
    if ln_1p_f32_in_range(x) { ln_1p_f32_fast(x) } else { ln_1p_f32_rare(x) }
}

/// `k ln 2 + ln(1 + f)` as a rounded number and what it lacks.
#[inline(always)]
fn log_pair(k: f64, f: f64) -> (f64, f64) {
    let (high, low) = log_sum(k, f);
    fast_two_sum(high, low)
}

/// [`log_pair`] of `f32`.
#[inline(always)]
fn log_pair_f32(k: f32, f: f32) -> (f32, f32) {
    let (high, low) = log_sum_f32(k, f);
    fast_two_sum_f32(high, low)
}

/// [`log_pair`] of a positive number, which may be subnormal.
#[inline]
fn log_pair_of(x: f64) -> (f64, f64) {
    let (k, m) = if x < LOG_LEAST {
        log_split(x * LOG_SCALE, LOG_SCALED_BIAS)
    } else {
        log_split(x, LOG_BIAS)
    };
    log_pair(k, m - 1.0)
}

/// [`log_pair_of`] of `f32`.
#[inline]
fn log_pair_of_f32(x: f32) -> (f32, f32) {
    let (k, m) = if x < LOG_LEAST_F32 {
        log_split_f32(x * LOG_SCALE_F32, LOG_SCALED_BIAS_F32)
    } else {
        log_split_f32(x, LOG_BIAS_F32)
    };
    log_pair_f32(k, m - 1.0)
}

/// The quotient of two pairs.
#[inline(always)]
fn log_quotient(x: (f64, f64), y: (f64, f64)) -> f64 {
    let quotient = keep(x.0 / y.0);
    let lost = (-quotient).mul_add(y.0, x.0);
    quotient + (-quotient).mul_add(y.1, lost + x.1) / y.0
}

/// [`log_quotient`] of `f32`.
#[inline(always)]
fn log_quotient_f32(x: (f32, f32), y: (f32, f32)) -> f32 {
    let quotient = keep(x.0 / y.0);
    let lost = (-quotient).mul_add(y.0, x.0);
    quotient + (-quotient).mul_add(y.1, lost + x.1) / y.0
}

/// Whether [`log_fast`] holds: for positive normal numbers and bases other than 1.
#[inline(always)]
pub fn log_in_range(x: f64, base: f64) -> bool {
    ln_in_range(x) && ln_in_range(base) && base != 1.0
}

/// [`log`] in range, free of branches.
#[inline(always)]
pub fn log_fast(x: f64, base: f64) -> f64 {
    let (k, m) = log_split(x, LOG_BIAS);
    let (of_base, base) = log_split(base, LOG_BIAS);
    log_quotient(log_pair(k, m - 1.0), log_pair(of_base, base - 1.0))
}

/// [`log`] out of range.
#[cold]
#[inline(never)]
pub fn log_rare(x: f64, base: f64) -> f64 {
    let finite = x > 0.0 && x <= LOG_MOST && base > 0.0 && base <= LOG_MOST;
    if finite && base != 1.0 {
        log_quotient(log_pair_of(x), log_pair_of(base))
    } else {
        ln(x) / ln(base)
    }
}

/// The logarithm of `x` to the base `base`, the quotient of their natural logarithms in one
/// rounding.
///
/// Within 0.65 ULP. Fast range: positive normal numbers and bases other than 1. Unfused and
/// regrouped outside `keep` at most 5 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn log(x: f64, base: f64) -> f64 {
    if log_in_range(x, base) { log_fast(x, base) } else { log_rare(x, base) }
}

/// Whether [`log_f32_fast`] holds: for positive normal numbers and bases other than 1.
#[inline(always)]
pub fn log_f32_in_range(x: f32, base: f32) -> bool {
    ln_f32_in_range(x) && ln_f32_in_range(base) && base != 1.0
}

/// [`log_f32`] in range, free of branches.
#[inline(always)]
pub fn log_f32_fast(x: f32, base: f32) -> f32 {
    let (k, m) = log_split_f32(x, LOG_BIAS_F32);
    let (of_base, base) = log_split_f32(base, LOG_BIAS_F32);
    log_quotient_f32(log_pair_f32(k, m - 1.0), log_pair_f32(of_base, base - 1.0))
}

/// [`log_f32`] out of range.
#[cold]
#[inline(never)]
pub fn log_f32_rare(x: f32, base: f32) -> f32 {
    let finite = x > 0.0 && x <= LOG_MOST_F32 && base > 0.0 && base <= LOG_MOST_F32;
    if finite && base != 1.0 {
        log_quotient_f32(log_pair_of_f32(x), log_pair_of_f32(base))
    } else {
        ln_f32(x) / ln_f32(base)
    }
}

/// The logarithm of `x` to the base `base`, the quotient of their natural logarithms in one
/// rounding.
///
/// Within 0.65 ULP. Fast range: positive normal numbers and bases other than 1. Unfused and
/// regrouped outside `keep` at most 5 ULP by estimate, division within 2.5 ULP included.
#[inline(always)]
pub fn log_f32(x: f32, base: f32) -> f32 {
    if log_f32_in_range(x, base) { log_f32_fast(x, base) } else { log_f32_rare(x, base) }
}
