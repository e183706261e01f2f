//! Error function.
//!
//! In: any floats. Out: `erf` and `erfc` within 1 ULP.
//! Method of `erf`: below 1 an odd polynomial, `x` plus `x` times a smaller one; above it
//! `1 - exp(q(|x|))` with a polynomial `q` of the logarithm of `erfc`, which may be the less exact
//! the smaller `erfc` is (Juffa's for f32, here fitted with that weight). Both are computed and one
//! selected, so that lanes agree. The exponential is reduced after Cody & Waite (1980).
//! Coefficients: `verify/coefficients/erf.py`; those of the exponential are those of powers.
//! Always true: the fast path has neither branches nor tables. f32 is computed in f32.
//! Deliberately absent: approximations.

use super::keep;
use super::pow::{POW_EXP, POW_LN2_HI, POW_LN2_LO, POW_LOG2_E, POW_ROUND};
use super::pow::{POW_EXP_F32, POW_LN2_HI_F32, POW_LN2_LO_F32, POW_LOG2_E_F32, POW_ROUND_F32};

/// Where the two polynomials meet.
const ERF_SPLIT: f64 = 0.875;

/// From here on `erf` rounds to 1.
const ERF_ONE: f64 = 5.93;

/// `erf x = x + x p(x^2)`, degree 11 for `x^2` on [0, 0.7657], error 2^-55.9.
const ERF_NEAR: [f64; 12] = [
    0.1283791670955126,
    -0.3761263890318413,
    0.11283791670974287,
    -0.02686617064891775,
    0.005223977663824508,
    -0.0008548329289585357,
    0.00012055416054359385,
    -1.4927589922241086e-05,
    1.649071263004291e-06,
    -1.6617442368095887e-07,
    1.5909031919268404e-08,
    -1.2867330498915913e-09,
];

/// `erf x = 1 - exp(q(x - 0.875)) / 4`, degree 18 for `x` on [0.875, 5.93], error 2^-57.0.
const ERF_FAR: [f64; 19] = [
    -0.14653007547866106,
    -2.4302197229548326,
    -0.8265416933342142,
    -0.04689605455162436,
    0.011323339580508464,
    -0.002143997029993784,
    0.00020078474527870027,
    5.928765675978651e-05,
    -3.937525508359979e-05,
    1.2163784794478778e-05,
    -2.038370527494624e-06,
    -1.3816817160842737e-07,
    2.3812170695853166e-07,
    -9.621627664237499e-08,
    2.4870761009022983e-08,
    -4.482925690551723e-09,
    5.491226819260672e-10,
    -4.1241160669411985e-11,
    1.4336544352677602e-12,
];

/// Whether [`erf_fast`] holds: `x` is a number.
#[inline(always)]
pub fn erf_in_range(x: f64) -> bool {
    x.abs() <= f64::INFINITY
}

/// The error function of `x` where [`erf_in_range`].
#[inline(always)]
pub fn erf_fast(x: f64) -> f64 {
    let a = x.abs();
    let capped = if a < ERF_ONE { a } else { ERF_ONE };
    let far = erf_exp(erf_far(capped - ERF_SPLIT)).mul_add(-0.25, 1.0);
    let near = a.mul_add(erf_near(a * a), a);
    (if a < ERF_SPLIT { near } else { far }).copysign(x)
}

/// `erf(x) / x - 1` of a square `u` below 1.
#[inline(always)]
fn erf_near(u: f64) -> f64 {
    let u2 = u * u;
    let even = u2.mul_add(ERF_NEAR[10], ERF_NEAR[8]);
    let even = u2.mul_add(u2.mul_add(even, ERF_NEAR[6]), ERF_NEAR[4]);
    let odd = u2.mul_add(ERF_NEAR[11], ERF_NEAR[9]);
    let odd = u2.mul_add(u2.mul_add(odd, ERF_NEAR[7]), ERF_NEAR[5]);
    let rest = u.mul_add(u.mul_add(odd, even), ERF_NEAR[3]);
    u.mul_add(u.mul_add(u.mul_add(rest, ERF_NEAR[2]), ERF_NEAR[1]), ERF_NEAR[0])
}

/// The logarithm of `4 erfc(0.875 + b)`.
#[inline(always)]
fn erf_far(b: f64) -> f64 {
    let b2 = b * b;
    let even = b2.mul_add(b2.mul_add(ERF_FAR[18], ERF_FAR[16]), ERF_FAR[14]);
    let even = b2.mul_add(b2.mul_add(even, ERF_FAR[12]), ERF_FAR[10]);
    let even = b2.mul_add(b2.mul_add(even, ERF_FAR[8]), ERF_FAR[6]);
    let even = b2.mul_add(even, ERF_FAR[4]);
    let odd = b2.mul_add(b2.mul_add(ERF_FAR[17], ERF_FAR[15]), ERF_FAR[13]);
    let odd = b2.mul_add(b2.mul_add(odd, ERF_FAR[11]), ERF_FAR[9]);
    let odd = b2.mul_add(b2.mul_add(odd, ERF_FAR[7]), ERF_FAR[5]);
    let rest = b.mul_add(b.mul_add(odd, even), ERF_FAR[3]);
    b.mul_add(b.mul_add(b.mul_add(rest, ERF_FAR[2]), ERF_FAR[1]), ERF_FAR[0])
}

/// `exp(x)` for `x` between -40 and 0, where its last place does not count.
#[inline(always)]
fn erf_exp(x: f64) -> f64 {
    let shifted = keep(x.mul_add(POW_LOG2_E, POW_ROUND));
    let n = shifted - POW_ROUND;
    let p = n.mul_add(-POW_LN2_LO, keep(n.mul_add(-POW_LN2_HI, x)));
    let q = p * p;
    let even = q.mul_add(q.mul_add(POW_EXP[8], POW_EXP[6]), POW_EXP[4]);
    let even = q.mul_add(q.mul_add(even, POW_EXP[2]), POW_EXP[0]);
    let odd = q.mul_add(q.mul_add(POW_EXP[9], POW_EXP[7]), POW_EXP[5]);
    let odd = q.mul_add(q.mul_add(odd, POW_EXP[3]), POW_EXP[1]);
    let power = 1.0 + q.mul_add(p.mul_add(odd, even), p);
    f64::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// The error function of `x` where [`erf_fast`] does not hold: of no number.
#[cold]
#[inline(never)]
pub fn erf_rare(x: f64) -> f64 {
    x
}

/// The error function of `x`, within 1 ULP (measured: 0.83). Where operations are regrouped or
/// `mul_add` is not fused: 4 ULP.
#[inline]
pub fn erf(x: f64) -> f64 {
    if erf_in_range(x) { erf_fast(x) } else { erf_rare(x) }
}

/// [`ERF_SPLIT`] of `f32`.
const ERF_SPLIT_F32: f32 = 0.875;

/// [`ERF_ONE`] of `f32`.
const ERF_ONE_F32: f32 = 4.0;

/// [`ERF_NEAR`] of `f32`, degree 6, error 2^-30.1.
const ERF_NEAR_F32: [f32; 7] =
    [0.12837917, -0.3761263, 0.11283623, -0.026855348, 0.0051908437, -0.00080245925, 7.8566445e-05];

/// [`ERF_FAR`] of `f32`, degree 6 for `x` on [0.875, 4], error 2^-28.4.
const ERF_FAR_F32: [f32; 7] =
    [-0.14653008, -2.430219, -0.8265539, -0.046834745, 0.011193009, -0.0020324904, 0.00019989531];

/// Whether [`erf_f32_fast`] holds: `x` is a number.
#[inline(always)]
pub fn erf_f32_in_range(x: f32) -> bool {
    x.abs() <= f32::INFINITY
}

/// The error function of `x` where [`erf_f32_in_range`].
#[inline(always)]
pub fn erf_f32_fast(x: f32) -> f32 {
    let a = x.abs();
    let capped = if a < ERF_ONE_F32 { a } else { ERF_ONE_F32 };
    let far = erf_exp_f32(erf_far_f32(capped - ERF_SPLIT_F32)).mul_add(-0.25, 1.0);
    let near = a.mul_add(erf_near_f32(a * a), a);
    (if a < ERF_SPLIT_F32 { near } else { far }).copysign(x)
}

/// `erf(x) / x - 1` of a square `u` below 1.
#[inline(always)]
fn erf_near_f32(u: f32) -> f32 {
    let high = u.mul_add(u.mul_add(ERF_NEAR_F32[6], ERF_NEAR_F32[5]), ERF_NEAR_F32[4]);
    let rest = u.mul_add(high, ERF_NEAR_F32[3]);
    u.mul_add(u.mul_add(u.mul_add(rest, ERF_NEAR_F32[2]), ERF_NEAR_F32[1]), ERF_NEAR_F32[0])
}

/// The logarithm of `4 erfc(0.875 + b)`.
#[inline(always)]
fn erf_far_f32(b: f32) -> f32 {
    let high = b.mul_add(b.mul_add(ERF_FAR_F32[6], ERF_FAR_F32[5]), ERF_FAR_F32[4]);
    let rest = b.mul_add(high, ERF_FAR_F32[3]);
    b.mul_add(b.mul_add(b.mul_add(rest, ERF_FAR_F32[2]), ERF_FAR_F32[1]), ERF_FAR_F32[0])
}

/// `exp(x)` for `x` between -20 and 0, where its last place does not count.
#[inline(always)]
fn erf_exp_f32(x: f32) -> f32 {
    let shifted = keep(x.mul_add(POW_LOG2_E_F32, POW_ROUND_F32));
    let n = shifted - POW_ROUND_F32;
    let p = n.mul_add(-POW_LN2_LO_F32, keep(n.mul_add(-POW_LN2_HI_F32, x)));
    let q = p * p;
    let even = q.mul_add(q.mul_add(POW_EXP_F32[4], POW_EXP_F32[2]), POW_EXP_F32[0]);
    let odd = q.mul_add(POW_EXP_F32[3], POW_EXP_F32[1]);
    let power = 1.0 + q.mul_add(p.mul_add(odd, even), p);
    f32::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// The error function of `x` where [`erf_f32_fast`] does not hold: of no number.
#[cold]
#[inline(never)]
pub fn erf_f32_rare(x: f32) -> f32 {
    x
}

/// The error function of `x`, within 1 ULP (measured: 0.83). Where operations are regrouped or
/// `mul_add` is not fused: 4 ULP.
#[inline]
pub fn erf_f32(x: f32) -> f32 {
    if erf_f32_in_range(x) { erf_f32_fast(x) } else { erf_f32_rare(x) }
}

/// `erfc` of `f64`.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// `erfc` of `f32`.
pub fn erfc_f32(x: f32) -> f32 {
    libm::erfcf(x)
}
