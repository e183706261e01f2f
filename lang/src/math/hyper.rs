//! Hyperbolic functions.
//!
//! In: any float. Out: `tanh`, `sinh` and `cosh` within 1 ULP; each function says how near. Also
//! a cheaper `tanh` within 4 ULP.
//! Method: reduction by multiples of ln 2 as in `exp` (Cody and Waite, Software Manual for the
//! Elementary Functions, 1980; no table, as in Shibata and Petrogalli, "SLEEF", IEEE TPDS 31:6,
//! 2020). `tanh |x| = 1 - 1 / ((e^(2 |x|) + 1) / 2)`: the denominator is held as an unevaluated sum
//! `d + rest`, and what the rounded quotient lacks is computed exactly by fused multiply-adds, as
//! in Muller et al., Handbook of Floating-Point Arithmetic, chapter 4. `sinh` and `cosh` add up
//! `n ln 2` and `r` by their addition theorems, the large term exactly: no division.
//! Always true: the fast paths are free of branches; `tanh` and `sinh` are odd and `cosh` is even,
//! exactly, because they compute with `|x|`. Deliberately absent: a polynomial of its own near 0,
//! which every lane would pay for.

use super::exp::{EXP_F32_LN2_HI, EXP_F32_LN2_LO, EXP_F32_LOG2_E, EXP_F32_SHIFT, exp_reduced_f32};
use super::exp::{EXP_LN2_HI, EXP_LN2_LO, EXP_LOG2_E, EXP_SHIFT, exp_reduced};
use super::exp::{exp_scaled, exp_scaled_f32};
use super::keep;

/// 2 / ln 2.
const TANH_STEPS: f64 = 2.8853900817779268; // 0x40071547652b82fe
/// ln 2 / 2 as a pair.
const TANH_STEP_HI: f64 = 0.34657359027997264; // 0x3fd62e42fefa39ef
const TANH_STEP_LO: f64 = 1.1595234069231498e-17; // 0x3c6abc9e3b39803f
/// From here on `tanh` rounds to 1.
const TANH_ONE: f64 = 20.0;
/// Below, `tanh x` rounds to `x`: it is `x - x^3 / 3`.
const TANH_ITSELF: f64 = 1.0 / 134_217_728.0; // 2^-27

/// `((e^(2h) - 1) / 2 - h) / h^2`: degree 10 on [-0.1733, 0.1733], error of `e^(2h) - 1` below
/// 2^-60.9 of it.
const TANH_POLY: [f64; 11] = [
    1.0,
    0.6666666666666671,
    0.3333333333333337,
    0.13333333333314148,
    0.044444444444298424,
    0.012698412727719323,
    0.0031746031927687326,
    0.0007054654225595546,
    0.00014109256015814347,
    2.5712126319293957e-5,
    4.293688692267998e-6,
];

/// `(sinh r - r) / r^3` in powers of `r^2`: degree 4 up to 0.3466^2, error of `sinh r` below
/// 2^-61.6 of it.
const SINH_POLY: [f64; 5] = [
    0.16666666666666677,
    0.008333333333321386,
    0.0001984126988681507,
    2.755724345453148e-6,
    2.5109318907560038e-8,
];

/// `(cosh r - 1) / r^2` in powers of `r^2`: degree 4 up to 0.3466^2, error of `cosh r`
/// below 2^-57.9 of it.
const COSH_POLY: [f64; 5] = [
    0.5000000000000013,
    0.04166666666651047,
    0.0013888888948356429,
    2.4801488504661495e-5,
    2.7631810973569046e-7,
];

/// Everything but NaN.
#[inline(always)]
pub fn tanh_in_range(x: f64) -> bool {
    !x.is_nan()
}

/// `|x|`, at most [`TANH_ONE`], which is `n ln 2 / 2 + h` but for a little: itself, `2^n`, `h`,
/// `low`, `h^2` and `q`, with which `e^(2 |x|) 2^-n = 1 + 2 (h + h^2 q + low)`.
#[inline(always)]
fn tanh_reduced(x: f64) -> (f64, f64, f64, f64, f64, f64) {
    let magnitude = x.abs();
    let a = if magnitude > TANH_ONE { TANH_ONE } else { magnitude };
    let shifted = keep(a.mul_add(TANH_STEPS, EXP_SHIFT));
    let n = keep(shifted - EXP_SHIFT);
    let h = keep(n.mul_add(-TANH_STEP_HI, a));
    // What the step's second part takes from `h`, times e^(2h).
    let low = n * h.mul_add(-2.0 * TANH_STEP_LO, -TANH_STEP_LO);
    let h2 = h * h;
    let odd = TANH_POLY[9].mul_add(h2, TANH_POLY[7]).mul_add(h2, TANH_POLY[5]);
    let odd = odd.mul_add(h2, TANH_POLY[3]).mul_add(h2, TANH_POLY[1]);
    let even = TANH_POLY[10].mul_add(h2, TANH_POLY[8]).mul_add(h2, TANH_POLY[6]);
    let even = even.mul_add(h2, TANH_POLY[4]).mul_add(h2, TANH_POLY[2]);
    let q = even.mul_add(h, odd).mul_add(h, TANH_POLY[0]);
    (a, f64::from_bits(shifted.to_bits() << 52), h, low, h2, q)
}

/// [`tanh`] in its range.
#[inline(always)]
pub fn tanh_fast(x: f64) -> f64 {
    let (a, scale, h, low, h2, q) = tanh_reduced(x);
    // d + rest = (e^(2a) + 1) / 2 = 1 + main + 2^n (h^2 q + low), where `main` is exact but for
    // its last bit where n is odd and not 1, which hardly counts there.
    let square = h2 * scale;
    let main = h.mul_add(scale, keep(scale.mul_add(0.5, -0.5)));
    let d = keep(square.mul_add(q, main + 1.0));
    let rest = square.mul_add(q, low.mul_add(scale, keep(main - keep(d - 1.0))));
    // 1 - 1 / (d + rest): `inverse` is 1 / d cut such that 1 less it is exact, `lack` what that
    // and `rest` change.
    let quotient = keep(1.0 - 1.0 / d);
    let inverse = keep(1.0 - quotient);
    let lack = rest.mul_add(inverse, inverse.mul_add(d, -1.0));
    let tanh = lack.mul_add(inverse, quotient);
    (if a < TANH_ITSELF { a } else { tanh }).copysign(x)
}

/// [`tanh`] in its range, within 3 ULP, in two thirds of the time.
///
/// Where products and sums round apart and may be regrouped it is within 8 ULP by estimate.
#[inline(always)]
pub fn tanh_approx(x: f64) -> f64 {
    // e / (e + 1), where e = (e^(2a) - 1) / 2
    let (_, scale, h, _, h2, q) = tanh_reduced(x);
    let e = h2.mul_add(q, h).mul_add(scale, keep(scale.mul_add(0.5, -0.5)));
    (e / (e + 1.0)).copysign(x)
}

/// [`tanh`] of NaN.
#[cold]
#[inline(never)]
pub fn tanh_rare(x: f64) -> f64 {
    x
}

/// The hyperbolic tangent of `x`, within 0.75 ULP; all but NaN by the fast path.
///
/// Not to be used where products and sums round apart: there take [`tanh_approx`].
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    if tanh_in_range(x) { tanh_fast(x) } else { tanh_rare(x) }
}

/// Where `e^|x|` is normal and does not come near overflow.
#[inline(always)]
pub fn sinh_in_range(x: f64) -> bool {
    x.abs() < 708.0
}

/// `|x| = n ln 2 + r` and `e^r`: `2^n / 2`, `2^-n / 2`, the leading part of `r`,
/// `sinh r` less that part, and `cosh r - 1`.
#[inline(always)]
fn sinh_cosh_reduced(x: f64) -> (f64, f64, f64, f64, f64) {
    let a = x.abs();
    let shifted = keep(a.mul_add(EXP_LOG2_E, EXP_SHIFT));
    let n = keep(shifted - EXP_SHIFT);
    let high = keep(n.mul_add(-EXP_LN2_HI, a));
    let low = n * -EXP_LN2_LO;
    let r = keep(high + low);
    let r2 = r * r;
    let p = SINH_POLY[4].mul_add(r2, SINH_POLY[3]).mul_add(r2, SINH_POLY[2]);
    let p = p.mul_add(r2, SINH_POLY[1]).mul_add(r2, SINH_POLY[0]);
    let q = COSH_POLY[4].mul_add(r2, COSH_POLY[3]).mul_add(r2, COSH_POLY[2]);
    let q = q.mul_add(r2, COSH_POLY[1]).mul_add(r2, COSH_POLY[0]);
    let grown = (shifted.to_bits() << 52).wrapping_sub(0x0010_0000_0000_0000);
    let shrunk = f64::from_bits(0x7fc0_0000_0000_0000_u64.wrapping_sub(grown));
    (f64::from_bits(grown), shrunk, high, (r * r2).mul_add(p, low), r2 * q)
}

/// [`sinh`] in its range.
#[inline(always)]
pub fn sinh_fast(x: f64) -> f64 {
    // sinh (n ln 2) cosh r + cosh (n ln 2) sinh r
    let (grown, shrunk, high, odd, even) = sinh_cosh_reduced(x);
    let sinh = keep(grown - shrunk);
    let cosh = grown + shrunk;
    let lost = keep(grown - sinh) - shrunk;
    let main = keep(high.mul_add(cosh, sinh));
    let rest = high.mul_add(cosh, keep(sinh - main)) + lost;
    (main + even.mul_add(sinh, odd.mul_add(cosh, rest))).copysign(x)
}

/// [`sinh`] of what is not a number, overflows or nearly so.
#[cold]
#[inline(never)]
pub fn sinh_rare(x: f64) -> f64 {
    cosh_rare(x).copysign(x)
}

/// The hyperbolic sine of `x`, within 0.9 ULP; below 708 in magnitude by the fast path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 3 ULP by
/// estimate.
#[inline(always)]
pub fn sinh(x: f64) -> f64 {
    if sinh_in_range(x) { sinh_fast(x) } else { sinh_rare(x) }
}

/// Where `e^|x|` is normal and does not come near overflow.
#[inline(always)]
pub fn cosh_in_range(x: f64) -> bool {
    x.abs() < 708.0
}

/// [`cosh`] in its range.
#[inline(always)]
pub fn cosh_fast(x: f64) -> f64 {
    // cosh (n ln 2) cosh r + sinh (n ln 2) sinh r
    let (grown, shrunk, high, odd, even) = sinh_cosh_reduced(x);
    let sinh = grown - shrunk;
    let cosh = keep(grown + shrunk);
    let lost = keep(grown - cosh) + shrunk;
    let main = keep(high.mul_add(sinh, cosh));
    let rest = high.mul_add(sinh, keep(cosh - main)) + lost;
    main + even.mul_add(cosh, odd.mul_add(sinh, rest))
}

/// [`cosh`] of what is not a number, overflows or nearly so.
#[cold]
#[inline(never)]
pub fn cosh_rare(x: f64) -> f64 {
    let a = x.abs();
    if a.is_nan() {
        x
    } else if a > 711.0 {
        f64::INFINITY
    } else {
        let (shifted, e) = exp_reduced(a);
        exp_scaled(1.0 + e, shifted - EXP_SHIFT - 1.0)
    }
}

/// The hyperbolic cosine of `x`, within 0.9 ULP; below 708 in magnitude by the fast path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 3 ULP by
/// estimate.
#[inline(always)]
pub fn cosh(x: f64) -> f64 {
    if cosh_in_range(x) { cosh_fast(x) } else { cosh_rare(x) }
}

/// 2 / ln 2.
const TANH_F32_STEPS: f32 = 2.88539; // 0x4038aa3b
/// ln 2 / 2, whose 24 bits happen to end in 0 and to be near it by 2^-29: there is no second part.
const TANH_F32_STEP: f32 = 0.3465736; // 0x3eb17218
/// From here on `tanh` rounds to 1.
const TANH_F32_ONE: f32 = 10.0;
/// Below, `tanh x` rounds to `x`.
const TANH_F32_ITSELF: f32 = 1.0 / 4_096.0;

/// As [`TANH_POLY`]: degree 5, error below 2^-30.9.
const TANH_F32_POLY: [f32; 6] = [1.0, 0.6666666, 0.33333197, 0.13333648, 0.04458241, 0.01265712];

/// As [`SINH_POLY`]: degree 1, error below 2^-26.1.
const SINH_F32_POLY: [f32; 2] = [0.16666543, 0.008366538];

/// As [`COSH_POLY`]: degree 2, error below 2^-33.2.
const COSH_F32_POLY: [f32; 3] = [0.5, 0.04166646, 0.0013935425];

/// Everything but NaN.
#[inline(always)]
pub fn tanh_f32_in_range(x: f32) -> bool {
    !x.is_nan()
}

/// [`tanh_reduced`] of `f32`, where there is no `low`.
#[inline(always)]
fn tanh_reduced_f32(x: f32) -> (f32, f32, f32, f32, f32) {
    let magnitude = x.abs();
    let a = if magnitude > TANH_F32_ONE { TANH_F32_ONE } else { magnitude };
    let shifted = keep(a.mul_add(TANH_F32_STEPS, EXP_F32_SHIFT));
    let n = keep(shifted - EXP_F32_SHIFT);
    let h = keep(n.mul_add(-TANH_F32_STEP, a));
    let h2 = h * h;
    // Pairs: two steps fewer one after the other, and no operation more.
    let most = TANH_F32_POLY[5].mul_add(h, TANH_F32_POLY[4]);
    let more = TANH_F32_POLY[3].mul_add(h, TANH_F32_POLY[2]);
    let least = TANH_F32_POLY[1].mul_add(h, TANH_F32_POLY[0]);
    let q = most.mul_add(h2, more).mul_add(h2, least);
    (a, f32::from_bits(shifted.to_bits() << 23), h, h2, q)
}

/// [`tanh_f32`] in its range.
#[inline(always)]
pub fn tanh_f32_fast(x: f32) -> f32 {
    let (a, scale, h, h2, q) = tanh_reduced_f32(x);
    let square = h2 * scale;
    let main = h.mul_add(scale, keep(scale.mul_add(0.5, -0.5)));
    let d = keep(square.mul_add(q, main + 1.0));
    let rest = square.mul_add(q, keep(main - keep(d - 1.0)));
    let quotient = keep(1.0 - 1.0 / d);
    let inverse = keep(1.0 - quotient);
    let lack = rest.mul_add(inverse, inverse.mul_add(d, -1.0));
    let tanh = lack.mul_add(inverse, quotient);
    (if a < TANH_F32_ITSELF { a } else { tanh }).copysign(x)
}

/// [`tanh_f32`] in its range, within 3 ULP, in two thirds of the time.
///
/// Where products and sums round apart and may be regrouped it is within 8 ULP by estimate.
#[inline(always)]
pub fn tanh_f32_approx(x: f32) -> f32 {
    // e / (e + 1), where e = (e^(2a) - 1) / 2
    let (_, scale, h, h2, q) = tanh_reduced_f32(x);
    let e = h2.mul_add(q, h).mul_add(scale, keep(scale.mul_add(0.5, -0.5)));
    (e / (e + 1.0)).copysign(x)
}

/// [`tanh_f32`] of NaN.
#[cold]
#[inline(never)]
pub fn tanh_f32_rare(x: f32) -> f32 {
    x
}

/// The hyperbolic tangent of `x`, within 0.8 ULP; all but NaN by the fast path.
///
/// Not to be used where products and sums round apart: there take [`tanh_f32_approx`].
#[inline(always)]
pub fn tanh_f32(x: f32) -> f32 {
    if tanh_f32_in_range(x) { tanh_f32_fast(x) } else { tanh_f32_rare(x) }
}

/// Where `e^|x|` is normal and does not come near overflow.
#[inline(always)]
pub fn sinh_f32_in_range(x: f32) -> bool {
    x.abs() < 87.0
}

/// [`sinh_cosh_reduced`] of `f32`; where `2^-n / 2` is not normal it is 0.
#[inline(always)]
fn sinh_cosh_reduced_f32(x: f32) -> (f32, f32, f32, f32, f32) {
    let a = x.abs();
    let shifted = keep(a.mul_add(EXP_F32_LOG2_E, EXP_F32_SHIFT));
    let n = keep(shifted - EXP_F32_SHIFT);
    let high = keep(n.mul_add(-EXP_F32_LN2_HI, a));
    let low = n * -EXP_F32_LN2_LO;
    let r = keep(high + low);
    let r2 = r * r;
    let p = SINH_F32_POLY[1].mul_add(r2, SINH_F32_POLY[0]);
    let q = COSH_F32_POLY[2].mul_add(r2, COSH_F32_POLY[1]).mul_add(r2, COSH_F32_POLY[0]);
    let grown = (shifted.to_bits() << 23).wrapping_sub(0x0080_0000);
    let shrunk = f32::from_bits(0x7e00_0000_u32.wrapping_sub(grown));
    (f32::from_bits(grown), shrunk, high, (r * r2).mul_add(p, low), r2 * q)
}

/// [`sinh_f32`] in its range.
#[inline(always)]
pub fn sinh_f32_fast(x: f32) -> f32 {
    let (grown, shrunk, high, odd, even) = sinh_cosh_reduced_f32(x);
    let sinh = keep(grown - shrunk);
    let cosh = keep(grown + shrunk);
    // What these sums lost; the second counts too, at n = 12, where it is half a unit.
    let lost = high.mul_add(keep(grown - cosh) + shrunk, keep(grown - sinh) - shrunk);
    let main = keep(high.mul_add(cosh, sinh));
    let rest = high.mul_add(cosh, keep(sinh - main)) + lost;
    (main + even.mul_add(sinh, odd.mul_add(cosh, rest))).copysign(x)
}

/// [`sinh_f32`] of what is not a number, overflows or nearly so.
#[cold]
#[inline(never)]
pub fn sinh_f32_rare(x: f32) -> f32 {
    cosh_f32_rare(x).copysign(x)
}

/// The hyperbolic sine of `x`, within 0.9 ULP; below 87 in magnitude by the fast path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 3 ULP by
/// estimate.
#[inline(always)]
pub fn sinh_f32(x: f32) -> f32 {
    if sinh_f32_in_range(x) { sinh_f32_fast(x) } else { sinh_f32_rare(x) }
}

/// Where `e^|x|` is normal and does not come near overflow.
#[inline(always)]
pub fn cosh_f32_in_range(x: f32) -> bool {
    x.abs() < 87.0
}

/// [`cosh_f32`] in its range.
#[inline(always)]
pub fn cosh_f32_fast(x: f32) -> f32 {
    let (grown, shrunk, high, odd, even) = sinh_cosh_reduced_f32(x);
    let sinh = grown - shrunk;
    let cosh = keep(grown + shrunk);
    let lost = keep(grown - cosh) + shrunk;
    let main = keep(high.mul_add(sinh, cosh));
    let rest = high.mul_add(sinh, keep(cosh - main)) + lost;
    main + even.mul_add(cosh, odd.mul_add(sinh, rest))
}

/// [`cosh_f32`] of what is not a number, overflows or nearly so.
#[cold]
#[inline(never)]
pub fn cosh_f32_rare(x: f32) -> f32 {
    let a = x.abs();
    if a.is_nan() {
        x
    } else if a > 89.5 {
        f32::INFINITY
    } else {
        let (shifted, e) = exp_reduced_f32(a);
        exp_scaled_f32(1.0 + e, shifted - EXP_F32_SHIFT - 1.0)
    }
}

/// The hyperbolic cosine of `x`, within 0.9 ULP; below 87 in magnitude by the fast path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 3 ULP by
/// estimate.
#[inline(always)]
pub fn cosh_f32(x: f32) -> f32 {
    if cosh_f32_in_range(x) { cosh_f32_fast(x) } else { cosh_f32_rare(x) }
}
