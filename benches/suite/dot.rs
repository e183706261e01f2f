//! The dot product, as in BabelStream, summed in the order of the text: each addition waits.
//!
//! In: two arrays of numbers in [0, 1). Out: one sum. Always true: no engine may sum in another
//! order, so what this measures is the latency of an addition. Deliberately absent: lanes, which
//! a user asks for with `prange` or `fast_math`.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len().min(y.len()) {
        sum += x[i] * y[i];
    }
    sum
}

pub(super) const CASE: Case = case! {
    dot, "dot product of n elements, summed in order (f64)";
    sizes: &[1_000_000], smoke: 1000, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice x = random.vec(n, 0.0..1.0);
        slice y = random.vec(n, 0.0..1.0);
    }
};
