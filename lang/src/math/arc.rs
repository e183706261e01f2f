//! Inverse trigonometric functions.
//!
//! In: any float. Out: radians, within the ULP that each function states, measured against MPFR.
//! Method: arctangents by `atan x = atan c + atan((x - c) / (1 + c x))` with `c` = 0, 15/16 or
//! infinity, of `atan2` with 0 or 1/2 (Muller, Elementary Functions, chapter 11; the pieces of
//! fdlibm's `s_atan.c` are like these); `c` is such that `x - c` is exact, and of the quotient the
//! rounding error is kept. Arcsines beyond 1/2 by `asin x = pi/2 - 2 asin(sqrt((1 - x) / 2))` (Cody
//! & Waite, Software Manual for the Elementary Functions, 1980), what the root loses being kept.
//! The rest are polynomials. Always true: odd functions are odd bit by bit; one division or
//! root at most on the fast paths. Deliberately absent: tables; f64 in the functions of f32.
//!
//! Where `mul_add` rounds twice and operations outside of `keep` are regrouped, what is kept of
//! quotients and roots is lost: 3 ULP at most (estimated), if the division and the root themselves
//! are rounded well; `acos` near 1 and -1 as well, since `1 - x` is exact there.

use super::keep;

/// What [`atan_fast`] takes: below it quotients do not underflow.
const ARC_FAST: f64 = 1e300;
const ARC_FAST_F32: f32 = 1e35;

/// What [`atan2_fast`] takes beside zeros: from 2^-500 to 2^500, of f32 from 2^-60 to 2^60.
const ARC_LEAST: f64 = 3.054936363499605e-151;
const ARC_MOST: f64 = 3.273390607896142e150;
const ARC_LEAST_F32: f32 = 8.6736174e-19;
const ARC_MOST_F32: f32 = 1.1529215e18;

/// Where the pieces of atan meet: up to 7/16 `c` is 0, from 16/7 on it is infinite.
const ARC_LOW: f64 = 0.4375;
const ARC_LOW_F32: f32 = 0.4375;
const ARC_HIGH: f64 = 2.2857142857142856;
const ARC_HIGH_F32: f32 = 2.2857144;

/// `c` between them.
const ARC_JOINT: f64 = 0.9375;
const ARC_JOINT_F32: f32 = 0.9375;

/// Numbers in two parts: pi/2, pi, atan(15/16), atan(1/2).
const ARC_HALF_PI_HI: f64 = std::f64::consts::FRAC_PI_2;
const ARC_HALF_PI_LO: f64 = 6.123233995736766e-17;
const ARC_PI_HI: f64 = std::f64::consts::PI;
const ARC_PI_LO: f64 = 1.2246467991473532e-16;
const ARC_JOINT_HI: f64 = 0.7531512809621944;
const ARC_JOINT_LO: f64 = -2.4256934659182068e-17;
const ARC_HALF_HI: f64 = 0.4636476090008061;
const ARC_HALF_LO: f64 = 2.2698777452961687e-17;
const ARC_HALF_PI_HI_F32: f32 = std::f32::consts::FRAC_PI_2;
const ARC_HALF_PI_LO_F32: f32 = -4.371139e-08;
const ARC_PI_HI_F32: f32 = std::f32::consts::PI;
const ARC_PI_LO_F32: f32 = -8.742278e-08;
const ARC_JOINT_HI_F32: f32 = 0.7531513;
const ARC_JOINT_LO_F32: f32 = -1.660708e-08;
const ARC_HALF_HI_F32: f32 = 0.4636476;
const ARC_HALF_LO_F32: f32 = 5.0121587e-09;

/// Less the bits of `s` they are those of `1 / (2 s)` within a relative error of 0.051.
const ARC_HALF_INVERSE: u64 = 0x7FCE_624D_D2F1_A9FC;
const ARC_HALF_INVERSE_F32: u32 = 0x7E73_126F;

/// `atan x - x` by the powers 3, 5, .., 23 on [0, 7/16]: error 2^-57.39 of the arctangent.
const ARC_ATAN: [f64; 11] = [
    -0.3333333333333292,
    0.19999999999873755,
    -0.142857142722676,
    0.11111110395299788,
    -0.09090886875184764,
    0.07691872044520785,
    -0.066610295724947,
    0.05833275320948094,
    -0.04975637208462612,
    0.03650209704057591,
    -0.01625566612767189,
];

/// The powers 3, 5, .., 11: error 2^-29.57.
const ARC_ATAN_F32: [f32; 5] = [-0.33333305, 0.19997782, -0.14230172, 0.1049411, -0.058256455];

/// `asin x - x` by the powers 3, 5, .., 27 on [0, 1/2]: error 2^-58.70 of the arcsine.
const ARC_ASIN: [f64; 13] = [
    0.1666666666666677,
    0.07499999999968718,
    0.04464285717617501,
    0.03038194264523438,
    0.022372216511819514,
    0.01735158774217719,
    0.013981083250345704,
    0.011396942469431154,
    0.010790506787389768,
    0.003669952798588509,
    0.021792127044568274,
    -0.021115240260672158,
    0.03270022930927142,
];

/// The powers 3, 5, .., 11: error 2^-27.62.
const ARC_ASIN_F32: [f32; 5] = [0.16666752, 0.074953094, 0.045469154, 0.024184763, 0.042158306];

/// `(asin s - s) / s^3` for `z = s^2` up to 1/4.
#[inline(always)]
fn arc_sine(z: f64) -> f64 {
    let z2 = z * z;
    let z4 = z2 * z2;
    let p0 = z.mul_add(ARC_ASIN[1], ARC_ASIN[0]);
    let p1 = z.mul_add(ARC_ASIN[3], ARC_ASIN[2]);
    let p2 = z.mul_add(ARC_ASIN[5], ARC_ASIN[4]);
    let p3 = z.mul_add(ARC_ASIN[7], ARC_ASIN[6]);
    let p4 = z.mul_add(ARC_ASIN[9], ARC_ASIN[8]);
    let p5 = z.mul_add(ARC_ASIN[11], ARC_ASIN[10]);
    let low = z2.mul_add(p1, p0);
    let middle = z2.mul_add(p3, p2);
    let high = z4.mul_add(ARC_ASIN[12], z2.mul_add(p5, p4));
    z4.mul_add(z4.mul_add(high, middle), low)
}

/// [`arc_sine`] of f32.
#[inline(always)]
fn arc_sine_f32(z: f32) -> f32 {
    let z2 = z * z;
    let p0 = z.mul_add(ARC_ASIN_F32[1], ARC_ASIN_F32[0]);
    let p1 = z.mul_add(ARC_ASIN_F32[3], ARC_ASIN_F32[2]);
    z2.mul_add(z2.mul_add(ARC_ASIN_F32[4], p1), p0)
}

/// For `a` from 0 to 1 an `s`, a small `rest` and whether `s` is that of the far piece:
/// `s + rest` is `asin a` up to 1/2, beyond half of `acos a`.
#[inline(always)]
fn arc_pieces(a: f64) -> (f64, f64, bool) {
    let far = a > 0.5;
    let z = if far { a.mul_add(-0.5, 0.5) } else { a * a };
    let s = if far { z.sqrt() } else { a };
    // What the root lost is `(z - s^2) / (2 s)`; a few bits of the inverse suffice.
    let inverse = f64::from_bits(ARC_HALF_INVERSE.wrapping_sub(s.to_bits()));
    let lost = keep(s.mul_add(-s, z)) * inverse;
    let rest = (s * z).mul_add(arc_sine(z), if far { lost } else { 0.0 });
    (s, rest, far)
}

/// [`arc_pieces`] of f32.
#[inline(always)]
fn arc_pieces_f32(a: f32) -> (f32, f32, bool) {
    let far = a > 0.5;
    let z = if far { a.mul_add(-0.5, 0.5) } else { a * a };
    let s = if far { z.sqrt() } else { a };
    let inverse = f32::from_bits(ARC_HALF_INVERSE_F32.wrapping_sub(s.to_bits()));
    let lost = keep(s.mul_add(-s, z)) * inverse;
    let rest = (s * z).mul_add(arc_sine_f32(z), if far { lost } else { 0.0 });
    (s, rest, far)
}

/// `base_hi + base_lo + factor * (s + rest)` for a `factor` that is a power of 2 or its negative;
/// `base_hi` is 0 or the largest term.
#[inline(always)]
fn arc_sum(base_hi: f64, base_lo: f64, factor: f64, s: f64, rest: f64) -> f64 {
    let sum = keep(factor.mul_add(s, base_hi));
    let lost = factor.mul_add(s, keep(base_hi - sum));
    sum + (lost + factor.mul_add(rest, base_lo))
}

/// [`arc_sum`] of f32.
#[inline(always)]
fn arc_sum_f32(base_hi: f32, base_lo: f32, factor: f32, s: f32, rest: f32) -> f32 {
    let sum = keep(factor.mul_add(s, base_hi));
    let lost = factor.mul_add(s, keep(base_hi - sum));
    sum + (lost + factor.mul_add(rest, base_lo))
}

/// Whether [`asin_fast`] holds.
#[inline(always)]
pub fn asin_in_range(x: f64) -> bool {
    x.abs() <= 1.0
}

/// [`asin`] for `|x| <= 1`.
#[inline(always)]
pub fn asin_fast(x: f64) -> f64 {
    let (s, rest, far) = arc_pieces(x.abs());
    let base_hi = if far { ARC_HALF_PI_HI } else { 0.0 };
    let base_lo = if far { ARC_HALF_PI_LO } else { 0.0 };
    let factor = if far { -2.0 } else { 1.0 };
    arc_sum(base_hi, base_lo, factor, s, rest).copysign(x)
}

/// [`asin`] of anything else.
#[cold]
#[inline(never)]
pub fn asin_rare(_x: f64) -> f64 {
    f64::NAN
}

/// The arcsine of `x`, within 0.75 ULP; NaN outside of [-1, 1].
#[inline(always)]
pub fn asin(x: f64) -> f64 {
    if asin_in_range(x) { asin_fast(x) } else { asin_rare(x) }
}

/// Whether [`asin_f32_fast`] holds.
#[inline(always)]
pub fn asin_f32_in_range(x: f32) -> bool {
    x.abs() <= 1.0
}

/// [`asin_f32`] for `|x| <= 1`.
#[inline(always)]
pub fn asin_f32_fast(x: f32) -> f32 {
    let (s, rest, far) = arc_pieces_f32(x.abs());
    let base_hi = if far { ARC_HALF_PI_HI_F32 } else { 0.0 };
    let base_lo = if far { ARC_HALF_PI_LO_F32 } else { 0.0 };
    let factor = if far { -2.0 } else { 1.0 };
    arc_sum_f32(base_hi, base_lo, factor, s, rest).copysign(x)
}

/// [`asin_f32`] of anything else.
#[cold]
#[inline(never)]
pub fn asin_f32_rare(_x: f32) -> f32 {
    f32::NAN
}

/// The arcsine of `x`, within 0.75 ULP; NaN outside of [-1, 1].
#[inline(always)]
pub fn asin_f32(x: f32) -> f32 {
    if asin_f32_in_range(x) { asin_f32_fast(x) } else { asin_f32_rare(x) }
}

/// Whether [`acos_fast`] holds.
#[inline(always)]
pub fn acos_in_range(x: f64) -> bool {
    x.abs() <= 1.0
}

/// [`acos`] for `|x| <= 1`.
#[inline(always)]
pub fn acos_fast(x: f64) -> f64 {
    let (s, rest, far) = arc_pieces(x.abs());
    let negative = x < 0.0;
    let far_hi = if negative { ARC_PI_HI } else { 0.0 };
    let far_lo = if negative { ARC_PI_LO } else { 0.0 };
    let base_hi = if far { far_hi } else { ARC_HALF_PI_HI };
    let base_lo = if far { far_lo } else { ARC_HALF_PI_LO };
    let factor = if far { 2.0 } else { -1.0 };
    arc_sum(base_hi, base_lo, if negative { -factor } else { factor }, s, rest)
}

/// [`acos`] of anything else.
#[cold]
#[inline(never)]
pub fn acos_rare(_x: f64) -> f64 {
    f64::NAN
}

/// The arccosine of `x`, within 0.70 ULP; NaN outside of [-1, 1].
#[inline(always)]
pub fn acos(x: f64) -> f64 {
    if acos_in_range(x) { acos_fast(x) } else { acos_rare(x) }
}

/// Whether [`acos_f32_fast`] holds.
#[inline(always)]
pub fn acos_f32_in_range(x: f32) -> bool {
    x.abs() <= 1.0
}

/// [`acos_f32`] for `|x| <= 1`.
#[inline(always)]
pub fn acos_f32_fast(x: f32) -> f32 {
    let (s, rest, far) = arc_pieces_f32(x.abs());
    let negative = x < 0.0;
    let far_hi = if negative { ARC_PI_HI_F32 } else { 0.0 };
    let far_lo = if negative { ARC_PI_LO_F32 } else { 0.0 };
    let base_hi = if far { far_hi } else { ARC_HALF_PI_HI_F32 };
    let base_lo = if far { far_lo } else { ARC_HALF_PI_LO_F32 };
    let factor = if far { 2.0 } else { -1.0 };
    arc_sum_f32(base_hi, base_lo, if negative { -factor } else { factor }, s, rest)
}

/// [`acos_f32`] of anything else.
#[cold]
#[inline(never)]
pub fn acos_f32_rare(_x: f32) -> f32 {
    f32::NAN
}

/// The arccosine of `x`, within 0.70 ULP; NaN outside of [-1, 1].
#[inline(always)]
pub fn acos_f32(x: f32) -> f32 {
    if acos_f32_in_range(x) { acos_f32_fast(x) } else { acos_f32_rare(x) }
}

/// `num / (den + den_low)` as a quotient `q`, and what `atan` of the exact one is beyond `q`, for
/// `|q| <= 7/16`.
#[inline(always)]
fn arc_quotient(num: f64, den: f64, den_low: f64) -> (f64, f64) {
    let inverse = 1.0 / den;
    let q = keep(num * inverse);
    let left = q.mul_add(-den_low, q.mul_add(-den, num));
    let z = q * q;
    let z2 = z * z;
    let z4 = z2 * z2;
    let p0 = z.mul_add(ARC_ATAN[1], ARC_ATAN[0]);
    let p1 = z.mul_add(ARC_ATAN[3], ARC_ATAN[2]);
    let p2 = z.mul_add(ARC_ATAN[5], ARC_ATAN[4]);
    let p3 = z.mul_add(ARC_ATAN[7], ARC_ATAN[6]);
    let p4 = z.mul_add(ARC_ATAN[9], ARC_ATAN[8]);
    let low = z2.mul_add(p1, p0);
    let middle = z2.mul_add(p3, p2);
    let high = z2.mul_add(ARC_ATAN[10], p4);
    let p = z4.mul_add(z4.mul_add(high, middle), low);
    (q, (q * z).mul_add(p, left * inverse))
}

/// [`arc_quotient`] of f32.
#[inline(always)]
fn arc_quotient_f32(num: f32, den: f32, den_low: f32) -> (f32, f32) {
    let inverse = 1.0 / den;
    let q = keep(num * inverse);
    let left = q.mul_add(-den_low, q.mul_add(-den, num));
    let z = q * q;
    let z2 = z * z;
    let p0 = z.mul_add(ARC_ATAN_F32[1], ARC_ATAN_F32[0]);
    let p1 = z.mul_add(ARC_ATAN_F32[3], ARC_ATAN_F32[2]);
    let p = z2.mul_add(z2.mul_add(ARC_ATAN_F32[4], p1), p0);
    (q, (q * z).mul_add(p, left * inverse))
}

/// Whether [`atan_fast`] holds.
#[inline(always)]
pub fn atan_in_range(x: f64) -> bool {
    x.abs() < ARC_FAST
}

/// [`atan`] for `|x| < 1e300`.
#[inline(always)]
pub fn atan_fast(x: f64) -> f64 {
    let a = x.abs();
    let (near, far) = (a <= ARC_LOW, a > ARC_HIGH);
    let c = if near { 0.0 } else { ARC_JOINT };
    let base_hi = if near { 0.0 } else { ARC_JOINT_HI };
    let base_lo = if near { 0.0 } else { ARC_JOINT_LO };
    let den = keep(c.mul_add(a, 1.0));
    let den_low = c.mul_add(a, keep(1.0 - den));
    let num = if far { -1.0 } else { a - c };
    let den_low = if far { 0.0 } else { den_low };
    let den = if far { a } else { den };
    let base_hi = if far { ARC_HALF_PI_HI } else { base_hi };
    let base_lo = if far { ARC_HALF_PI_LO } else { base_lo };
    let (q, rest) = arc_quotient(num, den, den_low);
    arc_sum(base_hi, base_lo, 1.0, q, rest).copysign(x)
}

/// [`atan`] of anything else.
#[cold]
#[inline(never)]
pub fn atan_rare(x: f64) -> f64 {
    if x.is_nan() { f64::NAN } else { ARC_HALF_PI_HI.copysign(x) }
}

/// The arctangent of `x`, within 0.75 ULP.
#[inline(always)]
pub fn atan(x: f64) -> f64 {
    if atan_in_range(x) { atan_fast(x) } else { atan_rare(x) }
}

/// Whether [`atan_f32_fast`] holds.
#[inline(always)]
pub fn atan_f32_in_range(x: f32) -> bool {
    x.abs() < ARC_FAST_F32
}

/// [`atan_f32`] for `|x| < 1e35`.
#[inline(always)]
pub fn atan_f32_fast(x: f32) -> f32 {
    let a = x.abs();
    let (near, far) = (a <= ARC_LOW_F32, a > ARC_HIGH_F32);
    let c = if near { 0.0 } else { ARC_JOINT_F32 };
    let base_hi = if near { 0.0 } else { ARC_JOINT_HI_F32 };
    let base_lo = if near { 0.0 } else { ARC_JOINT_LO_F32 };
    let den = keep(c.mul_add(a, 1.0));
    let den_low = c.mul_add(a, keep(1.0 - den));
    let num = if far { -1.0 } else { a - c };
    let den_low = if far { 0.0 } else { den_low };
    let den = if far { a } else { den };
    let base_hi = if far { ARC_HALF_PI_HI_F32 } else { base_hi };
    let base_lo = if far { ARC_HALF_PI_LO_F32 } else { base_lo };
    let (q, rest) = arc_quotient_f32(num, den, den_low);
    arc_sum_f32(base_hi, base_lo, 1.0, q, rest).copysign(x)
}

/// [`atan_f32`] of anything else.
#[cold]
#[inline(never)]
pub fn atan_f32_rare(x: f32) -> f32 {
    if x.is_nan() { f32::NAN } else { ARC_HALF_PI_HI_F32.copysign(x) }
}

/// The arctangent of `x`, within 0.75 ULP.
#[inline(always)]
pub fn atan_f32(x: f32) -> f32 {
    if atan_f32_in_range(x) { atan_f32_fast(x) } else { atan_f32_rare(x) }
}

/// Whether a number is 0 or its size between 2^-500 and 2^500.
#[inline(always)]
fn arc_moderate(x: f64) -> bool {
    (x.abs() < ARC_MOST) & ((x.abs() > ARC_LEAST) | (x == 0.0))
}

/// Whether a number is 0 or its size between 2^-60 and 2^60.
#[inline(always)]
fn arc_moderate_f32(x: f32) -> bool {
    (x.abs() < ARC_MOST_F32) & ((x.abs() > ARC_LEAST_F32) | (x == 0.0))
}

/// Whether [`atan2_fast`] holds.
#[inline(always)]
pub fn atan2_in_range(y: f64, x: f64) -> bool {
    arc_moderate(y) & arc_moderate(x)
}

/// [`atan2`] where `x` and `y` are 0 or between 2^-500 and 2^500 in size.
///
/// The angle to the nearer axis comes from the quotient of the smaller by the larger; both being
/// 0, that is 0.
#[inline(always)]
pub fn atan2_fast(y: f64, x: f64) -> f64 {
    let (height, width) = (y.abs(), x.abs());
    let steep = height > width;
    let large = if steep { height } else { width };
    let small = if steep { width } else { height };

    let far = 3.0 * small > large;
    let c = if far { 0.5 } else { 0.0 };
    let part_hi = if far { ARC_HALF_HI } else { 0.0 };
    let part_lo = if far { ARC_HALF_LO } else { 0.0 };
    let den = keep(small.mul_add(c, large));
    let den_low = small.mul_add(c, keep(large - den));
    let den = if den == 0.0 { 1.0 } else { den };
    let (q, rest) = arc_quotient(large.mul_add(-c, small), den, den_low);
    let part = keep(part_hi + q);
    let part_rest = (keep(part_hi - part) + q) + (part_lo + rest);

    let left = x.is_sign_negative();
    let axis_hi = if left { ARC_PI_HI } else { 0.0 };
    let axis_lo = if left { ARC_PI_LO } else { 0.0 };
    let axis_hi = if steep { ARC_HALF_PI_HI } else { axis_hi };
    let axis_lo = if steep { ARC_HALF_PI_LO } else { axis_lo };
    let factor = if steep != left { -1.0 } else { 1.0 };
    arc_sum(axis_hi, axis_lo, factor, part, part_rest).copysign(y)
}

/// [`atan2`] of anything else: the numbers are scaled to a moderate size, infinity counting as 1
/// beside anything finite; where `y / x` is tiny it is the angle.
#[cold]
#[inline(never)]
pub fn atan2_rare(y: f64, x: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if x.is_infinite() || y.is_infinite() {
        let height: f64 = if y.is_infinite() { 1.0 } else { 0.0 };
        let width: f64 = if x.is_infinite() { 1.0 } else { 0.0 };
        return atan2_fast(height.copysign(y), width.copysign(x));
    }
    if x > 0.0 && y.abs() / x < 1e-30 {
        return y / x;
    }
    let large = if y.abs() > x.abs() { y.abs() } else { x.abs() };
    let up = 4.149515568880993e180; // 2^600
    if large < 1.0 { atan2_fast(y * up, x * up) } else { atan2_fast(y / up, x / up) }
}

/// The angle of the point `(x, y)`, within 0.68 ULP, as std's.
#[inline(always)]
pub fn atan2(y: f64, x: f64) -> f64 {
    if atan2_in_range(y, x) { atan2_fast(y, x) } else { atan2_rare(y, x) }
}

/// Whether [`atan2_f32_fast`] holds.
#[inline(always)]
pub fn atan2_f32_in_range(y: f32, x: f32) -> bool {
    arc_moderate_f32(y) & arc_moderate_f32(x)
}

/// [`atan2_f32`] where `x` and `y` are 0 or between 2^-60 and 2^60 in size.
#[inline(always)]
pub fn atan2_f32_fast(y: f32, x: f32) -> f32 {
    let (height, width) = (y.abs(), x.abs());
    let steep = height > width;
    let large = if steep { height } else { width };
    let small = if steep { width } else { height };

    let far = 3.0 * small > large;
    let c = if far { 0.5 } else { 0.0 };
    let part_hi = if far { ARC_HALF_HI_F32 } else { 0.0 };
    let part_lo = if far { ARC_HALF_LO_F32 } else { 0.0 };
    let den = keep(small.mul_add(c, large));
    let den_low = small.mul_add(c, keep(large - den));
    let den = if den == 0.0 { 1.0 } else { den };
    let (q, rest) = arc_quotient_f32(large.mul_add(-c, small), den, den_low);
    let part = keep(part_hi + q);
    let part_rest = (keep(part_hi - part) + q) + (part_lo + rest);

    let left = x.is_sign_negative();
    let axis_hi = if left { ARC_PI_HI_F32 } else { 0.0 };
    let axis_lo = if left { ARC_PI_LO_F32 } else { 0.0 };
    let axis_hi = if steep { ARC_HALF_PI_HI_F32 } else { axis_hi };
    let axis_lo = if steep { ARC_HALF_PI_LO_F32 } else { axis_lo };
    let factor = if steep != left { -1.0 } else { 1.0 };
    arc_sum_f32(axis_hi, axis_lo, factor, part, part_rest).copysign(y)
}

/// [`atan2_f32`] of anything else, as [`atan2_rare`].
#[cold]
#[inline(never)]
pub fn atan2_f32_rare(y: f32, x: f32) -> f32 {
    if x.is_nan() || y.is_nan() {
        return f32::NAN;
    }
    if x.is_infinite() || y.is_infinite() {
        let height: f32 = if y.is_infinite() { 1.0 } else { 0.0 };
        let width: f32 = if x.is_infinite() { 1.0 } else { 0.0 };
        return atan2_f32_fast(height.copysign(y), width.copysign(x));
    }
    if x > 0.0 && y.abs() / x < 1e-15 {
        return y / x;
    }
    let large = if y.abs() > x.abs() { y.abs() } else { x.abs() };
    let up = 1.2089258e24; // 2^80
    if large < 1.0 { atan2_f32_fast(y * up, x * up) } else { atan2_f32_fast(y / up, x / up) }
}

/// The angle of the point `(x, y)`, within 0.68 ULP, as std's.
#[inline(always)]
pub fn atan2_f32(y: f32, x: f32) -> f32 {
    if atan2_f32_in_range(y, x) { atan2_f32_fast(y, x) } else { atan2_f32_rare(y, x) }
}
