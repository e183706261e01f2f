//! `y += a * x` in single precision, as in BLAS: as fast as memory, if the loop is any good.
//!
//! In: two arrays of numbers in [0, 1). Out: the second one, updated. Always true: `a` is so
//! small that no number of calls a benchmark makes leads to infinities. Deliberately absent:
//! strides; slices are what a user who minds speed takes here.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn saxpy(a: f32, x: &[f32], y: &mut [f32]) {
    for i in 0..x.len().min(y.len()) {
        y[i] += a * x[i];
    }
}

pub(super) const CASE: Case = case! {
    saxpy, "y += a * x over n elements (f32)";
    sizes: &[1_000_000], smoke: 1000, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        scalar a = 1e-6;
        slice x = random.vec(n, 0.0..1.0);
        slice_mut y = random.vec(n, 0.0..1.0);
    }
};
