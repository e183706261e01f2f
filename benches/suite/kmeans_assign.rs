//! The first half of a step of Lloyd's k-means: to each point the nearest centroid.
//!
//! In: points and centroids in 8 dimensions. Out: for each point the number of its centroid. Always
//! true: of two equally near ones the first is taken. Deliberately absent: roots, which change no
//! order, and the triangle inequality, which would skip work.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn kmeans_assign(
    points: ArrayView2<f64>,
    centroids: ArrayView2<f64>,
    labels: &mut [u32],
) {
    for i in prange(0..points.nrows()) {
        let mut nearest = f64::INFINITY;
        let mut label = 0;
        for k in 0..centroids.nrows() {
            let mut distance = 0.0;
            for d in 0..points.ncols() {
                let off = points[[i, d]] - centroids[[k, d]];
                distance += off * off;
            }
            if distance < nearest {
                nearest = distance;
                label = k as u32;
            }
        }
        labels[i] = label;
    }
}

pub(super) const CASE: Case = case! {
    kmeans_assign, "the nearest of 10 centroids for n points in 8 dimensions (f64, u32)";
    sizes: &[20_000], smoke: 20, least: 0;
    elements: |n| (n * 80) as u64;
    data: |n, random| {
        view points = random.array((n, 8), 0.0..1.0);
        view centroids = random.array((10, 8), 0.0..1.0);
        slice_mut labels = vec![0; n];
    }
};
