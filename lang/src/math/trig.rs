//! Sine, cosine, tangent.
//!
//! In: any float, in radians. Out: within the ULP that each function states, measured against
//! MPFR. Method: the nearest multiple of pi/2 is taken off with pi/2 in three parts and fused
//! multiply-adds (after Cody & Waite, Software Manual for the Elementary Functions, 1980; Boldo,
//! Daumas & Li, "Formally verified argument reduction with a fused multiply-add", 2009), which
//! leaves a remainder in two parts; where that is not exact enough, the product of the
//! significand and a window of the bits of 2/pi gives it (Payne & Hanek, "Radian reduction for
//! trigonometric functions", 1983). Polynomials give the sine and the cosine of the remainder, the
//! quadrant chooses among them; the tangent is that of half the remainder, doubled by
//! `2 t / (1 - t^2)` or turned upside down, with one division. Always true: `sin(x)` and `cos(x)`
//! are the bits that `sin_cos(x)` gives; odd functions are odd and even ones even, bit by bit.
//! Deliberately absent: tables in the fast paths; 64-bit integers in those of f32, fast or not.
//!
//! Where `mul_add` rounds twice and operations outside of `keep` are regrouped, what the fast paths
//! leave of `x` is wrong by an ULP of `x` at most: sines and cosines then have an absolute error
//! of `|x| 2^-52`, of f32 `|x| 2^-23`, beside 2 ULP, tangents `1 + tan^2` times that (estimated).

use super::keep;

/// Adding it to a small number leaves the nearest integer in the low bits of the mantissa.
const TRIG_ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52
const TRIG_ROUND_F32: f32 = 12_582_912.0; // 1.5 * 2^23

/// Below it the remainder of the fast path is exact enough: it loses 2^-118 at most, and no f64
/// there is nearer than 2^-61 to a multiple of pi/2, but 0.
const TRIG_FAST: f64 = 1_099_511_627_776.0; // 2^40
/// The same of f32: it loses 2^-56 at most, none is nearer than 2^-28.
const TRIG_FAST_F32: f32 = 131_072.0; // 2^17

/// The bit of the sign.
const TRIG_SIGN: u64 = 0x8000_0000_0000_0000;
const TRIG_SIGN_F32: u32 = 0x8000_0000;

/// 2 / pi.
const TRIG_TWO_OVER_PI: f64 = std::f64::consts::FRAC_2_PI;
const TRIG_TWO_OVER_PI_F32: f32 = std::f32::consts::FRAC_2_PI;

/// 1 / pi.
const TRIG_ONE_OVER_PI: f64 = std::f64::consts::FRAC_1_PI;
const TRIG_ONE_OVER_PI_F32: f32 = std::f32::consts::FRAC_1_PI;

/// pi/2 in three parts of all bits of the type.
const TRIG_HALF_PI_A: f64 = std::f64::consts::FRAC_PI_2;
const TRIG_HALF_PI_B: f64 = 6.123233995736766e-17;
const TRIG_HALF_PI_C: f64 = -1.4973849048591691e-33;
const TRIG_HALF_PI_A_F32: f32 = std::f32::consts::FRAC_PI_2;
const TRIG_HALF_PI_B_F32: f32 = -4.371139e-08;
const TRIG_HALF_PI_C_F32: f32 = -1.7151245e-15;

/// `sin x - x` by the powers 3, 5, .., 13 on [0, pi/4]: error 2^-57.87 of the sine.
const TRIG_SIN: [f64; 6] = [
    -0.1666666666666663,
    0.00833333333332184,
    -0.0001984126982935861,
    2.755731353857961e-06,
    -2.5050734404552007e-08,
    1.589543431291887e-10,
];

/// The powers 3, 5, 7: error 2^-27.84.
const TRIG_SIN_F32: [f32; 3] = [-0.16666654, 0.008332106, -0.00019507871];

/// `cos x - 1 + x^2/2` by the powers 4, 6, .., 14 on [0, pi/4]: error 2^-63.92 of the cosine.
const TRIG_COS: [f64; 6] = [
    0.041666666666666595,
    -0.0013888888888873325,
    2.4801587288983648e-05,
    -2.7557314210065286e-07,
    2.087570427083384e-09,
    -1.1358683430624925e-11,
];

/// The powers 4, 6, 8: error 2^-32.75.
const TRIG_COS_F32: [f32; 3] = [0.041666646, -0.0013887298, 2.4430085e-05];

/// `2 tan(x/2) - x` by the powers 3, 5, .., 19 on [0, pi/4]: error 2^-58.72 of `2 tan(x/2)`.
const TRIG_TAN: [f64; 9] = [
    0.08333333333333376,
    0.008333333333305657,
    0.0008432539688719025,
    8.542768284623662e-05,
    8.655545020947245e-06,
    8.768302852073004e-07,
    8.92067572300459e-08,
    8.530756439209405e-09,
    1.2543039729349843e-09,
];

/// The powers 3, 5, 7, 9: error 2^-28.73.
const TRIG_TAN_F32: [f32; 4] = [0.083333224, 0.008335023, 0.000835229, 0.000100153855];

/// `sin x - x` by the powers 3, 5, .., 17 on [0, pi/2]: error 2^-61.47 of the sine.
const TRIG_HALF_TURN: [f64; 8] = [
    -0.16666666666666666,
    0.008333333333333207,
    -0.00019841269841212476,
    2.755731921156835e-06,
    -2.5052106904248043e-08,
    1.6058940989601297e-10,
    -7.643018941124008e-13,
    2.7214140912954234e-15,
];

/// The powers 3, 5, 7, 9: error 2^-27.15.
const TRIG_HALF_TURN_F32: [f32; 4] = [-0.1666666, 0.0083330665, -0.0001980944, 2.605141e-06];

/// 64 zeros and the first bits of 2 / pi.
const TRIG_BITS: [u64; 20] = [
    0x0000_0000_0000_0000,
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
];

/// The same in halves, as far as f32 needs them.
const TRIG_BITS_F32: [u32; 9] = [
    0x0000_0000,
    0x0000_0000,
    0xa2f9_836e,
    0x4e44_1529,
    0xfc27_57d1,
    0xf534_ddc0,
    0xdb62_9599,
    0x3c43_9041,
    0xfe51_63ab,
];

/// The multiple of pi/2 that is nearest to `x >= 0`, in the low bits, and what is left of `x`, in
/// two parts, for `x < TRIG_FAST`.
///
/// `rest` is exact: it is a multiple of the last place of its terms and below 1. So is what the
/// second subtraction loses, `rest` being a multiple of the last place of `second`; the product is
/// rounded apart, since near a multiple of pi/2 the difference is exact then.
#[inline(always)]
fn trig_reduce(x: f64) -> (u64, f64, f64) {
    let shifted = keep(x.mul_add(TRIG_TWO_OVER_PI, TRIG_ROUND));
    let n = keep(shifted - TRIG_ROUND);
    let rest = n.mul_add(-TRIG_HALF_PI_A, x);
    let second = keep(n * TRIG_HALF_PI_B);
    let high = keep(rest - second);
    let lost = n.mul_add(-TRIG_HALF_PI_B, keep(rest - high));
    (shifted.to_bits(), high, n.mul_add(-TRIG_HALF_PI_C, lost))
}

/// [`trig_reduce`] of f32.
#[inline(always)]
fn trig_reduce_f32(x: f32) -> (u32, f32, f32) {
    let shifted = keep(x.mul_add(TRIG_TWO_OVER_PI_F32, TRIG_ROUND_F32));
    let n = keep(shifted - TRIG_ROUND_F32);
    let rest = n.mul_add(-TRIG_HALF_PI_A_F32, x);
    let second = keep(n * TRIG_HALF_PI_B_F32);
    let high = keep(rest - second);
    let lost = n.mul_add(-TRIG_HALF_PI_B_F32, keep(rest - high));
    (shifted.to_bits(), high, n.mul_add(-TRIG_HALF_PI_C_F32, lost))
}

/// The upper half of the product of two integers.
fn trig_multiply_high(a: u64, b: u64) -> u64 {
    let (a1, a0) = (a >> 32, a & 0xFFFF_FFFF);
    let (b1, b0) = (b >> 32, b & 0xFFFF_FFFF);
    let middle = a1.wrapping_mul(b0).wrapping_add(a0.wrapping_mul(b0) >> 32);
    let other = a0.wrapping_mul(b1).wrapping_add(middle & 0xFFFF_FFFF);
    a1.wrapping_mul(b1).wrapping_add(middle >> 32).wrapping_add(other >> 32)
}

/// 64 bits of [`TRIG_BITS`] from bit `at` on, of which 0 is the first.
fn trig_window(at: usize) -> u64 {
    let (word, shift) = (at / 64, at % 64);
    TRIG_BITS[word] << shift | TRIG_BITS[word + 1] >> 1 >> (63 - shift)
}

/// What [`trig_reduce`] gives, for any finite `x` of at least 2^40.
///
/// `x` is `m 2^e`; bits of 2/pi that make multiples of 4 of it are left out, and of the rest 192
/// are multiplied, which gives 190 bits of the fraction, wrong by 2^-137 at most; the smallest
/// fraction is above 2^-62.
fn trig_reduce_large(x: f64) -> (u64, f64, f64) {
    let bits = x.to_bits();
    let m = bits & 0x000F_FFFF_FFFF_FFFF | 0x0010_0000_0000_0000;
    // 2^(e - i) is the weight of bit i, counted from 1, behind the 64 zeros; the first wanted has 2.
    let at = (bits >> 52) as usize + 62 - 1075;
    let (w0, w1, w2) = (trig_window(at), trig_window(at + 64), trig_window(at + 128));
    let p0 = m.wrapping_mul(w2);
    let above = trig_multiply_high(m, w2);
    let p1 = m.wrapping_mul(w1).wrapping_add(above);
    let carry = (p1 < above) as u64;
    let p2 = m.wrapping_mul(w0).wrapping_add(trig_multiply_high(m, w1)).wrapping_add(carry);

    // The fraction as 128 bits of two's complement: from -1/2 to 1/2.
    let (mut high, mut low) = (p2 << 2 | p1 >> 62, p1 << 2 | p0 >> 62);
    let negative = high >> 63;
    if negative == 1 {
        low = (!low).wrapping_add(1);
        high = (!high).wrapping_add((low == 0) as u64);
    }
    let zeros = high.leading_zeros();
    high = high << zeros | low >> 1 >> (63 - zeros);
    low <<= zeros;
    let scale = f64::from_bits(((1023 - 53 - zeros) as u64) << 52 | negative << 63);
    let first = (high >> 11) as f64 * scale;
    let last = (high << 53 | low >> 11) as f64 * (scale * 5.421010862427522e-20); // 2^-64

    let product = first * TRIG_HALF_PI_A;
    let lost = first.mul_add(TRIG_HALF_PI_A, -product);
    let rest = lost + (first * TRIG_HALF_PI_B + last * TRIG_HALF_PI_A);
    ((p2 >> 62) + negative, product, rest)
}

/// [`trig_multiply_high`] of 32 bits.
fn trig_multiply_high_f32(a: u32, b: u32) -> u32 {
    let (a1, a0) = (a >> 16, a & 0xFFFF);
    let (b1, b0) = (b >> 16, b & 0xFFFF);
    let middle = a1.wrapping_mul(b0).wrapping_add(a0.wrapping_mul(b0) >> 16);
    let other = a0.wrapping_mul(b1).wrapping_add(middle & 0xFFFF);
    a1.wrapping_mul(b1).wrapping_add(middle >> 16).wrapping_add(other >> 16)
}

/// 32 bits of [`TRIG_BITS_F32`] from bit `at` on.
fn trig_window_f32(at: usize) -> u32 {
    let (word, shift) = (at / 32, at % 32);
    TRIG_BITS_F32[word] << shift | TRIG_BITS_F32[word + 1] >> 1 >> (31 - shift)
}

/// What [`trig_reduce_f32`] gives, for any finite `x` of at least 2^17: 62 bits of the fraction,
/// wrong by 2^-61 at most; the smallest fraction is above 2^-31.
fn trig_reduce_large_f32(x: f32) -> (u32, f32, f32) {
    let bits = x.to_bits();
    let m = bits & 0x007F_FFFF | 0x0080_0000;
    let at = (bits >> 23) as usize + 62 - 150;
    let (w0, w1, w2) = (trig_window_f32(at), trig_window_f32(at + 32), trig_window_f32(at + 64));
    let above = trig_multiply_high_f32(m, w2);
    let p0 = m.wrapping_mul(w1).wrapping_add(above);
    let carry = (p0 < above) as u32;
    let p1 = m.wrapping_mul(w0).wrapping_add(trig_multiply_high_f32(m, w1)).wrapping_add(carry);
    let quadrant = (p1 >> 30) + (p1 >> 29 & 1);

    // The fraction as 64 bits of two's complement: from -1/2 to 1/2; then its size, shifted up to
    // the first bit.
    let (mut high, mut low) = (p1 << 2 | p0 >> 30, p0 << 2);
    let negative = high >> 31;
    if negative == 1 {
        low = (!low).wrapping_add(1);
        high = (!high).wrapping_add((low == 0) as u32);
    }
    let zeros = high.leading_zeros();
    high = high << zeros | low >> 1 >> (31 - zeros);
    low <<= zeros;
    // The nearest f32, of 24 bits, and what is left, of 40 and a sign.
    let half = high & 0x80;
    let up = half != 0 && (high & 0x7F | low | high & 0x100) != 0;
    let (mut rest, mut rest_low) = (high & 0xFF, low);
    if up {
        rest_low = (!low).wrapping_add(1);
        rest = ((!rest).wrapping_add((rest_low == 0) as u32)) & 0xFF;
    }
    let first = ((high >> 8) + up as u32) as f32;
    // Its upper 32 bits, and a trace of the others, round as all of them do.
    let left = rest.leading_zeros();
    let mut top = rest_low;
    if left != 32 {
        top = rest << left | rest_low >> (32 - left) | (rest_low << left != 0) as u32;
    }
    let last = top as f32;

    let scale = f32::from_bits((127 - 24 - zeros) << 23 | negative << 31);
    let last_scale = f32::from_bits((127 - 32 - left - zeros) << 23 | (negative ^ up as u32) << 31);
    let (first, last) = (first * scale, last * last_scale);

    let product = first * TRIG_HALF_PI_A_F32;
    let lost = first.mul_add(TRIG_HALF_PI_A_F32, -product);
    let rest = lost + (first * TRIG_HALF_PI_B_F32 + last * TRIG_HALF_PI_A_F32);
    (quadrant, product, rest)
}

/// The sine and the cosine of `high + low`, for `|high|` up to pi/4 and a little more.
///
/// The sine is `high` and a small rest. The cosine is `1 - high^2/2`, of which what the rounding
/// loses is kept, and a small rest.
#[inline(always)]
fn trig_both(high: f64, low: f64) -> (f64, f64) {
    let z = high * high;
    let z2 = z * z;
    let half = -0.5 * high;
    let near = keep(high.mul_add(half, 1.0));
    let lost = high.mul_add(half, keep(1.0 - near));

    let s0 = z.mul_add(TRIG_SIN[1], TRIG_SIN[0]);
    let s1 = z.mul_add(TRIG_SIN[3], TRIG_SIN[2]);
    let s2 = z.mul_add(TRIG_SIN[5], TRIG_SIN[4]);
    let s = z2.mul_add(z2.mul_add(s2, s1), s0);
    let sine = high + (high * z).mul_add(s, low * near);

    let c0 = z.mul_add(TRIG_COS[1], TRIG_COS[0]);
    let c1 = z.mul_add(TRIG_COS[3], TRIG_COS[2]);
    let c2 = z.mul_add(TRIG_COS[5], TRIG_COS[4]);
    let c = z2.mul_add(z2.mul_add(c2, c1), c0);
    let cosine = near + z2.mul_add(c, high.mul_add(-low, lost));
    (sine, cosine)
}

/// [`trig_both`] of f32.
#[inline(always)]
fn trig_both_f32(high: f32, low: f32) -> (f32, f32) {
    let z = high * high;
    let half = -0.5 * high;
    let near = keep(high.mul_add(half, 1.0));
    let lost = high.mul_add(half, keep(1.0 - near));

    let s = z.mul_add(z.mul_add(TRIG_SIN_F32[2], TRIG_SIN_F32[1]), TRIG_SIN_F32[0]);
    let sine = high + (high * z).mul_add(s, low * near);

    let c = z.mul_add(z.mul_add(TRIG_COS_F32[2], TRIG_COS_F32[1]), TRIG_COS_F32[0]);
    let cosine = near + (z * z).mul_add(c, high.mul_add(-low, lost));
    (sine, cosine)
}

/// The sine of `high + low` if `even`, else its cosine: the bits of [`trig_both`], with coefficients
/// that are chosen before they are used, which costs less than another polynomial.
#[inline(always)]
fn trig_one(even: bool, high: f64, low: f64) -> f64 {
    let z = high * high;
    let z2 = z * z;
    let half = -0.5 * high;
    let near = keep(high.mul_add(half, 1.0));
    let lost = high.mul_add(half, keep(1.0 - near));
    let k0 = if even { TRIG_SIN[0] } else { TRIG_COS[0] };
    let k1 = if even { TRIG_SIN[1] } else { TRIG_COS[1] };
    let k2 = if even { TRIG_SIN[2] } else { TRIG_COS[2] };
    let k3 = if even { TRIG_SIN[3] } else { TRIG_COS[3] };
    let k4 = if even { TRIG_SIN[4] } else { TRIG_COS[4] };
    let k5 = if even { TRIG_SIN[5] } else { TRIG_COS[5] };
    let lead = if even { high } else { near };
    let factor = if even { high * z } else { z2 };
    let tail = if even { low * near } else { high.mul_add(-low, lost) };
    let p0 = z.mul_add(k1, k0);
    let p1 = z.mul_add(k3, k2);
    let p2 = z.mul_add(k5, k4);
    let p = z2.mul_add(z2.mul_add(p2, p1), p0);
    lead + factor.mul_add(p, tail)
}

/// [`trig_one`] of f32.
#[inline(always)]
fn trig_one_f32(even: bool, high: f32, low: f32) -> f32 {
    let z = high * high;
    let half = -0.5 * high;
    let near = keep(high.mul_add(half, 1.0));
    let lost = high.mul_add(half, keep(1.0 - near));
    let k0 = if even { TRIG_SIN_F32[0] } else { TRIG_COS_F32[0] };
    let k1 = if even { TRIG_SIN_F32[1] } else { TRIG_COS_F32[1] };
    let k2 = if even { TRIG_SIN_F32[2] } else { TRIG_COS_F32[2] };
    let lead = if even { high } else { near };
    let factor = if even { high * z } else { z * z };
    let tail = if even { low * near } else { high.mul_add(-low, lost) };
    let p = z.mul_add(z.mul_add(k2, k1), k0);
    lead + factor.mul_add(p, tail)
}

/// `x`, its sign turned if the sign bit of `flip` is set.
#[inline(always)]
fn trig_flip(x: f64, flip: u64) -> f64 {
    f64::from_bits(x.to_bits() ^ flip & TRIG_SIGN)
}

/// [`trig_flip`] of f32.
#[inline(always)]
fn trig_flip_f32(x: f32, flip: u32) -> f32 {
    f32::from_bits(x.to_bits() ^ flip & TRIG_SIGN_F32)
}

/// The sine of an angle of which `high + low` is left in quadrant `quadrant & 3`; its sign turned
/// if `x` is negative.
#[inline(always)]
fn trig_sine(x: f64, quadrant: u64, high: f64, low: f64) -> f64 {
    trig_flip(trig_one(quadrant & 1 == 0, high, low), (quadrant << 62) ^ x.to_bits())
}

/// [`trig_sine`] of f32.
#[inline(always)]
fn trig_sine_f32(x: f32, quadrant: u32, high: f32, low: f32) -> f32 {
    trig_flip_f32(trig_one_f32(quadrant & 1 == 0, high, low), (quadrant << 30) ^ x.to_bits())
}

/// The cosine of such an angle.
#[inline(always)]
fn trig_cosine(quadrant: u64, high: f64, low: f64) -> f64 {
    trig_flip(trig_one(quadrant & 1 == 1, high, low), quadrant.wrapping_add(1) << 62)
}

/// [`trig_cosine`] of f32.
#[inline(always)]
fn trig_cosine_f32(quadrant: u32, high: f32, low: f32) -> f32 {
    trig_flip_f32(trig_one_f32(quadrant & 1 == 1, high, low), quadrant.wrapping_add(1) << 30)
}

/// Whether [`sin_fast`] holds.
#[inline(always)]
pub fn sin_in_range(x: f64) -> bool {
    x.abs() < TRIG_FAST
}

/// [`sin`] for `|x| < 2^40`.
#[inline(always)]
pub fn sin_fast(x: f64) -> f64 {
    let (quadrant, high, low) = trig_reduce(x.abs());
    trig_sine(x, quadrant, high, low)
}

/// [`sin`] of anything else.
#[cold]
#[inline(never)]
pub fn sin_rare(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let (quadrant, high, low) = trig_reduce_large(x.abs());
    trig_sine(x, quadrant, high, low)
}

/// The sine of `x`, within 0.80 ULP; infinities give NaN.
#[inline(always)]
pub fn sin(x: f64) -> f64 {
    if sin_in_range(x) { sin_fast(x) } else { sin_rare(x) }
}

/// Whether [`sin_f32_fast`] holds.
#[inline(always)]
pub fn sin_f32_in_range(x: f32) -> bool {
    x.abs() < TRIG_FAST_F32
}

/// [`sin_f32`] for `|x| < 2^17`.
#[inline(always)]
pub fn sin_f32_fast(x: f32) -> f32 {
    let (quadrant, high, low) = trig_reduce_f32(x.abs());
    trig_sine_f32(x, quadrant, high, low)
}

/// [`sin_f32`] of anything else.
#[cold]
#[inline(never)]
pub fn sin_f32_rare(x: f32) -> f32 {
    if !x.is_finite() {
        return f32::NAN;
    }
    let (quadrant, high, low) = trig_reduce_large_f32(x.abs());
    trig_sine_f32(x, quadrant, high, low)
}

/// The sine of `x`, within 0.80 ULP; infinities give NaN.
#[inline(always)]
pub fn sin_f32(x: f32) -> f32 {
    if sin_f32_in_range(x) { sin_f32_fast(x) } else { sin_f32_rare(x) }
}

/// Whether [`cos_fast`] holds.
#[inline(always)]
pub fn cos_in_range(x: f64) -> bool {
    x.abs() < TRIG_FAST
}

/// [`cos`] for `|x| < 2^40`.
#[inline(always)]
pub fn cos_fast(x: f64) -> f64 {
    let (quadrant, high, low) = trig_reduce(x.abs());
    trig_cosine(quadrant, high, low)
}

/// [`cos`] of anything else.
#[cold]
#[inline(never)]
pub fn cos_rare(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let (quadrant, high, low) = trig_reduce_large(x.abs());
    trig_cosine(quadrant, high, low)
}

/// The cosine of `x`, within 0.80 ULP; infinities give NaN.
#[inline(always)]
pub fn cos(x: f64) -> f64 {
    if cos_in_range(x) { cos_fast(x) } else { cos_rare(x) }
}

/// Whether [`cos_f32_fast`] holds.
#[inline(always)]
pub fn cos_f32_in_range(x: f32) -> bool {
    x.abs() < TRIG_FAST_F32
}

/// [`cos_f32`] for `|x| < 2^17`.
#[inline(always)]
pub fn cos_f32_fast(x: f32) -> f32 {
    let (quadrant, high, low) = trig_reduce_f32(x.abs());
    trig_cosine_f32(quadrant, high, low)
}

/// [`cos_f32`] of anything else.
#[cold]
#[inline(never)]
pub fn cos_f32_rare(x: f32) -> f32 {
    if !x.is_finite() {
        return f32::NAN;
    }
    let (quadrant, high, low) = trig_reduce_large_f32(x.abs());
    trig_cosine_f32(quadrant, high, low)
}

/// The cosine of `x`, within 0.80 ULP; infinities give NaN.
#[inline(always)]
pub fn cos_f32(x: f32) -> f32 {
    if cos_f32_in_range(x) { cos_f32_fast(x) } else { cos_f32_rare(x) }
}

/// Whether [`sin_cos_fast`] holds.
#[inline(always)]
pub fn sin_cos_in_range(x: f64) -> bool {
    x.abs() < TRIG_FAST
}

/// [`sin_cos`] for `|x| < 2^40`.
#[inline(always)]
pub fn sin_cos_fast(x: f64) -> (f64, f64) {
    let (quadrant, high, low) = trig_reduce(x.abs());
    let (s, c) = trig_both(high, low);
    let even = quadrant & 1 == 0;
    let (sine, cosine) = (if even { s } else { c }, if even { c } else { s });
    (
        trig_flip(sine, (quadrant << 62) ^ x.to_bits()),
        trig_flip(cosine, quadrant.wrapping_add(1) << 62),
    )
}

/// [`sin_cos`] of anything else.
#[cold]
#[inline(never)]
pub fn sin_cos_rare(x: f64) -> (f64, f64) {
    (sin_rare(x), cos_rare(x))
}

/// The bits of [`sin`] and of [`cos`].
#[inline(always)]
pub fn sin_cos(x: f64) -> (f64, f64) {
    if sin_cos_in_range(x) { sin_cos_fast(x) } else { sin_cos_rare(x) }
}

/// Whether [`sin_cos_f32_fast`] holds.
#[inline(always)]
pub fn sin_cos_f32_in_range(x: f32) -> bool {
    x.abs() < TRIG_FAST_F32
}

/// [`sin_cos_f32`] for `|x| < 2^17`.
#[inline(always)]
pub fn sin_cos_f32_fast(x: f32) -> (f32, f32) {
    let (quadrant, high, low) = trig_reduce_f32(x.abs());
    let (s, c) = trig_both_f32(high, low);
    let even = quadrant & 1 == 0;
    let (sine, cosine) = (if even { s } else { c }, if even { c } else { s });
    (
        trig_flip_f32(sine, (quadrant << 30) ^ x.to_bits()),
        trig_flip_f32(cosine, quadrant.wrapping_add(1) << 30),
    )
}

/// [`sin_cos_f32`] of anything else.
#[cold]
#[inline(never)]
pub fn sin_cos_f32_rare(x: f32) -> (f32, f32) {
    (sin_f32_rare(x), cos_f32_rare(x))
}

/// The bits of [`sin_f32`] and of [`cos_f32`].
#[inline(always)]
pub fn sin_cos_f32(x: f32) -> (f32, f32) {
    if sin_cos_f32_in_range(x) { sin_cos_f32_fast(x) } else { sin_cos_f32_rare(x) }
}

/// The tangent of an angle in quadrant `quadrant & 3` of which `high + low` is left; its sign
/// turned if `x` is negative.
///
/// With `t = 2 tan(rest / 2)`, in two parts, it is `t / (1 - t^2/4)`, or -1 over that in odd
/// quadrants.
#[inline(always)]
fn trig_tangent(x: f64, quadrant: u64, high: f64, low: f64) -> f64 {
    let z = high * high;
    let z2 = z * z;
    let z4 = z2 * z2;
    let p0 = z.mul_add(TRIG_TAN[1], TRIG_TAN[0]);
    let p1 = z.mul_add(TRIG_TAN[3], TRIG_TAN[2]);
    let p2 = z.mul_add(TRIG_TAN[5], TRIG_TAN[4]);
    let p3 = z.mul_add(TRIG_TAN[7], TRIG_TAN[6]);
    let p23 = z4.mul_add(TRIG_TAN[8], z2.mul_add(p3, p2));
    let p = z4.mul_add(p23, z2.mul_add(p1, p0));
    let more = (high * z).mul_add(p, z.mul_add(0.25 * low, low));
    let t = keep(high + more);
    let t_low = more - keep(t - high);

    let quarter = -0.25 * t;
    let d = keep(quarter.mul_add(t, 1.0));
    let d_low = (-0.5 * t).mul_add(t_low, quarter.mul_add(t, keep(1.0 - d)));

    let even = quadrant & 1 == 0;
    let (num, num_low) = (if even { t } else { d }, if even { t_low } else { d_low });
    let (den, den_low) = (if even { d } else { t }, if even { d_low } else { t_low });
    let inverse = 1.0 / den;
    let q = keep(num * inverse);
    let rest = q.mul_add(-den_low, q.mul_add(-den, num) + num_low);
    let size = rest.mul_add(inverse, q);
    trig_flip(size, (quadrant << 63) ^ x.to_bits())
}

/// [`trig_tangent`] of f32.
#[inline(always)]
fn trig_tangent_f32(x: f32, quadrant: u32, high: f32, low: f32) -> f32 {
    let z = high * high;
    let p0 = z.mul_add(TRIG_TAN_F32[1], TRIG_TAN_F32[0]);
    let p1 = z.mul_add(TRIG_TAN_F32[3], TRIG_TAN_F32[2]);
    let p = (z * z).mul_add(p1, p0);
    let more = (high * z).mul_add(p, z.mul_add(0.25 * low, low));
    let t = keep(high + more);
    let t_low = more - keep(t - high);

    let quarter = -0.25 * t;
    let d = keep(quarter.mul_add(t, 1.0));
    let d_low = (-0.5 * t).mul_add(t_low, quarter.mul_add(t, keep(1.0 - d)));

    let even = quadrant & 1 == 0;
    let (num, num_low) = (if even { t } else { d }, if even { t_low } else { d_low });
    let (den, den_low) = (if even { d } else { t }, if even { d_low } else { t_low });
    let inverse = 1.0 / den;
    let q = keep(num * inverse);
    let rest = q.mul_add(-den_low, q.mul_add(-den, num) + num_low);
    let size = rest.mul_add(inverse, q);
    trig_flip_f32(size, (quadrant << 31) ^ x.to_bits())
}

/// Whether [`tan_fast`] holds.
#[inline(always)]
pub fn tan_in_range(x: f64) -> bool {
    x.abs() < TRIG_FAST
}

/// [`tan`] for `|x| < 2^40`.
#[inline(always)]
pub fn tan_fast(x: f64) -> f64 {
    let (quadrant, high, low) = trig_reduce(x.abs());
    trig_tangent(x, quadrant, high, low)
}

/// [`tan`] of anything else.
#[cold]
#[inline(never)]
pub fn tan_rare(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let (quadrant, high, low) = trig_reduce_large(x.abs());
    trig_tangent(x, quadrant, high, low)
}

/// The tangent of `x`, within 0.80 ULP; infinities give NaN.
#[inline(always)]
pub fn tan(x: f64) -> f64 {
    if tan_in_range(x) { tan_fast(x) } else { tan_rare(x) }
}

/// Whether [`tan_f32_fast`] holds.
#[inline(always)]
pub fn tan_f32_in_range(x: f32) -> bool {
    x.abs() < TRIG_FAST_F32
}

/// [`tan_f32`] for `|x| < 2^17`.
#[inline(always)]
pub fn tan_f32_fast(x: f32) -> f32 {
    let (quadrant, high, low) = trig_reduce_f32(x.abs());
    trig_tangent_f32(x, quadrant, high, low)
}

/// [`tan_f32`] of anything else.
#[cold]
#[inline(never)]
pub fn tan_f32_rare(x: f32) -> f32 {
    if !x.is_finite() {
        return f32::NAN;
    }
    let (quadrant, high, low) = trig_reduce_large_f32(x.abs());
    trig_tangent_f32(x, quadrant, high, low)
}

/// The tangent of `x`, within 0.80 ULP; infinities give NaN.
#[inline(always)]
pub fn tan_f32(x: f32) -> f32 {
    if tan_f32_in_range(x) { tan_f32_fast(x) } else { tan_f32_rare(x) }
}

/// The sine of `x - n pi`, its sign turned by the sign bit of `flip`, for `n` and `x` that
/// leave half a turn at most.
#[inline(always)]
fn trig_half_turn(x: f64, n: f64, flip: u64) -> f64 {
    let rest = n.mul_add(-2.0 * TRIG_HALF_PI_A, x);
    let rest = n.mul_add(-2.0 * TRIG_HALF_PI_B, rest);
    let r = n.mul_add(-2.0 * TRIG_HALF_PI_C, rest);
    let z = r * r;
    let z2 = z * z;
    let p0 = z.mul_add(TRIG_HALF_TURN[1], TRIG_HALF_TURN[0]);
    let p1 = z.mul_add(TRIG_HALF_TURN[3], TRIG_HALF_TURN[2]);
    let p2 = z.mul_add(TRIG_HALF_TURN[5], TRIG_HALF_TURN[4]);
    let p3 = z.mul_add(TRIG_HALF_TURN[7], TRIG_HALF_TURN[6]);
    let p = z2.mul_add(z2.mul_add(z2.mul_add(p3, p2), p1), p0);
    let size = (r * z).mul_add(p, r);
    trig_flip(size, flip)
}

/// [`trig_half_turn`] of f32.
#[inline(always)]
fn trig_half_turn_f32(x: f32, n: f32, flip: u32) -> f32 {
    let rest = n.mul_add(-2.0 * TRIG_HALF_PI_A_F32, x);
    let rest = n.mul_add(-2.0 * TRIG_HALF_PI_B_F32, rest);
    let r = n.mul_add(-2.0 * TRIG_HALF_PI_C_F32, rest);
    let z = r * r;
    let p0 = z.mul_add(TRIG_HALF_TURN_F32[1], TRIG_HALF_TURN_F32[0]);
    let p1 = z.mul_add(TRIG_HALF_TURN_F32[3], TRIG_HALF_TURN_F32[2]);
    let p = (z * z).mul_add(p1, p0);
    let size = (r * z).mul_add(p, r);
    trig_flip_f32(size, flip)
}

/// [`sin_fast`] within 2.5 ULP, from a remainder in one part.
#[inline(always)]
pub fn sin_approx(x: f64) -> f64 {
    let a = x.abs();
    let shifted = keep(a.mul_add(TRIG_ONE_OVER_PI, TRIG_ROUND));
    let flip = (shifted.to_bits() << 63) ^ x.to_bits();
    trig_half_turn(a, keep(shifted - TRIG_ROUND), flip)
}

/// [`sin_f32_fast`] within 2.5 ULP, from a remainder in one part.
#[inline(always)]
pub fn sin_f32_approx(x: f32) -> f32 {
    let a = x.abs();
    let shifted = keep(a.mul_add(TRIG_ONE_OVER_PI_F32, TRIG_ROUND_F32));
    let flip = (shifted.to_bits() << 31) ^ x.to_bits();
    trig_half_turn_f32(a, keep(shifted - TRIG_ROUND_F32), flip)
}

/// [`cos_fast`] within 2.5 ULP, from a remainder in one part: the sine of half a turn
/// around the nearest zero.
#[inline(always)]
pub fn cos_approx(x: f64) -> f64 {
    let x = x.abs();
    let shifted = keep(keep(x.mul_add(TRIG_ONE_OVER_PI, 0.5)) + TRIG_ROUND);
    trig_half_turn(x, keep(shifted - TRIG_ROUND) - 0.5, shifted.to_bits() << 63)
}

/// [`cos_f32_fast`] within 2.5 ULP, from a remainder in one part: the sine of half a
/// turn around the nearest zero.
#[inline(always)]
pub fn cos_f32_approx(x: f32) -> f32 {
    let x = x.abs();
    let shifted = keep(keep(x.mul_add(TRIG_ONE_OVER_PI_F32, 0.5)) + TRIG_ROUND_F32);
    trig_half_turn_f32(x, keep(shifted - TRIG_ROUND_F32) - 0.5, shifted.to_bits() << 31)
}
