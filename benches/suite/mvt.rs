//! A matrix and its transpose times vectors, as in PolyBench.
//!
//! In: a square matrix and four vectors of numbers in [0, 1). Out: two of the vectors, with `a y1`
//! and `a^T y2` added. Always true: both loops go along rows; PolyBench's second goes down columns.
//! Deliberately absent: fusing both.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn mvt(a: ArrayView2<f64>, y1: &[f64], y2: &[f64], x1: &mut [f64], x2: &mut [f64]) {
    let n = a.nrows();
    for i in 0..n {
        let mut sum = x1[i];
        for j in 0..n {
            sum += a[[i, j]] * y1[j];
        }
        x1[i] = sum;
    }
    for i in 0..n {
        let factor = y2[i];
        for j in 0..n {
            x2[j] += a[[i, j]] * factor;
        }
    }
}

pub(super) const CASE: Case = case! {
    mvt, "a y1 and a^T y2 of an n by n matrix (f64)";
    sizes: &[1000], smoke: 16, least: 0;
    elements: |n| (2 * n * n) as u64;
    data: |n, random| {
        view a = random.array((n, n), 0.0..1e-3);
        slice y1 = random.vec(n, 0.0..1.0);
        slice y2 = random.vec(n, 0.0..1.0);
        slice_mut x1 = random.vec(n, 0.0..1.0);
        slice_mut x2 = random.vec(n, 0.0..1.0);
    }
};
