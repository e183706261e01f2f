//! The running sums of an array: an inclusive scan, in the order of the text.
//!
//! In: an array of numbers in [0, 1). Out: for each place the sum of all elements up to it. Always
//! true: each element waits for the one before. Deliberately absent: the two passes of a parallel
//! scan, which would round otherwise.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn prefix_sum(x: &[f64], y: &mut [f64]) {
    let mut sum = 0.0;
    for i in 0..x.len().min(y.len()) {
        sum += x[i];
        y[i] = sum;
    }
}

pub(super) const CASE: Case = case! {
    prefix_sum, "running sums of n elements (f64)";
    sizes: &[1_000_000], smoke: 1000, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice x = random.vec(n, 0.0..1.0);
        slice_mut y = vec![0.0; n];
    }
};
