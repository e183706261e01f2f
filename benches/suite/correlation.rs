//! The correlation of the columns of a table, as in PolyBench and NPBench.
//!
//! In: a table, a row per observation. Out: its columns' means, deviations and correlations, and
//! the table normalised. Always true: every loop over observations is outside, so that the
//! innermost goes along rows. Deliberately absent: the lower half of the symmetric result until the
//! end.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn correlation(
    mut data: ArrayViewMut2<f64>,
    mean: &mut [f64],
    deviation: &mut [f64],
    mut corr: ArrayViewMut2<f64>,
) {
    let (observations, columns) = data.dim();
    let n = observations as f64;
    mean.fill(0.0);
    deviation.fill(0.0);
    corr.fill(0.0);
    for i in 0..observations {
        for j in 0..columns {
            mean[j] += data[[i, j]];
        }
    }
    for j in 0..columns {
        mean[j] /= n;
    }
    for i in 0..observations {
        for j in 0..columns {
            let off = data[[i, j]] - mean[j];
            deviation[j] += off * off;
        }
    }
    for j in 0..columns {
        let root = (deviation[j] / n).sqrt();
        // A column that hardly varies correlates with nothing.
        deviation[j] = if root <= 0.1 { 1.0 } else { root };
    }
    for i in 0..observations {
        for j in 0..columns {
            data[[i, j]] = (data[[i, j]] - mean[j]) / (n.sqrt() * deviation[j]);
        }
    }
    for i in 0..observations {
        for j in 0..columns {
            let factor = data[[i, j]];
            for k in j + 1..columns {
                corr[[j, k]] += factor * data[[i, k]];
            }
        }
    }
    for j in 0..columns {
        corr[[j, j]] = 1.0;
        for k in j + 1..columns {
            corr[[k, j]] = corr[[j, k]];
        }
    }
}

pub(super) const CASE: Case = case! {
    correlation, "correlations of n columns of n + 40 observations (f64)";
    sizes: &[150], smoke: 6, least: 0;
    elements: |n| ((n + 40) * n * (n + 5) / 2) as u64;
    data: |n, random| {
        view_mut data = random.array((n + 40, n), 0.0..1.0);
        slice_mut mean = vec![0.0; n];
        slice_mut deviation = vec![0.0; n];
        view_mut corr = Array2::zeros((n, n));
    }
};
