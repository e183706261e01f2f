//! Heat in a cube, as in PolyBench: seven-point sweeps from one array to another and back.
//!
//! In: two n by n by n arrays of numbers in [0, 1) and a number of steps. Out: both arrays. Always
//! true: the rim stays as it is. Deliberately absent: tiling, and fused steps.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn heat_3d(steps: usize, mut a: ArrayViewMut3<f64>, mut b: ArrayViewMut3<f64>) {
    let n = a.shape()[0];
    for _step in 0..steps {
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                for k in 1..n - 1 {
                    let middle = a[[i, j, k]];
                    b[[i, j, k]] = middle
                        + 0.125 * (a[[i + 1, j, k]] - 2.0 * middle + a[[i - 1, j, k]])
                        + 0.125 * (a[[i, j + 1, k]] - 2.0 * middle + a[[i, j - 1, k]])
                        + 0.125 * (a[[i, j, k + 1]] - 2.0 * middle + a[[i, j, k - 1]]);
                }
            }
        }
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                for k in 1..n - 1 {
                    let middle = b[[i, j, k]];
                    a[[i, j, k]] = middle
                        + 0.125 * (b[[i + 1, j, k]] - 2.0 * middle + b[[i - 1, j, k]])
                        + 0.125 * (b[[i, j + 1, k]] - 2.0 * middle + b[[i, j - 1, k]])
                        + 0.125 * (b[[i, j, k + 1]] - 2.0 * middle + b[[i, j, k - 1]]);
                }
            }
        }
    }
}

const STEPS: usize = 2;

pub(super) const CASE: Case = case! {
    heat_3d, "two steps (four sweeps) of heat in a cube of n elements a side (f64)";
    sizes: &[64], smoke: 7, least: 1;
    elements: |n| (2 * STEPS * n.saturating_sub(2).pow(3)) as u64;
    data: |n, random| {
        scalar steps = STEPS;
        view_mut a = random.array((n, n, n), 0.0..1.0);
        view_mut b = random.array((n, n, n), 0.0..1.0);
    }
};
