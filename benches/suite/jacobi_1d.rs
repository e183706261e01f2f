//! Jacobi's method on a line, as in PolyBench: three-point averages from one array to another.
//!
//! In: two arrays of numbers in [0, 1) and a number of steps. Out: both arrays. Always true: a step
//! is two sweeps, from `a` to `b` and back. Deliberately absent: fused steps.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn jacobi_1d(steps: usize, a: &mut [f64], b: &mut [f64]) {
    let n = a.len().min(b.len());
    for _step in 0..steps {
        for i in 1..n - 1 {
            b[i] = 0.33333 * (a[i - 1] + a[i] + a[i + 1]);
        }
        for i in 1..n - 1 {
            a[i] = 0.33333 * (b[i - 1] + b[i] + b[i + 1]);
        }
    }
}

const STEPS: usize = 20;

pub(super) const CASE: Case = case! {
    jacobi_1d, "20 steps (40 sweeps) of Jacobi's method on n elements (f64)";
    sizes: &[50_000], smoke: 100, least: 1;
    elements: |n| (2 * STEPS * n.saturating_sub(2)) as u64;
    data: |n, random| {
        scalar steps = STEPS;
        slice_mut a = random.vec(n, 0.0..1.0);
        slice_mut b = random.vec(n, 0.0..1.0);
    }
};
