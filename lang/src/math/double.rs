//! Sums and products whose rounding errors are kept: numbers as pairs `hi + lo`.
//!
//! In: floats. Out: pairs `(hi, lo)` with `|lo|` at most half a unit in the last place of `hi`.
//! Always true: `hi + lo` is exactly the sum or product, as long as nothing overflows and a
//! product's low part is not subnormal. Sources: Dekker, "A floating-point technique for
//! extending the available precision" (1971); Knuth, The Art of Computer Programming, volume 2,
//! section 4.2.2, theorem B (`two_sum`); Muller et al., Handbook of Floating-Point Arithmetic,
//! chapter 4. Regrouping would destroy them, so every step is kept. Deliberately absent:
//! arithmetic of pairs, of which each function writes what it needs.

use super::keep;

/// `a + b`, rounded, and what the rounding lost.
#[inline(always)]
pub fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = keep(a + b);
    let of_b = keep(sum - a);
    let of_a = keep(sum - of_b);
    (sum, keep(a - of_a) + keep(b - of_b))
}

/// `a + b`, rounded, and what the rounding lost, for `|a| >= |b|` or `a == 0`.
#[inline(always)]
pub fn fast_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = keep(a + b);
    (sum, b - keep(sum - a))
}

/// `a * b`, rounded, and what the rounding lost.
#[inline(always)]
pub fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = keep(a * b);
    (product, a.mul_add(b, -product))
}

/// [`two_sum`] of `f32`.
#[inline(always)]
pub fn two_sum_f32(a: f32, b: f32) -> (f32, f32) {
    let sum = keep(a + b);
    let of_b = keep(sum - a);
    let of_a = keep(sum - of_b);
    (sum, keep(a - of_a) + keep(b - of_b))
}

/// [`fast_two_sum`] of `f32`.
#[inline(always)]
pub fn fast_two_sum_f32(a: f32, b: f32) -> (f32, f32) {
    let sum = keep(a + b);
    (sum, b - keep(sum - a))
}

/// [`two_product`] of `f32`.
#[inline(always)]
pub fn two_product_f32(a: f32, b: f32) -> (f32, f32) {
    let product = keep(a * b);
    (product, a.mul_add(b, -product))
}
