//! Jacobi's method on a square, as in PolyBench: five-point averages from one array to another.
//!
//! In: two n by n arrays of numbers in [0, 1) and a number of steps. Out: both arrays. Always
//! true: a step is two sweeps, from `a` to `b` and back. Deliberately absent: swapping the
//! arrays, tiling, and fused steps.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn jacobi_2d(steps: usize, mut a: ArrayViewMut2<f64>, mut b: ArrayViewMut2<f64>) {
    let n = a.nrows();
    for _step in 0..steps {
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                b[[i, j]] = 0.2
                    * (a[[i, j]] + a[[i, j - 1]] + a[[i, j + 1]] + a[[i + 1, j]] + a[[i - 1, j]]);
            }
        }
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                a[[i, j]] = 0.2
                    * (b[[i, j]] + b[[i, j - 1]] + b[[i, j + 1]] + b[[i + 1, j]] + b[[i - 1, j]]);
            }
        }
    }
}

const STEPS: usize = 1;

pub(super) const CASE: Case = case! {
    jacobi_2d, "one step (two sweeps) of Jacobi's method on n by n elements (f64)";
    sizes: &[1000], smoke: 16, least: 1;
    elements: |n| (2 * STEPS * n.saturating_sub(2).pow(2)) as u64;
    data: |n, random| {
        scalar steps = STEPS;
        view_mut a = random.array((n, n), 0.0..1.0);
        view_mut b = random.array((n, n), 0.0..1.0);
    }
};
