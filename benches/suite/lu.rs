//! The decomposition into lower and upper factors in place, as in PolyBench, without pivots.
//!
//! In: a matrix whose diagonal outweighs its rows. Out: both factors in its place. Always true: the
//! loops are ordered so that the innermost one goes along rows; PolyBench's goes down columns.
//! Deliberately absent: pivots and blocks.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn lu(mut a: ArrayViewMut2<f64>) {
    let n = a.nrows();
    for k in 0..n {
        let pivot = a[[k, k]];
        for i in k + 1..n {
            let factor = a[[i, k]] / pivot;
            a[[i, k]] = factor;
            for j in k + 1..n {
                a[[i, j]] -= factor * a[[k, j]];
            }
        }
    }
}

pub(super) const CASE: Case = case! {
    lu, "decomposition of an n by n matrix (f64)";
    sizes: &[200], smoke: 10, least: 0;
    elements: |n| (n * n * n / 3 + n * n) as u64;
    data: |n, random| {
        view_mut a = random.dominant(n);
    }
};
