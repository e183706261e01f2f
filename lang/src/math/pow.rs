//! Powers.
//!
//! In: a base and an exponent. Out: `powf` and `powi` within 1 ULP, specials as std's.
//! Method: `x^y = exp(y ln x)`, with half of the logarithm as an unevaluated sum. `x = 2^k m` with
//! `m` in `[sqrt(1/2), sqrt 2)`; `ln m = 2 atanh s` with `s = (m - 1) / (m + 1)`, as in fdlibm's
//! `e_pow.c` (Sun Microsystems, 1993). The first half of the bits of `s` is taken apart: its square
//! is exact, and so are its products with coefficients of few bits, so that one fused operation
//! adds the cube and another tells what that lost. The sum is exact to about 2^-64 of itself for
//! f64, 2^-33 for f32, without arithmetic of pairs. The exponential is reduced after Cody & Waite
//! (Software Manual for the Elementary Functions, 1980), by as many steps as the first part of the
//! logarithm tells, while the polynomial of the rest is still being computed.
//! Powers with small integer exponents are products of pairs (Dekker, 1971). Coefficients:
//! `verify/coefficients/pow.py`.
//! Always true: the fast paths have neither branches nor tables. f32 is computed in f32.
//! Deliberately absent: an approximation. Without the sum of two parts the error grows with the
//! result's exponent, to hundreds of ULP.

use super::double::{fast_two_sum, fast_two_sum_f32, two_product, two_product_f32};
use super::exp::{EXP_F32_SHIFT, EXP_SHIFT};
use super::keep;

/// Adding it to a small number leaves the nearest integer in the low bits of the mantissa.
pub const POW_ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52

/// Half of ln 2 in two parts; the first has 41 bits, so its products with exponents are exact.
const POW_HALF_LN2_HI: f64 = 0.3465735902798315;
const POW_HALF_LN2_LO: f64 = 1.4117645281515789e-13;

/// ln 2, likewise.
pub const POW_LN2_HI: f64 = 0.693147180559663;
/// The rest of ln 2.
pub const POW_LN2_LO: f64 = 2.8235290563031577e-13;

/// 1 / ln 2.
pub const POW_LOG2_E: f64 = std::f64::consts::LOG2_E;

/// What a biased exponent in the low bits of the mantissa of `2^52` lacks to be the exponent.
const POW_BIAS: f64 = 4_503_599_627_371_519.0; // 2^52 + 1023

/// The bits of sqrt(1/2), the least reduced number, and of 1 less those.
const POW_LEAST: u64 = 0x3fe6_a09e_667f_3bcd;
const POW_BELOW_ONE: u64 = 0x0009_5f61_9980_c433;

/// What is taken for 1/3, the coefficient of `s^3` in `atanh s`, at first: 87/256. Of so few bits
/// it is the one with which an error of `s` changes least in the rest of the series.
const POW_CUBIC: f64 = 0.33984375;
/// 3 times that.
const POW_CUBIC_SLOPE: f64 = 1.01953125;

/// `atanh s = s + s^3 (87/256 + p(s^2))`, degree 7 for `s^2` on [0, 0.02944], error 2^-66.7.
const POW_LOG: [f64; 8] = [
    -0.006510416666666695,
    0.20000000000003096,
    0.14285714284549814,
    0.11111111322542494,
    0.09090887891649913,
    0.07693543103660984,
    0.0662510528693121,
    0.06625280226242293,
];

/// `exp p = 1 + p + p^2 q(p)`, degree 10 for `p` on [-0.34692, 0.34692], error 2^-60.2; up to
/// 0.3849 in magnitude it is 2^-56.2.
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

/// Half of the logarithm of a positive normal `x`: the first number, which is off by less than
/// 2^-14 of it, the second, and the product of the last two are summed; the sum is off by about
/// 2^-64. `bias` is [`POW_BIAS`], more if `x` was scaled.
#[inline(always)]
fn pow_half_log(x: f64, bias: f64) -> (f64, f64, f64, f64) {
    let shifted = x.to_bits().wrapping_add(POW_BELOW_ONE);
    let k = f64::from_bits((shifted >> 52) | 0x4330_0000_0000_0000) - bias;
    let m = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff) + POW_LEAST);
    let f = m - 1.0;
    let inverse = 1.0 / (m + 1.0);
    let s = f * inverse;
    // 26 bits: the difference to `f`, which is twice as large, is exact, and so is the square.
    let high = f64::from_bits(s.to_bits() & 0xffff_ffff_f800_0000);
    let low = inverse * high.mul_add(-m, keep(f - high));
    // `k` times the first part is exact, and where it is not 0 it is above `high`.
    let (linear, lost) = fast_two_sum(k * POW_HALF_LN2_HI, high);
    let high2 = high * high;
    let slope = POW_CUBIC * high;
    let sum = keep(high2.mul_add(slope, linear));
    let lost_too = high2.mul_add(slope, keep(linear - sum));
    let small = low + k.mul_add(POW_HALF_LN2_LO, lost + lost_too);
    let u = s * s;
    let u2 = u * u;
    let even = u2.mul_add(u2.mul_add(POW_LOG[6], POW_LOG[4]), POW_LOG[2]);
    let odd = u2.mul_add(u2.mul_add(POW_LOG[7], POW_LOG[5]), POW_LOG[3]);
    let series = u.mul_add(u2.mul_add(odd, POW_LOG[1]), u2.mul_add(even, POW_LOG[0]));
    // s^3 - high^3 = low (3 s high + low^2), whose last term does not count.
    (sum, small, s, u.mul_add(series, low * (POW_CUBIC_SLOPE * high)))
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
    let (high, _, _, _) = pow_half_log(x, POW_BIAS);
    (x >= f64::MIN_POSITIVE) & (((y + y) * high).abs() < POW_MOST) & (x <= f64::MAX)
}

/// `x` to the power `y` where [`powf_in_range`].
#[inline(always)]
pub fn powf_fast(x: f64, y: f64) -> f64 {
    let (high, small, s, series) = pow_half_log(x, POW_BIAS);
    let y2 = y + y;
    let (product, lost) = two_product(y2, high);
    let shifted = keep(product.mul_add(POW_LOG2_E, EXP_SHIFT));
    let n = shifted - EXP_SHIFT;
    // The logarithm is n ln 2 + first + low, where `first` is exact. It is what decides `n`, so that
    // nothing waits for `low`, which is at most 0.039.
    let first = keep(n.mul_add(-POW_LN2_HI, product));
    let low = (y2 * s).mul_add(series, n.mul_add(-POW_LN2_LO, y2.mul_add(small, lost)));
    let p = first + low;
    let q = p * p;
    // 1 + first as a pair; the second part goes where `low` is.
    let a = keep(1.0 + first);
    let b = q.mul_add(pow_exp_rest(p, q), low + (first - keep(a - 1.0)));
    let scale = f64::from_bits(shifted.to_bits() << 52);
    b.mul_add(scale, a * scale)
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

/// `x` to the power `y`, within 1 ULP wherever the result is finite, subnormal results included
/// (measured: 0.75, and 0.88 at the ends of the fast range). Without a fused `mul_add`, or where
/// operations are regrouped, the error is about `|y log2 x|` ULP.
#[inline(always)]
pub fn powf(x: f64, y: f64) -> f64 {
    if powf_in_range(x, y) { powf_fast(x, y) } else { powf_rare(x, y) }
}

/// `x` to the power `y` for any positive finite `x`, any finite `y` and any result.
fn pow_positive(x: f64, y: f64) -> f64 {
    let subnormal = x < f64::MIN_POSITIVE;
    let scaled = if subnormal { x * 18_014_398_509_481_984.0 } else { x }; // 2^54
    let bias = if subnormal { POW_BIAS + 54.0 } else { POW_BIAS };
    let (high, small, s, series) = pow_half_log(scaled, bias);
    let low = s.mul_add(series, small);
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
pub const POW_LN2_LO_F32: f32 = 1.4286068e-6;

/// 1 / ln 2.
pub const POW_LOG2_E_F32: f32 = std::f32::consts::LOG2_E;

/// [`POW_BIAS`] of `f32`.
const POW_BIAS_F32: f32 = 8_388_735.0; // 2^23 + 127

/// The bits of sqrt(1/2), the least reduced number, and of 1 less those.
const POW_LEAST_F32: u32 = 0x3f35_04f3;
const POW_BELOW_ONE_F32: u32 = 0x004a_fb0d;

/// [`POW_CUBIC`] of `f32`.
const POW_CUBIC_F32: f32 = 0.33984375;
/// 3 times that.
const POW_CUBIC_SLOPE_F32: f32 = 1.0195312;

/// `atanh s = s + s^3 (87/256 + p(s^2))`, degree 3 for `s^2` on [0, 0.02944], error 2^-37.5.
const POW_LOG_F32: [f32; 4] = [-0.0065104216, 0.20000166, 0.14268729, 0.11790216];

/// `exp p = 1 + p + p^2 q(p)`, degree 5 for `p` on [-0.34692, 0.34692], error 2^-29.7.
pub const POW_EXP_F32: [f32; 6] =
    [0.5, 0.16666666, 0.041666295, 0.008333498, 0.0013944698, 0.0001978999];

/// The same on [-0.395, 0.395], error 2^-28.4.
const POW_EXP_FAST_F32: [f32; 6] =
    [0.5, 0.16666664, 0.04166605, 0.008333612, 0.0013960951, 0.00019773717];

/// The result is a normal number where its logarithm is below this.
const POW_MOST_F32: f32 = 87.2;

/// Half of the logarithm of a positive normal `x`: the first number, which is off by less than
/// 2^-10 of it, the second, and the product of the last two are summed; the sum is off by about
/// 2^-33. `bias` is [`POW_BIAS_F32`], more if `x` was scaled.
#[inline(always)]
fn pow_half_log_f32(x: f32, bias: f32) -> (f32, f32, f32, f32) {
    let shifted = x.to_bits().wrapping_add(POW_BELOW_ONE_F32);
    let k = f32::from_bits((shifted >> 23) | 0x4b00_0000) - bias;
    let m = f32::from_bits((shifted & 0x007f_ffff) + POW_LEAST_F32);
    let f = m - 1.0;
    let inverse = 1.0 / (m + 1.0);
    let s = f * inverse;
    // 12 bits: the difference to `f`, which is twice as large, is exact, and so is the square.
    let high = f32::from_bits(s.to_bits() & 0xffff_f000);
    let low = inverse * high.mul_add(-m, keep(f - high));
    // `k` times the first part is exact, and where it is not 0 it is above `high`.
    let (linear, lost) = fast_two_sum_f32(k * POW_HALF_LN2_HI_F32, high);
    let high2 = high * high;
    let slope = POW_CUBIC_F32 * high;
    let sum = keep(high2.mul_add(slope, linear));
    let lost_too = high2.mul_add(slope, keep(linear - sum));
    let small = low + k.mul_add(POW_HALF_LN2_LO_F32, lost + lost_too);
    let u = s * s;
    let high_terms = u.mul_add(POW_LOG_F32[3], POW_LOG_F32[2]);
    let series = u.mul_add(u.mul_add(high_terms, POW_LOG_F32[1]), POW_LOG_F32[0]);
    // s^3 - high^3 = low (3 s high + low^2), whose last term does not count.
    (sum, small, s, u.mul_add(series, low * (POW_CUBIC_SLOPE_F32 * high)))
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
    let (high, _, _, _) = pow_half_log_f32(x, POW_BIAS_F32);
    (x >= f32::MIN_POSITIVE) & (((y + y) * high).abs() < POW_MOST_F32) & (x <= f32::MAX)
}

/// `x` to the power `y` where [`powf_f32_in_range`].
#[inline(always)]
pub fn powf_f32_fast(x: f32, y: f32) -> f32 {
    let (high, small, s, series) = pow_half_log_f32(x, POW_BIAS_F32);
    let y2 = y + y;
    let (product, lost) = two_product_f32(y2, high);
    let shifted = keep(product.mul_add(POW_LOG2_E_F32, EXP_F32_SHIFT));
    let n = shifted - EXP_F32_SHIFT;
    // The logarithm is n ln 2 + first + low, where `first` is exact. It is what decides `n`, so that
    // nothing waits for `low`, which is at most 0.048.
    let first = keep(n.mul_add(-POW_LN2_HI_F32, product));
    let low = (y2 * s).mul_add(series, n.mul_add(-POW_LN2_LO_F32, y2.mul_add(small, lost)));
    let p = first + low;
    let q = p * p;
    let least = p.mul_add(POW_EXP_FAST_F32[1], POW_EXP_FAST_F32[0]);
    let more = p.mul_add(POW_EXP_FAST_F32[3], POW_EXP_FAST_F32[2]);
    let most = p.mul_add(POW_EXP_FAST_F32[5], POW_EXP_FAST_F32[4]);
    let e = first + q.mul_add(q.mul_add(q.mul_add(most, more), least), low);
    let scale = f32::from_bits(shifted.to_bits() << 23);
    e.mul_add(scale, scale)
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

/// `x` to the power `y`, within 1 ULP wherever the result is finite, subnormal results included
/// (measured: 0.86, and 0.93 at the ends of the fast range). Without a fused `mul_add`, or where
/// operations are regrouped, the error is about `|y log2 x|` ULP.
#[inline(always)]
pub fn powf_f32(x: f32, y: f32) -> f32 {
    if powf_f32_in_range(x, y) { powf_f32_fast(x, y) } else { powf_f32_rare(x, y) }
}

/// `x` to the power `y + rest` for any positive finite `x`, any finite `y`, any result.
fn pow_positive_f32(x: f32, y: f32, rest: f32) -> f32 {
    let subnormal = x < f32::MIN_POSITIVE;
    let scaled = if subnormal { x * 33_554_432.0 } else { x }; // 2^25
    let bias = if subnormal { POW_BIAS_F32 + 25.0 } else { POW_BIAS_F32 };
    let (high, small, s, series) = pow_half_log_f32(scaled, bias);
    let low = s.mul_add(series, small);
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
        let rest = n.unsigned_abs().wrapping_sub(y.abs() as u32) as i32;
        pow_positive_f32(magnitude, y, (if n < 0 { -rest } else { rest }) as f32)
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
