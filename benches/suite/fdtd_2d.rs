//! Finite differences in the time domain on a plane, as in PolyBench: Maxwell's equations in steps.
//!
//! In: two components of an electric field, a magnetic one, and what drives the first row at each
//! step. Out: all three fields. Always true: each field is updated in place from the others.
//! Deliberately absent: absorbing borders.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn fdtd_2d(
    driver: &[f64],
    mut ex: ArrayViewMut2<f64>,
    mut ey: ArrayViewMut2<f64>,
    mut hz: ArrayViewMut2<f64>,
) {
    let (rows, columns) = hz.dim();
    for step in 0..driver.len() {
        for j in 0..columns {
            ey[[0, j]] = driver[step];
        }
        for i in 1..rows {
            for j in 0..columns {
                ey[[i, j]] -= 0.5 * (hz[[i, j]] - hz[[i - 1, j]]);
            }
        }
        for i in 0..rows {
            for j in 1..columns {
                ex[[i, j]] -= 0.5 * (hz[[i, j]] - hz[[i, j - 1]]);
            }
        }
        for i in 0..rows - 1 {
            for j in 0..columns - 1 {
                hz[[i, j]] -= 0.7 * (ex[[i, j + 1]] - ex[[i, j]] + ey[[i + 1, j]] - ey[[i, j]]);
            }
        }
    }
}

const STEPS: usize = 3;

pub(super) const CASE: Case = case! {
    fdtd_2d, "three steps of electric and magnetic fields on n by n + 2 elements (f64)";
    sizes: &[500], smoke: 12, least: 1;
    elements: |n| (3 * STEPS * n * (n + 2)) as u64;
    data: |n, random| {
        slice driver = random.vec(STEPS, 0.0..1.0);
        view_mut ex = random.array((n, n + 2), 0.0..1.0);
        view_mut ey = random.array((n, n + 2), 0.0..1.0);
        view_mut hz = random.array((n, n + 2), 0.0..1.0);
    }
};
