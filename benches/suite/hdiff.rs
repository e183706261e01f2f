//! Horizontal diffusion of a weather model, as in NPBench: Laplacians, then limited fluxes.
//!
//! In: a field of n by n columns with two more on each side, 32 levels high, and coefficients.
//! Out: the field diffused, and its Laplacians, which the caller lends the memory for. Always true:
//! levels are innermost and contiguous. Deliberately absent: fluxes as arrays, as NPBench has them;
//! each is computed where it is used.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn hdiff(
    field: ArrayView3<f64>,
    coefficients: ArrayView3<f64>,
    mut laplacian: ArrayViewMut3<f64>,
    mut out: ArrayViewMut3<f64>,
) {
    /// A flux, unless it runs up the gradient.
    fn limited(flux: f64, gradient: f64) -> f64 {
        if flux * gradient > 0.0 { 0.0 } else { flux }
    }

    let (rows, columns, levels) = out.dim();
    for i in prange(0..rows + 2) {
        for j in 0..columns + 2 {
            for k in 0..levels {
                laplacian[[i, j, k]] = 4.0 * field[[i + 1, j + 1, k]]
                    - (field[[i + 2, j + 1, k]]
                        + field[[i, j + 1, k]]
                        + field[[i + 1, j + 2, k]]
                        + field[[i + 1, j, k]]);
            }
        }
    }
    for i in prange(0..rows) {
        for j in 0..columns {
            for k in 0..levels {
                let here = laplacian[[i + 1, j + 1, k]];
                let value = field[[i + 2, j + 2, k]];
                let east =
                    limited(laplacian[[i + 2, j + 1, k]] - here, field[[i + 3, j + 2, k]] - value);
                let west =
                    limited(here - laplacian[[i, j + 1, k]], value - field[[i + 1, j + 2, k]]);
                let north =
                    limited(laplacian[[i + 1, j + 2, k]] - here, field[[i + 2, j + 3, k]] - value);
                let south =
                    limited(here - laplacian[[i + 1, j, k]], value - field[[i + 2, j + 1, k]]);
                out[[i, j, k]] = value - coefficients[[i, j, k]] * (east - west + north - south);
            }
        }
    }
}

const LEVELS: usize = 32;

pub(super) const CASE: Case = case! {
    hdiff, "horizontal diffusion on n by n columns of 32 levels (f64)";
    sizes: &[100], smoke: 4, least: 0;
    elements: |n| (2 * n * n * LEVELS) as u64;
    data: |n, random| {
        view field = random.array((n + 4, n + 4, LEVELS), 0.0..1.0);
        view coefficients = random.array((n, n, LEVELS), 0.0..1.0);
        view_mut laplacian = Array3::zeros((n + 2, n + 2, LEVELS));
        view_mut out = Array3::zeros((n, n, LEVELS));
    }
};
