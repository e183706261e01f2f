//! A polynomial of degree 16 by Horner's rule, for every element of an array.
//!
//! In: coefficients, highest power first, and arguments in [0, 1). Out: the values. Always true:
//! within an element each step waits for the one before, but elements are independent of each
//! other. Deliberately absent: coefficients as constants; a formula's are data.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn horner(coefficients: &[f64], x: &[f64], y: &mut [f64]) {
    for i in 0..x.len().min(y.len()) {
        let at = x[i];
        let mut value = 0.0;
        for k in 0..coefficients.len() {
            value = value * at + coefficients[k];
        }
        y[i] = value;
    }
}

const DEGREE: usize = 16;

pub(super) const CASE: Case = case! {
    horner, "polynomial of degree 16 at n places (f64)";
    sizes: &[1_000_000], smoke: 100, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice coefficients = random.vec(DEGREE + 1, 0.0..1.0);
        slice x = random.vec(n, 0.0..1.0);
        slice_mut y = vec![0.0; n];
    }
};
