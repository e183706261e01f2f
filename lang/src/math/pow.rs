//! Powers.
//!
//! In: a base and an exponent. Out: `powf` and `powi` within 1 ULP, specials as std's.
//! Method: `x^y = exp(y ln x)`, with half of the logarithm as an unevaluated sum. `x = 2^k m` with
//! `m` in `[sqrt(1/2), sqrt 2)`; `ln m = 2 atanh s` with `s = (m - 1) / (m + 1)`, as in fdlibm's
//! `e_pow.c` (Sun Microsystems, 1993). Only the first bits of `s` are taken at first, so few that
//! their cube, times a coefficient of four bits, is exact (for f32: with one more operation); what
//! is rounded is small beside them, so that the sum is exact to about 2^-65 of itself for f64,
//! 2^-33 for f32, without arithmetic of pairs. The exponential is reduced after Cody & Waite
//! (Software Manual for the Elementary Functions, 1980); its leading terms `1 + p` are a pair.
//! Powers with small integer exponents are products of pairs (Dekker, 1971). Coefficients:
//! `verify/coefficients/pow.py`.
//! Always true: the fast paths have neither branches nor tables. f32 is computed in f32.
//! Deliberately absent: an approximation. Without the sum of two parts the error grows with the
//! result's exponent, to hundreds of ULP.

use super::double::{fast_two_sum, fast_two_sum_f32, two_product, two_product_f32};
use super::keep;

/// Adding it to a small number leaves the nearest integer in the low bits of the mantissa.
pub const POW_ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52

/// Half of ln 2 in two parts; the first has 41 bits, so its products with exponents are exact.
const POW_HALF_LN2_HI: f64 = 0.3465735902798315;
const POW_HALF_LN2_LO: f64 = 1.4117645281515789e-13;

/// ln 2, likewise.
pub const POW_LN2_HI: f64 = 0.693147180559663;
/// The rest of ln 2.
/// The second part.
pub const POW_LN2_LO: f64 = 2.8235290563031577e-13;

/// 1 / ln 2.
pub const POW_LOG2_E: f64 = std::f64::consts::LOG2_E;

/// What a biased exponent in the low bits of the mantissa of `2^52` lacks to be the exponent.
const POW_BIAS: f64 = 4_503_599_627_371_519.0; // 2^52 + 1023

/// The bits of sqrt(1/2), the least reduced number, and of 1 less those.
const POW_LEAST: u64 = 0x3fe6_a09e_667f_3bcd;
const POW_BELOW_ONE: u64 = 0x0009_5f61_9980_c433;

/// What of 1/3, the coefficient of `s^3` in `atanh s`, is taken exactly: 11/32.
const POW_CUBIC: f64 = 0.34375;

/// `atanh s = s + s^3 (11/32 + p(s^2))`, degree 8 for `s^2` on [0, 0.02944], error 2^-72.4.
const POW_LOG: [f64; 9] = [
    -0.010416666666666666,
    0.1999999999999993,
    0.14285714285744347,
    0.11111111104878256,
    0.09090909821360703,
    0.07692256049522052,
    0.06668911637237936,
    0.05823799602347308,
    0.06096727897609654,
];

/// `exp p = 1 + p + p^2 q(p)`, degree 10 for `p` on [-0.34692, 0.34692], error 2^-60.2.
pub const POW_EXP: [f64; 11] = [
    0.5,
    0.16666666666666682,
    0.041666666666666095,
    0.008333333333317013,
    0.001388888888911579,
    0.00019841269896481167,
    2.4801586926081648e-05,
    2.7557234731703528e-06,
    2.755758221544611e-07,
    2.5112091089468093e-08,
    2.0826584641156244e-09,
];

/// The result is a normal number where its logarithm is below this.
const POW_MOST: f64 = 708.0;

/// Half of the logarithm of a positive normal `x` as a sum: the first part is off by less than
/// 2^-14 of it, the sum by about 2^-65. `bias` is [`POW_BIAS`], more if `x` was scaled.
#[inline(always)]
fn pow_half_log(x: f64, bias: f64) -> (f64, f64) {
    let shifted = x.to_bits().wrapping_add(POW_BELOW_ONE);
    let k = f64::from_bits((shifted >> 52) | 0x4330_0000_0000_0000) - bias;
    let m = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff) + POW_LEAST);
    let f = m - 1.0;
    let inverse = 1.0 / (m + 1.0);
    let s = f * inverse;
    // 16 bits: the difference to `f`, which is twice as large, is exact, and so is the cube below.
    let high = f64::from_bits(s.to_bits() & 0xffff_ffe0_0000_0000);
    let low = inverse * high.mul_add(-m, keep(f - high));
    let high2 = high * high;
    let cubic = high2 * (POW_CUBIC * high);
    // s^3 - high^3 = low (s^2 + s high + high^2).
    let slope = POW_CUBIC.mul_add(s.mul_add(s + high, high2), 1.0);
    let u = s * s;
    let u2 = u * u;
    let even = u2.mul_add(POW_LOG[8], POW_LOG[6]);
    let even = u2.mul_add(u2.mul_add(u2.mul_add(even, POW_LOG[4]), POW_LOG[2]), POW_LOG[0]);
    let odd = u2.mul_add(POW_LOG[7], POW_LOG[5]);
    let odd = u2.mul_add(u2.mul_add(odd, POW_LOG[3]), POW_LOG[1]);
    let small = low.mul_add(slope, (s * u) * u.mul_add(odd, even));
    // `k` times the first part is exact, and where it is not 0 it is above `high`.
    let (sum, lost) = fast_two_sum(k * POW_HALF_LN2_HI, high);
    let (sum, lost_too) = fast_two_sum(sum, cubic);
    (sum, k.mul_add(POW_HALF_LN2_LO, small) + (lost + lost_too))
}

/// `exp(high + low)` as `(a + b) 2^n`: `a`, `b`, and the number with `n` in its low bits.
#[inline(always)]
pub fn pow_exp(high: f64, low: f64) -> (f64, f64, f64) {
    let shifted = keep((high + low).mul_add(POW_LOG2_E, POW_ROUND));
    let n = shifted - POW_ROUND;
    let first = keep(n.mul_add(-POW_LN2_HI, high));
    let (p, lost) = fast_two_sum(first, n.mul_add(-POW_LN2_LO, low));
    let q = p * p;
    let a = keep(1.0 + p);
    let b = lost.mul_add(a, p - keep(a - 1.0));
    (a, q.mul_add(pow_exp_rest(p, q), b), shifted)
}

/// `(exp(p) - 1 - p) / q` for `q = p^2`.
#[inline(always)]
pub fn pow_exp_rest(p: f64, q: f64) -> f64 {
    let even = q.mul_add(q.mul_add(POW_EXP[10], POW_EXP[8]), POW_EXP[6]);
    let even = q.mul_add(q.mul_add(q.mul_add(even, POW_EXP[4]), POW_EXP[2]), POW_EXP[0]);
    let odd = q.mul_add(q.mul_add(POW_EXP[9], POW_EXP[7]), POW_EXP[5]);
    let odd = q.mul_add(q.mul_add(odd, POW_EXP[3]), POW_EXP[1]);
    p.mul_add(odd, even)
}

/// Whether [`powf_fast`] holds: `x` is positive and normal, the result certainly normal. This is
/// the first half of the fast path, which a compiler need not compute twice.
#[inline(always)]
pub fn powf_in_range(x: f64, y: f64) -> bool {
    let (high, _) = pow_half_log(x, POW_BIAS);
    (x >= f64::MIN_POSITIVE) & (((y + y) * high).abs() < POW_MOST) & (x <= f64::MAX)
}

/// `x` to the power `y` where [`powf_in_range`].
#[inline(always)]
pub fn powf_fast(x: f64, y: f64) -> f64 {
    let (high, low) = pow_half_log(x, POW_BIAS);
    let (product, lost) = two_product(y + y, high);
    let (a, b, shifted) = pow_exp(product, (y + y).mul_add(low, lost));
    f64::from_bits((a + b).to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// `x` to the power `y` where [`powf_fast`] does not hold.
#[cold]
#[inline(never)]
pub fn powf_rare(x: f64, y: f64) -> f64 {
    let magnitude = x.abs();
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if y.is_infinite() {
        if magnitude == 1.0 {
            return 1.0;
        }
        return if (magnitude > 1.0) == (y > 0.0) { f64::INFINITY } else { 0.0 };
    }
    let half = 0.5 * y;
    let odd = y.trunc() == y && half.trunc() != half;
    let power = if magnitude == 0.0 || magnitude.is_infinite() {
        if (magnitude == 0.0) == (y < 0.0) { f64::INFINITY } else { 0.0 }
    } else if x < 0.0 && y.trunc() != y {
        f64::NAN
    } else if magnitude == 1.0 {
        1.0
    } else {
        pow_positive(magnitude, y)
    };
    if odd && x.is_sign_negative() { -power } else { power }
}

/// `x` to the power `y`, within 1 ULP (measured: 0.79) wherever the result is finite, subnormal
/// results included. Without a fused `mul_add`, or where operations are regrouped, the error is
/// about `|y log2 x|` ULP.
#[inline(always)]
pub fn powf(x: f64, y: f64) -> f64 {
    if powf_in_range(x, y) { powf_fast(x, y) } else { powf_rare(x, y) }
}

/// `x` to the power `y` for any positive finite `x`, any finite `y` and any result.
fn pow_positive(x: f64, y: f64) -> f64 {
    let subnormal = x < f64::MIN_POSITIVE;
    let scaled = if subnormal { x * 18_014_398_509_481_984.0 } else { x }; // 2^54
    let bias = if subnormal { POW_BIAS + 54.0 } else { POW_BIAS };
    let (high, low) = pow_half_log(scaled, bias);
    let (product, lost) = two_product(y + y, high);
    if product.abs() > 800.0 {
        return if product > 0.0 { f64::INFINITY } else { 0.0 };
    }
    let (a, b, shifted) = pow_exp(product, (y + y).mul_add(low, lost));
    pow_scaled(a, b, shifted)
}

/// `(a + b) 2^n` of [`pow_exp`], also where it overflows or is subnormal.
pub fn pow_scaled(a: f64, b: f64, shifted: f64) -> f64 {
    let n = (shifted - POW_ROUND) as i64;
    if n > -1022 || n == -1022 && a + b >= 1.0 {
        return (a + b) * pow_two_to(n / 2) * pow_two_to(n - n / 2);
    }
    // Rounded once, to a multiple of what becomes the smallest subnormal.
    let coarse = pow_two_to(-1022 - n);
    let sum = coarse + a;
    let rounded = sum + ((a - (sum - coarse)) + b) - coarse;
    rounded * pow_two_to(n / 2) * pow_two_to(n - n / 2)
}

/// `2^n` for `n` between -1022 and 1023.
fn pow_two_to(n: i64) -> f64 {
    f64::from_bits(((1023 + n) as u64) << 52)
}

/// Whether [`powi_fast`] holds: `|n| < 32`, and no power on the way leaves 2^-960 .. 2^960.
#[inline(always)]
pub fn powi_in_range(x: f64, n: i32) -> bool {
    let k = f64::from_bits((x.abs().to_bits() >> 52) | 0x4330_0000_0000_0000) - POW_BIAS;
    let steps = n as f64;
    (steps.abs() < 32.0) & ((k.abs() + 1.0) * steps.abs() <= 960.0)
}

/// `x` to the power `n` where [`powi_in_range`]: squares of pairs, times `x` where the exponent
/// has a bit, from the highest bit down, so that powers of one number share their first steps.
#[inline(always)]
pub fn powi_fast(x: f64, n: i32) -> f64 {
    let count = n.wrapping_abs();
    let power = (if count & 16 != 0 { x } else { 1.0 }, 0.0);
    let power = pow_step(power, x, count & 8 != 0);
    let power = pow_step(power, x, count & 4 != 0);
    let power = pow_step(power, x, count & 2 != 0);
    let (high, low) = pow_step(power, x, count & 1 != 0);
    let inverse = keep(1.0 / high);
    let rest = inverse.mul_add(-low, keep(inverse.mul_add(-high, 1.0)));
    if n < 0 { inverse.mul_add(rest, inverse) } else { high + low }
}

/// The square of a pair, times `x` if the exponent has this bit.
#[inline(always)]
fn pow_step(power: (f64, f64), x: f64, has_bit: bool) -> (f64, f64) {
    let (square, lost) = two_product(power.0, power.0);
    let low = (2.0 * power.0).mul_add(power.1, lost);
    let factor = if has_bit { x } else { 1.0 };
    let (product, lost) = two_product(square, factor);
    (product, low.mul_add(factor, lost))
}

/// `x` to the power `n` where [`powi_fast`] does not hold.
#[cold]
#[inline(never)]
pub fn powi_rare(x: f64, n: i32) -> f64 {
    let magnitude = x.abs();
    // Powers of one operation are what that operation gives.
    if n == 0 {
        return 1.0;
    } else if n == 1 {
        return x;
    } else if n == 2 {
        return x * x;
    } else if n == -1 {
        return 1.0 / x;
    } else if x.is_nan() {
        return f64::NAN;
    }
    let power = if magnitude == 0.0 || magnitude.is_infinite() {
        if (magnitude == 0.0) == (n < 0) { f64::INFINITY } else { 0.0 }
    } else {
        pow_positive(magnitude, n as f64)
    };
    if n & 1 != 0 && x.is_sign_negative() { -power } else { power }
}

/// `x` to the power `n`, within 1 ULP (measured: 0.82) for all `n`; exactly `1`, `x`, `x * x` and
/// `1.0 / x` for `n` = 0, 1, 2 and -1. Without a fused `mul_add`, or where operations are
/// regrouped, the error is about `|n|` ULP.
#[inline(always)]
pub fn powi(x: f64, n: i32) -> f64 {
    if powi_in_range(x, n) { powi_fast(x, n) } else { powi_rare(x, n) }
}

/// [`POW_ROUND`] of `f32`.
pub const POW_ROUND_F32: f32 = 12_582_912.0; // 1.5 * 2^23

/// Half of ln 2 in two parts; the first has 15 bits, so its products with exponents are exact.
const POW_HALF_LN2_HI_F32: f32 = 0.34657288;
const POW_HALF_LN2_LO_F32: f32 = 7.143034e-7;

/// ln 2, likewise.
pub const POW_LN2_HI_F32: f32 = 0.69314575;
/// The rest of ln 2.
/// The second part.
pub const POW_LN2_LO_F32: f32 = 1.4286068e-6;

/// 1 / ln 2.
pub const POW_LOG2_E_F32: f32 = std::f32::consts::LOG2_E;

/// [`POW_BIAS`] of `f32`.
const POW_BIAS_F32: f32 = 8_388_735.0; // 2^23 + 127

/// The bits of sqrt(1/2), the least reduced number, and of 1 less those.
const POW_LEAST_F32: u32 = 0x3f35_04f3;
const POW_BELOW_ONE_F32: u32 = 0x004a_fb0d;

/// [`POW_CUBIC`] of `f32`.
const POW_CUBIC_F32: f32 = 0.34375;

/// `atanh s = s + s^3 (11/32 + p(s^2))`, degree 3 for `s^2` on [0, 0.02944], error 2^-37.5.
const POW_LOG_F32: [f32; 4] = [-0.010416672, 0.20000166, 0.14268729, 0.11790216];

/// `exp p = 1 + p + p^2 q(p)`, degree 5 for `p` on [-0.34692, 0.34692], error 2^-29.7.
pub const POW_EXP_F32: [f32; 6] =
    [0.5, 0.16666666, 0.041666295, 0.008333498, 0.0013944698, 0.0001978999];

/// The result is a normal number where its logarithm is below this.
const POW_MOST_F32: f32 = 87.2;

/// Half of the logarithm of a positive normal `x` as a sum: the first part is off by less than
/// 2^-10 of it, the sum by about 2^-33. `bias` is [`POW_BIAS_F32`], more if `x` was scaled.
#[inline(always)]
fn pow_half_log_f32(x: f32, bias: f32) -> (f32, f32) {
    let shifted = x.to_bits().wrapping_add(POW_BELOW_ONE_F32);
    let k = f32::from_bits((shifted >> 23) | 0x4b00_0000) - bias;
    let m = f32::from_bits((shifted & 0x007f_ffff) + POW_LEAST_F32);
    let f = m - 1.0;
    let inverse = 1.0 / (m + 1.0);
    let s = f * inverse;
    // 12 bits: the difference to `f`, which is twice as large, is exact, and so is the square.
    let high = f32::from_bits(s.to_bits() & 0xffff_f000);
    let low = inverse * high.mul_add(-m, keep(f - high));
    let high2 = high * high;
    let (cubic, lost_cubic) = two_product_f32(high2, POW_CUBIC_F32 * high);
    // s^3 - high^3 = low (s^2 + s high + high^2).
    let slope = POW_CUBIC_F32.mul_add(s.mul_add(s + high, high2), 1.0);
    let u = s * s;
    let high_terms = u.mul_add(POW_LOG_F32[3], POW_LOG_F32[2]);
    let series = u.mul_add(u.mul_add(high_terms, POW_LOG_F32[1]), POW_LOG_F32[0]);
    let small = low.mul_add(slope, (s * u).mul_add(series, lost_cubic));
    // `k` times the first part is exact, and where it is not 0 it is above `high`.
    let (sum, lost) = fast_two_sum_f32(k * POW_HALF_LN2_HI_F32, high);
    let (sum, lost_too) = fast_two_sum_f32(sum, cubic);
    (sum, k.mul_add(POW_HALF_LN2_LO_F32, small) + (lost + lost_too))
}

/// `exp(high + low)` as `(a + b) 2^n`: `a`, `b`, and the number with `n` in its low bits.
#[inline(always)]
pub fn pow_exp_f32(high: f32, low: f32) -> (f32, f32, f32) {
    let shifted = keep((high + low).mul_add(POW_LOG2_E_F32, POW_ROUND_F32));
    let n = shifted - POW_ROUND_F32;
    let first = keep(n.mul_add(-POW_LN2_HI_F32, high));
    let (p, lost) = fast_two_sum_f32(first, n.mul_add(-POW_LN2_LO_F32, low));
    let q = p * p;
    let a = keep(1.0 + p);
    let b = lost.mul_add(a, p - keep(a - 1.0));
    (a, q.mul_add(pow_exp_rest_f32(p, q), b), shifted)
}

/// `(exp(p) - 1 - p) / q` for `q = p^2`.
#[inline(always)]
pub fn pow_exp_rest_f32(p: f32, q: f32) -> f32 {
    let even = q.mul_add(q.mul_add(POW_EXP_F32[4], POW_EXP_F32[2]), POW_EXP_F32[0]);
    let odd = q.mul_add(q.mul_add(POW_EXP_F32[5], POW_EXP_F32[3]), POW_EXP_F32[1]);
    p.mul_add(odd, even)
}

/// Whether [`powf_f32_fast`] holds: `x` is positive and normal, the result certainly normal. This
/// is the first half of the fast path, which a compiler need not compute twice.
#[inline(always)]
pub fn powf_f32_in_range(x: f32, y: f32) -> bool {
    let (high, _) = pow_half_log_f32(x, POW_BIAS_F32);
    (x >= f32::MIN_POSITIVE) & (((y + y) * high).abs() < POW_MOST_F32) & (x <= f32::MAX)
}

/// `x` to the power `y` where [`powf_f32_in_range`].
#[inline(always)]
pub fn powf_f32_fast(x: f32, y: f32) -> f32 {
    let (high, low) = pow_half_log_f32(x, POW_BIAS_F32);
    let (product, lost) = two_product_f32(y + y, high);
    let (a, b, shifted) = pow_exp_f32(product, (y + y).mul_add(low, lost));
    f32::from_bits((a + b).to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// `x` to the power `y` where [`powf_f32_fast`] does not hold.
#[cold]
#[inline(never)]
pub fn powf_f32_rare(x: f32, y: f32) -> f32 {
    let magnitude = x.abs();
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return f32::NAN;
    }
    if y.is_infinite() {
        if magnitude == 1.0 {
            return 1.0;
        }
        return if (magnitude > 1.0) == (y > 0.0) { f32::INFINITY } else { 0.0 };
    }
    let half = 0.5 * y;
    let odd = y.trunc() == y && half.trunc() != half;
    let power = if magnitude == 0.0 || magnitude.is_infinite() {
        if (magnitude == 0.0) == (y < 0.0) { f32::INFINITY } else { 0.0 }
    } else if x < 0.0 && y.trunc() != y {
        f32::NAN
    } else if magnitude == 1.0 {
        1.0
    } else {
        pow_positive_f32(magnitude, y, 0.0)
    };
    if odd && x.is_sign_negative() { -power } else { power }
}

/// `x` to the power `y`, within 1 ULP (measured: 0.64) wherever the result is finite, subnormal
/// results included. Without a fused `mul_add`, or where operations are regrouped, the error is
/// about `|y log2 x|` ULP.
#[inline(always)]
pub fn powf_f32(x: f32, y: f32) -> f32 {
    if powf_f32_in_range(x, y) { powf_f32_fast(x, y) } else { powf_f32_rare(x, y) }
}

/// `x` to the power `y + rest` for any positive finite `x`, any finite `y`, any result.
fn pow_positive_f32(x: f32, y: f32, rest: f32) -> f32 {
    let subnormal = x < f32::MIN_POSITIVE;
    let scaled = if subnormal { x * 33_554_432.0 } else { x }; // 2^25
    let bias = if subnormal { POW_BIAS_F32 + 25.0 } else { POW_BIAS_F32 };
    let (high, low) = pow_half_log_f32(scaled, bias);
    let (product, lost) = two_product_f32(y + y, high);
    if product.abs() > 120.0 {
        return if product > 0.0 { f32::INFINITY } else { 0.0 };
    }
    let (a, b, shifted) =
        pow_exp_f32(product, (y + y).mul_add(low, (rest + rest).mul_add(high, lost)));
    pow_scaled_f32(a, b, shifted)
}

/// `(a + b) 2^n` of [`pow_exp_f32`], also where it overflows or is subnormal.
pub fn pow_scaled_f32(a: f32, b: f32, shifted: f32) -> f32 {
    let n = (shifted - POW_ROUND_F32) as i32;
    if n > -126 || n == -126 && a + b >= 1.0 {
        return (a + b) * pow_two_to_f32(n / 2) * pow_two_to_f32(n - n / 2);
    }
    // Rounded once, to a multiple of what becomes the smallest subnormal.
    let coarse = pow_two_to_f32(-126 - n);
    let sum = coarse + a;
    let rounded = sum + ((a - (sum - coarse)) + b) - coarse;
    rounded * pow_two_to_f32(n / 2) * pow_two_to_f32(n - n / 2)
}

/// `2^n` for `n` between -126 and 127.
fn pow_two_to_f32(n: i32) -> f32 {
    f32::from_bits(((127 + n) as u32) << 23)
}

/// Whether [`powi_f32_fast`] holds: `|n| < 32`, and no power on the way leaves 2^-100 .. 2^100.
#[inline(always)]
pub fn powi_f32_in_range(x: f32, n: i32) -> bool {
    let k = f32::from_bits((x.abs().to_bits() >> 23) | 0x4b00_0000) - POW_BIAS_F32;
    let steps = n as f32;
    (steps.abs() < 32.0) & ((k.abs() + 1.0) * steps.abs() <= 100.0)
}

/// `x` to the power `n` where [`powi_f32_in_range`]: squares of pairs, times `x` where the exponent
/// has a bit, from the highest bit down, so that powers of one number share their first steps.
#[inline(always)]
pub fn powi_f32_fast(x: f32, n: i32) -> f32 {
    let count = n.wrapping_abs();
    let power = (if count & 16 != 0 { x } else { 1.0 }, 0.0);
    let power = pow_step_f32(power, x, count & 8 != 0);
    let power = pow_step_f32(power, x, count & 4 != 0);
    let power = pow_step_f32(power, x, count & 2 != 0);
    let (high, low) = pow_step_f32(power, x, count & 1 != 0);
    let inverse = keep(1.0 / high);
    let rest = inverse.mul_add(-low, keep(inverse.mul_add(-high, 1.0)));
    if n < 0 { inverse.mul_add(rest, inverse) } else { high + low }
}

/// The square of a pair, times `x` if the exponent has this bit.
#[inline(always)]
fn pow_step_f32(power: (f32, f32), x: f32, has_bit: bool) -> (f32, f32) {
    let (square, lost) = two_product_f32(power.0, power.0);
    let low = (2.0 * power.0).mul_add(power.1, lost);
    let factor = if has_bit { x } else { 1.0 };
    let (product, lost) = two_product_f32(square, factor);
    (product, low.mul_add(factor, lost))
}

/// `x` to the power `n` where [`powi_f32_fast`] does not hold.
#[cold]
#[inline(never)]
pub fn powi_f32_rare(x: f32, n: i32) -> f32 {
    let magnitude = x.abs();
    // Powers of one operation are what that operation gives.
    if n == 0 {
        return 1.0;
    } else if n == 1 {
        return x;
    } else if n == 2 {
        return x * x;
    } else if n == -1 {
        return 1.0 / x;
    } else if x.is_nan() {
        return f32::NAN;
    }
    let power = if magnitude == 0.0 || magnitude.is_infinite() {
        if (magnitude == 0.0) == (n < 0) { f32::INFINITY } else { 0.0 }
    } else {
        // An exponent may have more bits than an f32.
        let y = n as f32;
        pow_positive_f32(magnitude, y, (n as i64 - y as i64) as f32)
    };
    if n & 1 != 0 && x.is_sign_negative() { -power } else { power }
}

/// `x` to the power `n`, within 1 ULP (measured: 0.63) for all `n`; exactly `1`, `x`, `x * x` and
/// `1.0 / x` for `n` = 0, 1, 2 and -1. Without a fused `mul_add`, or where operations are
/// regrouped, the error is about `|n|` ULP.
#[inline(always)]
pub fn powi_f32(x: f32, n: i32) -> f32 {
    if powi_f32_in_range(x, n) { powi_f32_fast(x, n) } else { powi_f32_rare(x, n) }
}
