//! Exponentials.
//!
//! In: any float. Out: `exp`, `exp2` and `exp_m1` within 1 ULP; each function says how near.
//! Method: `x = n ln 2 + r` with ln 2 in two parts (Cody and Waite, Software Manual for the
//! Elementary Functions, 1980); `e^r - 1 = r + r^2 q(r)` with a minimax polynomial `q`, the
//! leading part of `r` kept apart from what is small (Tang, "Table-driven implementation of the
//! exponential function", ACM TOMS 15:2, 1989); `2^n` made of the bits of the number whose
//! rounding gave `n`; no table, so that lanes need no gathers (Shibata and Petrogalli, "SLEEF",
//! IEEE TPDS 31:6, 2020).
//! Always true: the fast paths have no branch, division or conversion, and every step of them is
//! normal or exact. Deliberately absent: double-double sums, without which half an ULP cannot be
//! promised.

use super::keep;

/// 1.5 * 2^52 + 1023. A small number added to it is rounded to the nearest integer `n`, and the
/// low bits of the sum are the biased exponent of `2^n`.
pub const EXP_SHIFT: f64 = 6_755_399_441_056_767.0;
/// 1 / ln 2.
pub const EXP_LOG2_E: f64 = std::f64::consts::LOG2_E;
/// ln 2 cut to 42 bits, so that its products with `n` are exact.
pub const EXP_LN2_HI: f64 = 0.6931471805598903; // 0x3fe62e42fefa3800
/// The rest of ln 2.
pub const EXP_LN2_LO: f64 = 5.497923018708371e-14; // 0x3d2ef35793c76730

/// `(e^r - 1 - r) / r^2`: degree 9 on [-0.3466, 0.3466], error of `e^r` below 2^-57.8 of it.
const EXP_POLY: [f64; 10] = [
    0.5000000000000011,
    0.16666666666666438,
    0.04166666666652582,
    0.008333333333473794,
    0.0013888888944846452,
    0.0001984126956018861,
    2.4801491774530852e-5,
    2.7557530950346514e-6,
    2.7630739017886194e-7,
    2.5019849641843378e-8,
];

/// The same, for `e^r - 1`: degree 10, error below 2^-60.9 of it.
const EXP_M1_POLY: [f64; 11] = [
    0.5,
    0.16666666666666677,
    0.04166666666666671,
    0.008333333333321343,
    0.0013888888888843258,
    0.00019841269887061443,
    2.4801587443505724e-5,
    2.75572430687326e-6,
    2.7557140655887397e-7,
    2.5109498358685505e-8,
    2.0965276817714834e-9,
];

/// ln 2 as a pair.
const EXP2_LN2_HI: f64 = std::f64::consts::LN_2;
const EXP2_LN2_LO: f64 = 2.3190468138462996e-17; // 0x3c7abc9e3b39803f

/// `(2^f - 1 - f ln 2) / f^2`: degree 9 on [-0.5, 0.5], error of `2^f` below 2^-57.7 of it.
const EXP2_POLY: [f64; 10] = [
    0.24022650695910122,
    0.05550410866482074,
    0.009618129107596966,
    0.0013333558146686154,
    0.00015403530454093672,
    1.5252733546854788e-5,
    1.3215436593819598e-6,
    1.0178184648364985e-7,
    7.073582220799607e-9,
    4.43628962512335e-10,
];

/// `x = n ln 2 + r`: the sum that rounded to `n`, the leading part of `r`, the rest of it, and
/// `r` itself, rounded.
#[inline(always)]
fn exp_split(x: f64) -> (f64, f64, f64, f64) {
    let shifted = keep(x.mul_add(EXP_LOG2_E, EXP_SHIFT));
    let n = keep(shifted - EXP_SHIFT);
    let high = keep(n.mul_add(-EXP_LN2_HI, x));
    let low = n * -EXP_LN2_LO;
    (shifted, high, low, keep(high + low))
}

/// `n`, shifted, and `e^r - 1`, for `x = n ln 2 + r` between -750 and 750.
#[inline(always)]
pub fn exp_reduced(x: f64) -> (f64, f64) {
    let (shifted, high, low, r) = exp_split(x);
    let r2 = r * r;
    // Odd and even powers apart: half the chain, and no operation more.
    let odd = EXP_POLY[9].mul_add(r2, EXP_POLY[7]).mul_add(r2, EXP_POLY[5]);
    let odd = odd.mul_add(r2, EXP_POLY[3]).mul_add(r2, EXP_POLY[1]);
    let even = EXP_POLY[8].mul_add(r2, EXP_POLY[6]).mul_add(r2, EXP_POLY[4]);
    let even = even.mul_add(r2, EXP_POLY[2]);
    let q = even.mul_add(r, odd).mul_add(r, EXP_POLY[0]);
    let tail = r2.mul_add(q, low);
    (shifted, high + tail)
}

/// `m 2^n`, rounded once, for a normal result or not: `n` from -1100 to 1100.
pub fn exp_scaled(m: f64, n: f64) -> f64 {
    let half = n as i32 / 2;
    let rest = n as i32 - half;
    let first = f64::from_bits(((half + 1023) as u64) << 52);
    let second = f64::from_bits(((rest + 1023) as u64) << 52);
    m * first * second
}

/// Where the result is normal.
#[inline(always)]
pub fn exp_in_range(x: f64) -> bool {
    x.abs() < 708.0
}

/// [`exp`] in its range.
#[inline(always)]
pub fn exp_fast(x: f64) -> f64 {
    let (shifted, e) = exp_reduced(x);
    let scale = f64::from_bits(shifted.to_bits() << 52);
    e.mul_add(scale, scale)
}

/// [`exp`] of what is not a number, overflows or may underflow.
#[cold]
#[inline(never)]
pub fn exp_rare(x: f64) -> f64 {
    if x.is_nan() {
        x
    } else if x > 709.8 {
        f64::INFINITY
    } else if x < -745.2 {
        0.0
    } else {
        let (shifted, e) = exp_reduced(x);
        exp_scaled(1.0 + e, shifted - EXP_SHIFT)
    }
}

/// e to the power of `x`, within 0.9 ULP; below 708 in magnitude by the fast path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 2 ULP by
/// estimate.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    if exp_in_range(x) { exp_fast(x) } else { exp_rare(x) }
}

/// Where the result is normal.
#[inline(always)]
pub fn exp2_in_range(x: f64) -> bool {
    x.abs() < 1022.0
}

/// `n`, shifted, and `2^f - 1`, for `x = n + f`.
#[inline(always)]
fn exp2_reduced(x: f64) -> (f64, f64) {
    let shifted = keep(x + EXP_SHIFT);
    let f = x - keep(shifted - EXP_SHIFT);
    let f2 = f * f;
    let odd = EXP2_POLY[9].mul_add(f2, EXP2_POLY[7]).mul_add(f2, EXP2_POLY[5]);
    let odd = odd.mul_add(f2, EXP2_POLY[3]).mul_add(f2, EXP2_POLY[1]);
    let even = EXP2_POLY[8].mul_add(f2, EXP2_POLY[6]).mul_add(f2, EXP2_POLY[4]);
    let even = even.mul_add(f2, EXP2_POLY[2]);
    let q = even.mul_add(f, odd).mul_add(f, EXP2_POLY[0]);
    let tail = q.mul_add(f, EXP2_LN2_LO) * f;
    (shifted, f.mul_add(EXP2_LN2_HI, tail))
}

/// [`exp2`] in its range.
#[inline(always)]
pub fn exp2_fast(x: f64) -> f64 {
    let (shifted, e) = exp2_reduced(x);
    let scale = f64::from_bits(shifted.to_bits() << 52);
    e.mul_add(scale, scale)
}

/// [`exp2`] of what is not a number, overflows or may underflow.
#[cold]
#[inline(never)]
pub fn exp2_rare(x: f64) -> f64 {
    if x.is_nan() {
        x
    } else if x >= 1024.0 {
        f64::INFINITY
    } else if x <= -1075.0 {
        0.0
    } else {
        let (shifted, e) = exp2_reduced(x);
        exp_scaled(1.0 + e, shifted - EXP_SHIFT)
    }
}

/// 2 to the power of `x`, within 0.9 ULP, exact for whole `x`; below 1022 in magnitude by the fast
/// path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 2 ULP by
/// estimate.
#[inline(always)]
pub fn exp2(x: f64) -> f64 {
    if exp2_in_range(x) { exp2_fast(x) } else { exp2_rare(x) }
}

/// Where `e^x` is normal.
#[inline(always)]
pub fn exp_m1_in_range(x: f64) -> bool {
    x.abs() < 708.0
}

/// [`exp_m1`] in its range.
#[inline(always)]
pub fn exp_m1_fast(x: f64) -> f64 {
    let (shifted, high, low, _) = exp_split(x);
    let h2 = high * high;
    let odd = EXP_M1_POLY[9].mul_add(h2, EXP_M1_POLY[7]).mul_add(h2, EXP_M1_POLY[5]);
    let odd = odd.mul_add(h2, EXP_M1_POLY[3]).mul_add(h2, EXP_M1_POLY[1]);
    let even = EXP_M1_POLY[10].mul_add(h2, EXP_M1_POLY[8]).mul_add(h2, EXP_M1_POLY[6]);
    let even = even.mul_add(h2, EXP_M1_POLY[4]).mul_add(h2, EXP_M1_POLY[2]);
    let q = even.mul_add(high, odd).mul_add(high, EXP_M1_POLY[0]);
    // e^(high + low) - 1 = high + h2 q + more
    let more = h2.mul_add(q, high).mul_add(low, low);
    // 2^n - 1 + 2^n high = main + rest, exactly.
    let scale = f64::from_bits(shifted.to_bits() << 52);
    let less = scale - 1.0;
    let lost = keep(scale - less) - 1.0;
    let main = keep(high.mul_add(scale, less));
    let rest = high.mul_add(scale, keep(less - main)) + lost;
    // The sign is that of the sum but for -0.
    (main + (h2 * scale).mul_add(q, more.mul_add(scale, rest))).copysign(x)
}

/// [`exp_m1`] of what is not a number, or so large that 1 does not count or so small that it
/// alone does.
#[cold]
#[inline(never)]
pub fn exp_m1_rare(x: f64) -> f64 {
    if x < 0.0 { -1.0 } else { exp_rare(x) }
}

/// `e^x - 1`, within 0.9 ULP; below 708 in magnitude by the fast path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 3 ULP by
/// estimate.
#[inline(always)]
pub fn exp_m1(x: f64) -> f64 {
    if exp_m1_in_range(x) { exp_m1_fast(x) } else { exp_m1_rare(x) }
}

/// 1.5 * 2^23 + 127, as [`EXP_SHIFT`].
pub const EXP_F32_SHIFT: f32 = 12_583_039.0;
/// 1 / ln 2.
pub const EXP_F32_LOG2_E: f32 = std::f32::consts::LOG2_E;
/// ln 2 cut to 16 bits.
pub const EXP_F32_LN2_HI: f32 = 0.69314575; // 0x3f317200
/// The rest of ln 2.
pub const EXP_F32_LN2_LO: f32 = 1.4286068e-6; // 0x35bfbe8e

/// As [`EXP_POLY`]: degree 4, error below 2^-28.2.
const EXP_F32_POLY: [f32; 5] = [0.49999994, 0.16666517, 0.041668102, 0.008369195, 0.0013839009];

/// As [`EXP_M1_POLY`]: degree 5, error below 2^-30.9.
const EXP_M1_F32_POLY: [f32; 6] =
    [0.5, 0.16666666, 0.041666497, 0.00833353, 0.0013932004, 0.0001977675];

/// ln 2 as a pair.
const EXP2_F32_LN2_HI: f32 = std::f32::consts::LN_2;
const EXP2_F32_LN2_LO: f32 = -1.9046542e-9; // 0xb102e308

/// As [`EXP2_POLY`]: degree 4, error below 2^-28.2.
const EXP2_F32_POLY: [f32; 5] = [0.24022648, 0.055503614, 0.0096184835, 0.0013390621, 0.0001533813];

/// [`exp_split`] of `f32`.
#[inline(always)]
fn exp_split_f32(x: f32) -> (f32, f32, f32, f32) {
    let shifted = keep(x.mul_add(EXP_F32_LOG2_E, EXP_F32_SHIFT));
    let n = keep(shifted - EXP_F32_SHIFT);
    let high = keep(n.mul_add(-EXP_F32_LN2_HI, x));
    let low = n * -EXP_F32_LN2_LO;
    (shifted, high, low, keep(high + low))
}

/// [`exp_reduced`] of `f32`, between -110 and 110.
#[inline(always)]
pub fn exp_reduced_f32(x: f32) -> (f32, f32) {
    let (shifted, high, low, r) = exp_split_f32(x);
    let r2 = r * r;
    let odd = EXP_F32_POLY[3].mul_add(r2, EXP_F32_POLY[1]);
    let even = EXP_F32_POLY[4].mul_add(r2, EXP_F32_POLY[2]);
    let q = even.mul_add(r, odd).mul_add(r, EXP_F32_POLY[0]);
    let tail = r2.mul_add(q, low);
    (shifted, high + tail)
}

/// [`exp_scaled`] of `f32`: `n` from -200 to 200.
pub fn exp_scaled_f32(m: f32, n: f32) -> f32 {
    let half = n as i32 / 2;
    let rest = n as i32 - half;
    let first = f32::from_bits(((half + 127) as u32) << 23);
    let second = f32::from_bits(((rest + 127) as u32) << 23);
    m * first * second
}

/// Where the result is normal.
#[inline(always)]
pub fn exp_f32_in_range(x: f32) -> bool {
    x.abs() < 87.0
}

/// [`exp_f32`] in its range.
#[inline(always)]
pub fn exp_f32_fast(x: f32) -> f32 {
    let (shifted, e) = exp_reduced_f32(x);
    let scale = f32::from_bits(shifted.to_bits() << 23);
    e.mul_add(scale, scale)
}

/// [`exp_f32`] of what is not a number, overflows or may underflow.
#[cold]
#[inline(never)]
pub fn exp_f32_rare(x: f32) -> f32 {
    if x.is_nan() {
        x
    } else if x > 88.8 {
        f32::INFINITY
    } else if x < -104.0 {
        0.0
    } else {
        let (shifted, e) = exp_reduced_f32(x);
        exp_scaled_f32(1.0 + e, shifted - EXP_F32_SHIFT)
    }
}

/// e to the power of `x`, within 0.9 ULP; below 87 in magnitude by the fast path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 2 ULP by
/// estimate.
#[inline(always)]
pub fn exp_f32(x: f32) -> f32 {
    if exp_f32_in_range(x) { exp_f32_fast(x) } else { exp_f32_rare(x) }
}

/// Where the result is normal.
#[inline(always)]
pub fn exp2_f32_in_range(x: f32) -> bool {
    x.abs() < 126.0
}

/// [`exp2_reduced`] of `f32`.
#[inline(always)]
fn exp2_reduced_f32(x: f32) -> (f32, f32) {
    let shifted = keep(x + EXP_F32_SHIFT);
    let f = x - keep(shifted - EXP_F32_SHIFT);
    let f2 = f * f;
    let odd = EXP2_F32_POLY[3].mul_add(f2, EXP2_F32_POLY[1]);
    let even = EXP2_F32_POLY[4].mul_add(f2, EXP2_F32_POLY[2]);
    let q = even.mul_add(f, odd).mul_add(f, EXP2_F32_POLY[0]);
    let tail = q.mul_add(f, EXP2_F32_LN2_LO) * f;
    (shifted, f.mul_add(EXP2_F32_LN2_HI, tail))
}

/// [`exp2_f32`] in its range.
#[inline(always)]
pub fn exp2_f32_fast(x: f32) -> f32 {
    let (shifted, e) = exp2_reduced_f32(x);
    let scale = f32::from_bits(shifted.to_bits() << 23);
    e.mul_add(scale, scale)
}

/// [`exp2_f32`] of what is not a number, overflows or may underflow.
#[cold]
#[inline(never)]
pub fn exp2_f32_rare(x: f32) -> f32 {
    if x.is_nan() {
        x
    } else if x >= 128.0 {
        f32::INFINITY
    } else if x <= -150.0 {
        0.0
    } else {
        let (shifted, e) = exp2_reduced_f32(x);
        exp_scaled_f32(1.0 + e, shifted - EXP_F32_SHIFT)
    }
}

/// 2 to the power of `x`, within 0.9 ULP, exact for whole `x`; below 126 in magnitude by the fast
/// path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 2 ULP by
/// estimate.
#[inline(always)]
pub fn exp2_f32(x: f32) -> f32 {
    if exp2_f32_in_range(x) { exp2_f32_fast(x) } else { exp2_f32_rare(x) }
}

/// Where `e^x` is normal.
#[inline(always)]
pub fn exp_m1_f32_in_range(x: f32) -> bool {
    x.abs() < 87.0
}

/// [`exp_m1_f32`] in its range.
#[inline(always)]
pub fn exp_m1_f32_fast(x: f32) -> f32 {
    let (shifted, high, low, _) = exp_split_f32(x);
    let h2 = high * high;
    let odd = EXP_M1_F32_POLY[5].mul_add(h2, EXP_M1_F32_POLY[3]).mul_add(h2, EXP_M1_F32_POLY[1]);
    let even = EXP_M1_F32_POLY[4].mul_add(h2, EXP_M1_F32_POLY[2]);
    let q = even.mul_add(high, odd).mul_add(high, EXP_M1_F32_POLY[0]);
    // e^(high + low) - 1 = high + h2 q + more
    let more = h2.mul_add(q, high).mul_add(low, low);
    let scale = f32::from_bits(shifted.to_bits() << 23);
    let less = scale - 1.0;
    let lost = keep(scale - less) - 1.0;
    let main = keep(high.mul_add(scale, less));
    let rest = high.mul_add(scale, keep(less - main)) + lost;
    (main + (h2 * scale).mul_add(q, more.mul_add(scale, rest))).copysign(x)
}

/// [`exp_m1_f32`] of what is not a number, or so large that 1 does not count or so small that it
/// alone does.
#[cold]
#[inline(never)]
pub fn exp_m1_f32_rare(x: f32) -> f32 {
    if x < 0.0 { -1.0 } else { exp_f32_rare(x) }
}

/// `e^x - 1`, within 0.9 ULP; below 87 in magnitude by the fast path.
///
/// Where products and sums round apart and may be regrouped, the fast path is within 3 ULP by
/// estimate.
#[inline(always)]
pub fn exp_m1_f32(x: f32) -> f32 {
    if exp_m1_f32_in_range(x) { exp_m1_f32_fast(x) } else { exp_m1_f32_rare(x) }
}
