//! The hyperbolic tangent of every element: what activations and squashing functions come to.
//!
//! In: numbers in [-5, 5), where it bends and where it saturates. Out: their tangents. Always
//! true: all of the time goes into one function. Deliberately absent: special values, which tests
//! have.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn tanh_map(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len().min(y.len())) {
        y[i] = x[i].tanh();
    }
}

pub(super) const CASE: Case = case! {
    tanh_map, "tanh of n elements (f64)";
    sizes: &[200_000], smoke: 1000, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice x = random.vec(n, -5.0..5.0);
        slice_mut y = vec![0.0; n];
    }
};
