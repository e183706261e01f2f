//! Roots.
//!
//! In: any floats. Out: cube roots and hypotenuses within 0.51 ULP, specials as std's.
//! Method of the cube root: the bits of `x` divided by 3 (Kahan, "Computing a real cube root",
//! 1991), here those of `x^(-1/3)`, so that nothing need be divided to improve the guess `z`: `x z^2`
//! times a polynomial of `1 - x z^3`. So few bits of that root `r` are taken that the remainder
//! `x - r^3` has one rounding error, and one step of Halley's makes it exact beyond the last
//! place. Of the hypotenuse: what the square of the rounded root lacks of the sum of squares, by
//! fused products (Borges, "Algorithm 1014: An improved algorithm for hypot(x, y)", ACM TOMS
//! 47:1, 2020), after the larger side's power of 2 was divided off.
//! Coefficients: `verify/coefficients/root.py`.
//! Always true: the fast paths have neither branches nor tables. f32 is computed in f32.
//! Deliberately absent: square roots, which are an instruction; approximations.

use super::double::{two_product, two_product_f32};
use super::keep;

/// The upper 52 bits of x^(-1/3) are about this less a third of those of x, both as the low bits of
/// a float above 2^52.
const CBRT_GUESS: f64 = 7_504_458_596_656_437.0;

/// What `x z^2` lacks to be the root: `(1 - h)^(-2/3)`, degree 4 for `h = 1 - x z^3` on
/// [-0.1022, 0.1022], error 2^-21.6.
const CBRT_CORRECTION: [f64; 5] = [
    1.0000000084844,
    0.6666520762400258,
    0.5555352728816353,
    0.49939761645094466,
    0.4585590364871553,
];

/// Whether [`cbrt_fast`] holds: neither three times `x` nor its last places leave the range.
#[inline(always)]
pub fn cbrt_in_range(x: f64) -> bool {
    (x.abs() > 1e-280) & (x.abs() < 4e307)
}

/// The cube root of `x` where [`cbrt_in_range`].
#[inline(always)]
pub fn cbrt_fast(x: f64) -> f64 {
    let a = x.abs();
    let third = f64::from_bits((a.to_bits() >> 12) | 0x4330_0000_0000_0000);
    let guess = keep(third.mul_add(-1.0 / 3.0, CBRT_GUESS));
    let z = f64::from_bits(guess.to_bits() << 12);
    let az = a * z;
    let h = (z * z).mul_add(-az, 1.0);
    let h2 = h * h;
    let low = h.mul_add(CBRT_CORRECTION[1], CBRT_CORRECTION[0]);
    let high = h.mul_add(CBRT_CORRECTION[3], CBRT_CORRECTION[2]);
    let correction = h2.mul_add(h2.mul_add(CBRT_CORRECTION[4], high), low);
    // 26 bits, whose square is exact.
    let root = f64::from_bits(((az * z) * correction).to_bits() & 0xffff_ffff_f800_0000);
    let square = keep(root * root);
    let rest = square.mul_add(-root, a);
    let step = rest / (square + square).mul_add(root, a);
    root.mul_add(step, root).copysign(x)
}

/// The cube root of `x` where [`cbrt_fast`] does not hold.
#[cold]
#[inline(never)]
pub fn cbrt_rare(x: f64) -> f64 {
    let a = x.abs();
    if x == 0.0 || a.is_infinite() || x.is_nan() {
        x
    } else if a < 1.0 {
        cbrt_fast(x * 2.037035976334486e90) * 7.888609052210118e-31 // 2^300, 2^-100
    } else {
        cbrt_fast(x * 4.909093465297727e-91) * 1.2676506002282294e30 // 2^-300, 2^100
    }
}

/// The cube root of `x`, within 0.51 ULP. Without a fused `mul_add` the remainder is
/// off: 2 ULP.
#[inline(always)]
pub fn cbrt(x: f64) -> f64 {
    if cbrt_in_range(x) { cbrt_fast(x) } else { cbrt_rare(x) }
}

/// The largest side with which the hypotenuse is certainly finite, and a power of 2.
const HYPOT_MOST: f64 = 4.49423283715579e307; // 2^1022

/// Whether [`hypot_fast`] holds: the larger side is normal and the hypotenuse finite.
#[inline(always)]
pub fn hypot_in_range(x: f64, y: f64) -> bool {
    let (x, y) = (x.abs(), y.abs());
    ((x >= f64::MIN_POSITIVE) | (y >= f64::MIN_POSITIVE)) & (x < HYPOT_MOST) & (y < HYPOT_MOST)
}

/// The hypotenuse of `x` and `y` where [`hypot_in_range`].
#[inline(always)]
pub fn hypot_fast(x: f64, y: f64) -> f64 {
    let (x, y) = (x.abs(), y.abs());
    let larger = if x > y { x } else { y };
    let smaller = if x > y { y } else { x };
    let power = larger.to_bits() & 0x7ff0_0000_0000_0000;
    let inverse = f64::from_bits(0x7fe0_0000_0000_0000 - power);
    let (larger, smaller) = (larger * inverse, smaller * inverse);
    let (square, lost) = two_product(larger, larger);
    let root = keep(smaller.mul_add(smaller, square).sqrt());
    let (of_root, lost_of_root) = two_product(root, root);
    // The difference of squares is exact, since neither is above twice the other.
    let off = keep(smaller.mul_add(-smaller, keep(of_root - square))) + keep(lost_of_root - lost);
    (root - off / (root + root)) * f64::from_bits(power)
}

/// The hypotenuse of `x` and `y` where [`hypot_fast`] does not hold.
#[cold]
#[inline(never)]
pub fn hypot_rare(x: f64, y: f64) -> f64 {
    let (x, y) = (x.abs(), y.abs());
    if x.is_infinite() || y.is_infinite() {
        f64::INFINITY
    } else if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if x == 0.0 || y == 0.0 {
        x + y
    } else if x < 1.0 && y < 1.0 {
        // 2^54 and its inverse.
        hypot_fast(x * 18_014_398_509_481_984.0, y * 18_014_398_509_481_984.0)
            * 5.551115123125783e-17
    } else {
        hypot_fast(x * 0.25, y * 0.25) * 4.0
    }
}

/// The hypotenuse of a right triangle with the legs `x` and `y`, within 0.51 ULP, 0.75 where it is
/// subnormal. Without a fused `mul_add`: 1.5 ULP.
#[inline(always)]
pub fn hypot(x: f64, y: f64) -> f64 {
    if hypot_in_range(x, y) { hypot_fast(x, y) } else { hypot_rare(x, y) }
}

/// [`CBRT_GUESS`] of `f32`: of the upper 23 bits.
const CBRT_GUESS_F32: f32 = 16_731_297.0;

/// [`CBRT_CORRECTION`] of `f32`, degree 2, error 2^-12.8.
const CBRT_CORRECTION_F32: [f32; 3] = [0.9999966, 0.67056334, 0.5597805];

/// Whether [`cbrt_f32_fast`] holds: neither three times `x` nor its last places leave the range.
#[inline(always)]
pub fn cbrt_f32_in_range(x: f32) -> bool {
    (x.abs() > 1e-25) & (x.abs() < 4e37)
}

/// The cube root of `x` where [`cbrt_f32_in_range`].
#[inline(always)]
pub fn cbrt_f32_fast(x: f32) -> f32 {
    let a = x.abs();
    let third = f32::from_bits((a.to_bits() >> 8) | 0x4b00_0000);
    let guess = keep(third.mul_add(-1.0 / 3.0, CBRT_GUESS_F32));
    let z = f32::from_bits(guess.to_bits() << 8);
    let az = a * z;
    let h = (z * z).mul_add(-az, 1.0);
    let correction = h.mul_add(CBRT_CORRECTION_F32[2], CBRT_CORRECTION_F32[1]);
    let correction = h.mul_add(correction, CBRT_CORRECTION_F32[0]);
    // 12 bits, whose square is exact.
    let root = f32::from_bits(((az * z) * correction).to_bits() & 0xffff_f000);
    let square = keep(root * root);
    let rest = square.mul_add(-root, a);
    let step = rest / (square + square).mul_add(root, a);
    root.mul_add(step, root).copysign(x)
}

/// The cube root of `x` where [`cbrt_f32_fast`] does not hold.
#[cold]
#[inline(never)]
pub fn cbrt_f32_rare(x: f32) -> f32 {
    let a = x.abs();
    if x == 0.0 || a.is_infinite() || x.is_nan() {
        x
    } else if a < 1.0 {
        cbrt_f32_fast(x * 1.2379401e27) * 9.313226e-10 // 2^90, 2^-30
    } else {
        cbrt_f32_fast(x * 8.077936e-28) * 1.0737418e9 // 2^-90, 2^30
    }
}

/// The cube root of `x`, within 0.51 ULP. Without a fused `mul_add` the remainder is
/// off: 2 ULP.
#[inline(always)]
pub fn cbrt_f32(x: f32) -> f32 {
    if cbrt_f32_in_range(x) { cbrt_f32_fast(x) } else { cbrt_f32_rare(x) }
}

/// [`HYPOT_MOST`] of `f32`.
const HYPOT_MOST_F32: f32 = 8.507059e37; // 2^126

/// Whether [`hypot_f32_fast`] holds: the larger side is normal and the hypotenuse finite.
#[inline(always)]
pub fn hypot_f32_in_range(x: f32, y: f32) -> bool {
    let (x, y) = (x.abs(), y.abs());
    ((x >= f32::MIN_POSITIVE) | (y >= f32::MIN_POSITIVE))
        & (x < HYPOT_MOST_F32)
        & (y < HYPOT_MOST_F32)
}

/// The hypotenuse of `x` and `y` where [`hypot_f32_in_range`].
#[inline(always)]
pub fn hypot_f32_fast(x: f32, y: f32) -> f32 {
    let (x, y) = (x.abs(), y.abs());
    let larger = if x > y { x } else { y };
    let smaller = if x > y { y } else { x };
    let power = larger.to_bits() & 0x7f80_0000;
    let inverse = f32::from_bits(0x7f00_0000 - power);
    let (larger, smaller) = (larger * inverse, smaller * inverse);
    let (square, lost) = two_product_f32(larger, larger);
    let root = keep(smaller.mul_add(smaller, square).sqrt());
    let (of_root, lost_of_root) = two_product_f32(root, root);
    // The difference of squares is exact, since neither is above twice the other.
    let off = keep(smaller.mul_add(-smaller, keep(of_root - square))) + keep(lost_of_root - lost);
    (root - off / (root + root)) * f32::from_bits(power)
}

/// The hypotenuse of `x` and `y` where [`hypot_f32_fast`] does not hold.
#[cold]
#[inline(never)]
pub fn hypot_f32_rare(x: f32, y: f32) -> f32 {
    let (x, y) = (x.abs(), y.abs());
    if x.is_infinite() || y.is_infinite() {
        f32::INFINITY
    } else if x.is_nan() || y.is_nan() {
        f32::NAN
    } else if x == 0.0 || y == 0.0 {
        x + y
    } else if x < 1.0 && y < 1.0 {
        // 2^25 and its inverse.
        hypot_f32_fast(x * 33_554_432.0, y * 33_554_432.0) * 2.9802322e-8
    } else {
        hypot_f32_fast(x * 0.25, y * 0.25) * 4.0
    }
}

/// The hypotenuse of a right triangle with the legs `x` and `y`, within 0.51 ULP, 0.75 where it is
/// subnormal. Without a fused `mul_add`: 1.5 ULP.
#[inline(always)]
pub fn hypot_f32(x: f32, y: f32) -> f32 {
    if hypot_f32_in_range(x, y) { hypot_f32_fast(x, y) } else { hypot_f32_rare(x, y) }
}
