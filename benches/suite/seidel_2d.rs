//! Seidel's method on a square, as in PolyBench: nine-point averages in place.
//!
//! In: an n by n array of numbers in [0, 1) and a number of steps. Out: the array. Always true:
//! each element needs the one before, so nothing here can be reordered, and what counts is how
//! long an addition takes. Deliberately absent: wavefronts.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn seidel_2d(steps: usize, mut a: ArrayViewMut2<f64>) {
    let n = a.nrows();
    for _step in 0..steps {
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                let above = a[[i - 1, j - 1]] + a[[i - 1, j]] + a[[i - 1, j + 1]];
                let beside = a[[i, j - 1]] + a[[i, j]] + a[[i, j + 1]];
                let below = a[[i + 1, j - 1]] + a[[i + 1, j]] + a[[i + 1, j + 1]];
                a[[i, j]] = (above + beside + below) / 9.0;
            }
        }
    }
}

const STEPS: usize = 2;

pub(super) const CASE: Case = case! {
    seidel_2d, "two sweeps of Seidel's method on n by n elements (f64)";
    sizes: &[500], smoke: 16, least: 1;
    elements: |n| (STEPS * n.saturating_sub(2).pow(2)) as u64;
    data: |n, random| {
        scalar steps = STEPS;
        view_mut a = random.array((n, n), 0.0..1.0);
    }
};
