//! How many numbers fall into each of 256 bins, as in NumPy's `histogram`.
//!
//! In: numbers in [0, 1). Out: counts, added to what is there. Always true: counts are integers, so
//! the iterations of the `prange` may run in any order. Deliberately absent: bins of other widths.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn histogram(x: &[f64], counts: &mut [u64]) {
    let bins = counts.len();
    for i in prange(0..x.len()) {
        let bin = (x[i] * bins as f64) as usize;
        counts[bin.min(bins - 1)] += 1;
    }
}

pub(super) const CASE: Case = case! {
    histogram, "n numbers into 256 bins (f64, u64)";
    sizes: &[1_000_000], smoke: 500, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice x = random.vec(n, 0.0..1.0);
        slice_mut counts = vec![0; 256];
    }
};
