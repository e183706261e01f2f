//! The sum of two matrices' products with a vector, as in PolyBench.
//!
//! In: two square matrices and a vector of numbers in [0, 1). Out: `alpha a x + beta b x`. Always
//! true: two sums at once, so two additions wait side by side. Deliberately absent: more of them.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn gesummv(
    alpha: f64,
    beta: f64,
    a: ArrayView2<f64>,
    b: ArrayView2<f64>,
    x: &[f64],
    y: &mut [f64],
) {
    for i in prange(0..a.nrows()) {
        let (mut sum_a, mut sum_b) = (0.0, 0.0);
        for j in 0..a.ncols() {
            sum_a += a[[i, j]] * x[j];
            sum_b += b[[i, j]] * x[j];
        }
        y[i] = alpha * sum_a + beta * sum_b;
    }
}

pub(super) const CASE: Case = case! {
    gesummv, "alpha a x + beta b x of n by n matrices (f64)";
    sizes: &[1000], smoke: 16, least: 0;
    elements: |n| (n * n) as u64;
    data: |n, random| {
        scalar alpha = 1.5;
        scalar beta = 1.2;
        view a = random.array((n, n), 0.0..1.0);
        view b = random.array((n, n), 0.0..1.0);
        slice x = random.vec(n, 0.0..1.0);
        slice_mut y = vec![0.0; n];
    }
};
