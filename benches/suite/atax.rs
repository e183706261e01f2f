//! A matrix times a vector, and its transpose times that, as in PolyBench.
//!
//! In: a matrix and a vector of numbers in [0, 1). Out: `a^T (a x)`. Always true: both products go
//! over a row while it is in the cache. Deliberately absent: a vector for `a x`; one number does.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn atax(a: ArrayView2<f64>, x: &[f64], y: &mut [f64]) {
    for j in 0..a.ncols() {
        y[j] = 0.0;
    }
    for i in 0..a.nrows() {
        let mut product = 0.0;
        for j in 0..a.ncols() {
            product += a[[i, j]] * x[j];
        }
        for j in 0..a.ncols() {
            y[j] += a[[i, j]] * product;
        }
    }
}

pub(super) const CASE: Case = case! {
    atax, "a^T (a x) of an n by n + 100 matrix (f64)";
    sizes: &[1000], smoke: 10, least: 0;
    elements: |n| (2 * n * (n + 100)) as u64;
    data: |n, random| {
        view a = random.array((n, n + 100), 0.0..1.0);
        slice x = random.vec(n + 100, 0.0..1.0);
        slice_mut y = vec![0.0; n + 100];
    }
};
