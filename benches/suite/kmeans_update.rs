//! The second half of a step of Lloyd's k-means: each centroid moves to the middle of its points.
//!
//! In: points in 8 dimensions and the numbers of their centroids. Out: the centroids and how many
//! points each has. Always true: sums are taken in the order of the points. Deliberately absent: a
//! `prange`, whose sums would have an order of their own.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn kmeans_update(
    points: ArrayView2<f64>,
    labels: &[u32],
    mut centroids: ArrayViewMut2<f64>,
    counts: &mut [u32],
) {
    centroids.fill(0.0);
    counts.fill(0);
    for i in 0..points.nrows() {
        let label = labels[i] as usize;
        counts[label] += 1;
        for d in 0..points.ncols() {
            centroids[[label, d]] += points[[i, d]];
        }
    }
    for k in 0..centroids.nrows() {
        // A centroid without points stays at the origin.
        let count = counts[k].max(1) as f64;
        for d in 0..centroids.ncols() {
            centroids[[k, d]] /= count;
        }
    }
}

pub(super) const CASE: Case = case! {
    kmeans_update, "the middles of 10 groups of n points in 8 dimensions (f64, u32)";
    sizes: &[100_000], smoke: 100, least: 0;
    elements: |n| (n * 8) as u64;
    data: |n, random| {
        view points = random.array((n, 8), 0.0..1.0);
        slice labels = random.vec(n, 0..10);
        view_mut centroids = Array2::zeros((10, 8));
        slice_mut counts = vec![0; 10];
    }
};
