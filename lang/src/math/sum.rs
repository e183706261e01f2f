//! Sums and scalar products of slices, more accurate than adding up in order.
//!
//! In: slices; of two, as many elements as the shorter one has. Out: the sum, or the sum of
//! products. With `u` the unit roundoff (2^-53, for `f32` 2^-24), `n` elements and
//! `g(k) = k u / (1 - k u)`, and nothing over- or underflowing:
//!
//! | function | the error is at most |
//! |---|---|
//! | adding up in order | `g(n - 1) * sum of abs(x[i])` |
//! | the order of a `prange` (chunks, accumulators, a tree; `ir/order.rs`) | `g(c/L + log2 L + log2(n/c) + 2) * sum of abs(x[i])`, chunks of `c` and `L` accumulators |
//! | `sum_pairwise` | `g(18 + log2(n / 128)) * sum of abs(x[i])`, rounded up |
//! | `sum_compensated` | `u * abs(result) + g(n)^2 * sum of abs(x[i])` |
//! | `dot_pairwise` | as `sum_pairwise` with `g(19 + ..)` and the products |
//! | `dot_compensated` | `u * abs(result) + g(n)^2 * sum of abs(x[i] * y[i])` |
//!
//! Sources: Higham, Accuracy and Stability of Numerical Algorithms, section 4.2 (pairwise); Ogita,
//! Rump and Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26:6 (2005), algorithms 4.4
//! (Sum2) and 5.3 (Dot2). Always true: eight accumulators take turns, so the sums fit lanes, and the
//! order is one, whatever the machine; where a plain sum overflows or meets an infinity or a NaN,
//! so do these. The sum of nothing is 0. Deliberately absent: sums that are exactly rounded.

use super::double::{two_product, two_product_f32, two_sum, two_sum_f32};

/// Elements that are added by accumulators that take turns, before sums are added in pairs.
pub const SUM_BLOCK: usize = 128;

/// The sum of `x`, by halves: blocks first, then their sums in pairs.
pub fn sum_pairwise(x: &[f64]) -> f64 {
    let n = x.len();
    // Sums that wait for an equal, the largest first: as the binary digits of a counter of blocks.
    let mut waiting: [f64; 64] = [0.0; 64];
    let mut depth = 0;
    let mut blocks = 0usize;
    let mut start = 0;
    while start < n {
        let mut sums: [f64; 8] = [0.0; 8];
        let length = SUM_BLOCK.min(n - start);
        for i in 0..length {
            sums[i % 8] += x[start + i];
        }
        let mut sum = ((sums[0] + sums[4]) + (sums[2] + sums[6]))
            + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
        let mut rest = blocks;
        while rest % 2 == 1 {
            depth -= 1;
            sum += waiting[depth];
            rest /= 2;
        }
        waiting[depth] = sum;
        depth += 1;
        blocks += 1;
        start += length;
    }
    let mut total = 0.0;
    while depth > 0 {
        depth -= 1;
        total += waiting[depth];
    }
    total
}

/// The sum of `x`, as if computed with twice the digits and rounded.
pub fn sum_compensated(x: &[f64]) -> f64 {
    let n = x.len();
    let mut sums: [f64; 8] = [0.0; 8];
    let mut errors: [f64; 8] = [0.0; 8];
    for i in 0..n {
        let (sum, error) = two_sum(sums[i % 8], x[i]);
        sums[i % 8] = sum;
        errors[i % 8] += error;
    }
    let mut total = 0.0;
    let mut error = 0.0;
    for lane in 0..8 {
        let (sum, lost) = two_sum(total, sums[lane]);
        total = sum;
        error += lost + errors[lane];
    }
    // What an infinity lost is no number.
    if total.is_finite() { total + error } else { total }
}

/// The sum of `x[i] * y[i]`, by halves: blocks first, then their sums in pairs.
pub fn dot_pairwise(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len().min(y.len());
    // Sums that wait for an equal, the largest first: as the binary digits of a counter of blocks.
    let mut waiting: [f64; 64] = [0.0; 64];
    let mut depth = 0;
    let mut blocks = 0usize;
    let mut start = 0;
    while start < n {
        let mut sums: [f64; 8] = [0.0; 8];
        let length = SUM_BLOCK.min(n - start);
        for i in 0..length {
            sums[i % 8] += x[start + i] * y[start + i];
        }
        let mut sum = ((sums[0] + sums[4]) + (sums[2] + sums[6]))
            + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
        let mut rest = blocks;
        while rest % 2 == 1 {
            depth -= 1;
            sum += waiting[depth];
            rest /= 2;
        }
        waiting[depth] = sum;
        depth += 1;
        blocks += 1;
        start += length;
    }
    let mut total = 0.0;
    while depth > 0 {
        depth -= 1;
        total += waiting[depth];
    }
    total
}

/// The sum of `x[i] * y[i]`, as if computed with twice the digits and rounded.
pub fn dot_compensated(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len().min(y.len());
    let mut sums: [f64; 8] = [0.0; 8];
    let mut errors: [f64; 8] = [0.0; 8];
    for i in 0..n {
        let (product, lost) = two_product(x[i], y[i]);
        let (sum, error) = two_sum(sums[i % 8], product);
        sums[i % 8] = sum;
        errors[i % 8] += lost + error;
    }
    let mut total = 0.0;
    let mut error = 0.0;
    for lane in 0..8 {
        let (sum, lost) = two_sum(total, sums[lane]);
        total = sum;
        error += lost + errors[lane];
    }
    // What an infinity lost is no number.
    if total.is_finite() { total + error } else { total }
}

/// The sum of `x`, by halves: blocks first, then their sums in pairs.
pub fn sum_pairwise_f32(x: &[f32]) -> f32 {
    let n = x.len();
    // Sums that wait for an equal, the largest first: as the binary digits of a counter of blocks.
    let mut waiting: [f32; 64] = [0.0; 64];
    let mut depth = 0;
    let mut blocks = 0usize;
    let mut start = 0;
    while start < n {
        let mut sums: [f32; 8] = [0.0; 8];
        let length = SUM_BLOCK.min(n - start);
        for i in 0..length {
            sums[i % 8] += x[start + i];
        }
        let mut sum = ((sums[0] + sums[4]) + (sums[2] + sums[6]))
            + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
        let mut rest = blocks;
        while rest % 2 == 1 {
            depth -= 1;
            sum += waiting[depth];
            rest /= 2;
        }
        waiting[depth] = sum;
        depth += 1;
        blocks += 1;
        start += length;
    }
    let mut total = 0.0;
    while depth > 0 {
        depth -= 1;
        total += waiting[depth];
    }
    total
}

/// The sum of `x`, as if computed with twice the digits and rounded.
pub fn sum_compensated_f32(x: &[f32]) -> f32 {
    let n = x.len();
    let mut sums: [f32; 8] = [0.0; 8];
    let mut errors: [f32; 8] = [0.0; 8];
    for i in 0..n {
        let (sum, error) = two_sum_f32(sums[i % 8], x[i]);
        sums[i % 8] = sum;
        errors[i % 8] += error;
    }
    let mut total = 0.0;
    let mut error = 0.0;
    for lane in 0..8 {
        let (sum, lost) = two_sum_f32(total, sums[lane]);
        total = sum;
        error += lost + errors[lane];
    }
    // What an infinity lost is no number.
    if total.is_finite() { total + error } else { total }
}

/// The sum of `x[i] * y[i]`, by halves: blocks first, then their sums in pairs.
pub fn dot_pairwise_f32(x: &[f32], y: &[f32]) -> f32 {
    let n = x.len().min(y.len());
    // Sums that wait for an equal, the largest first: as the binary digits of a counter of blocks.
    let mut waiting: [f32; 64] = [0.0; 64];
    let mut depth = 0;
    let mut blocks = 0usize;
    let mut start = 0;
    while start < n {
        let mut sums: [f32; 8] = [0.0; 8];
        let length = SUM_BLOCK.min(n - start);
        for i in 0..length {
            sums[i % 8] += x[start + i] * y[start + i];
        }
        let mut sum = ((sums[0] + sums[4]) + (sums[2] + sums[6]))
            + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
        let mut rest = blocks;
        while rest % 2 == 1 {
            depth -= 1;
            sum += waiting[depth];
            rest /= 2;
        }
        waiting[depth] = sum;
        depth += 1;
        blocks += 1;
        start += length;
    }
    let mut total = 0.0;
    while depth > 0 {
        depth -= 1;
        total += waiting[depth];
    }
    total
}

/// The sum of `x[i] * y[i]`, as if computed with twice the digits and rounded.
pub fn dot_compensated_f32(x: &[f32], y: &[f32]) -> f32 {
    let n = x.len().min(y.len());
    let mut sums: [f32; 8] = [0.0; 8];
    let mut errors: [f32; 8] = [0.0; 8];
    for i in 0..n {
        let (product, lost) = two_product_f32(x[i], y[i]);
        let (sum, error) = two_sum_f32(sums[i % 8], product);
        sums[i % 8] = sum;
        errors[i % 8] += lost + error;
    }
    let mut total = 0.0;
    let mut error = 0.0;
    for lane in 0..8 {
        let (sum, lost) = two_sum_f32(total, sums[lane]);
        total = sum;
        error += lost + errors[lane];
    }
    // What an infinity lost is no number.
    if total.is_finite() { total + error } else { total }
}
