//! `a = b + s * c`, the triad of BabelStream (and of STREAM before it): two reads, one write.
//!
//! In: two arrays of numbers in [0, 1). Out: a third. Always true: iterations are independent, and
//! the text says so. Deliberately absent: stores that go past the cache.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn triad(scale: f64, b: &[f64], c: &[f64], a: &mut [f64]) {
    for i in prange(0..a.len().min(b.len()).min(c.len())) {
        a[i] = b[i] + scale * c[i];
    }
}

pub(super) const CASE: Case = case! {
    triad, "a = b + s * c over n elements (f64)";
    sizes: &[1_000_000], smoke: 1000, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        scalar scale = 0.4;
        slice b = random.vec(n, 0.0..1.0);
        slice c = random.vec(n, 0.0..1.0);
        slice_mut a = vec![0.0; n];
    }
};
