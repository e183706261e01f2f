//! The exponential of every element.
//!
//! In: numbers in [-20, 20). Out: their exponentials, all normal. Always true: all of the time goes
//! into one function. Deliberately absent: overflow and underflow, which tests have.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn exp_map(x: &[f64], y: &mut [f64]) {
    for i in prange(0..x.len().min(y.len())) {
        y[i] = x[i].exp();
    }
}

pub(super) const CASE: Case = case! {
    exp_map, "exp of n elements (f64)";
    sizes: &[500_000], smoke: 1000, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice x = random.vec(n, -20.0..20.0);
        slice_mut y = vec![0.0; n];
    }
};
