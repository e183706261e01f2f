//! The softmax of each row, in single precision, as in NPBench.
//!
//! In: rows of numbers in [-4, 4). Out: rows of positive numbers whose sum is 1. Always true: the
//! largest of a row is subtracted first, so nothing overflows. Deliberately absent: the fourth and
//! third axis of NPBench's, which change nothing.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn softmax(x: ArrayView2<f32>, mut y: ArrayViewMut2<f32>) {
    for i in prange(0..x.nrows()) {
        let mut largest = f32::NEG_INFINITY;
        for j in 0..x.ncols() {
            largest = largest.max(x[[i, j]]);
        }
        let mut sum = 0.0;
        for j in 0..x.ncols() {
            let power = (x[[i, j]] - largest).exp();
            y[[i, j]] = power;
            sum += power;
        }
        for j in 0..x.ncols() {
            y[[i, j]] /= sum;
        }
    }
}

pub(super) const CASE: Case = case! {
    softmax, "softmax of n rows of 256 numbers (f32)";
    sizes: &[1000], smoke: 2, least: 0;
    elements: |n| (n * 256) as u64;
    data: |n, random| {
        view x = random.array((n, 256), -4.0..4.0);
        view_mut y = Array2::zeros((n, 256));
    }
};
