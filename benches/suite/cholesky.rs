//! Cholesky's decomposition in place, row by row, as in PolyBench.
//!
//! In: a symmetric positive definite matrix. Out: its lower factor in the lower half. Always true:
//! the innermost loops go along rows; the second call works on what the first left, which keeps
//! its numbers finite or NaN, and takes as long. Deliberately absent: blocks.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn cholesky(mut a: ArrayViewMut2<f64>) {
    for i in 0..a.nrows() {
        for j in 0..i {
            let mut sum = a[[i, j]];
            for k in 0..j {
                sum -= a[[i, k]] * a[[j, k]];
            }
            a[[i, j]] = sum / a[[j, j]];
        }
        let mut sum = a[[i, i]];
        for k in 0..i {
            sum -= a[[i, k]] * a[[i, k]];
        }
        a[[i, i]] = sum.sqrt();
    }
}

pub(super) const CASE: Case = case! {
    cholesky, "decomposition of a symmetric n by n matrix (f64)";
    sizes: &[250], smoke: 12, least: 0;
    elements: |n| (n * n * n / 6 + n * n / 2) as u64;
    data: |n, random| {
        view_mut a = random.dominant(n);
    }
};
