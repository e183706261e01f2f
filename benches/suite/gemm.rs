//! The product of two matrices added to a third, as in PolyBench (and BLAS): the loops as written.
//!
//! In: three matrices of numbers in [0, 1). Out: `beta * c + alpha * a * b`. Always true: the
//! innermost loop runs along rows of `b` and `c`. Deliberately absent: tiles, packing, registers.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn gemm(
    alpha: f64,
    beta: f64,
    a: ArrayView2<f64>,
    b: ArrayView2<f64>,
    mut c: ArrayViewMut2<f64>,
) {
    for i in prange(0..c.nrows()) {
        for j in 0..c.ncols() {
            c[[i, j]] *= beta;
        }
        for k in 0..a.ncols() {
            let factor = alpha * a[[i, k]];
            for j in 0..c.ncols() {
                c[[i, j]] += factor * b[[k, j]];
            }
        }
    }
}

pub(super) const CASE: Case = case! {
    gemm, "product of n by n + 20 and n + 20 by n + 10 matrices, added to a third (f64)";
    sizes: &[200], smoke: 5, least: 0;
    elements: |n| (n * (n + 10) * (n + 20)) as u64;
    data: |n, random| {
        scalar alpha = 1.5;
        scalar beta = 0.5;
        view a = random.array((n, n + 20), 0.0..1.0);
        view b = random.array((n + 20, n + 10), 0.0..1.0);
        view_mut c = random.array((n, n + 10), 0.0..1.0);
    }
};
