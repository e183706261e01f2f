//! The sum of an array in the order of the text: the shortest loop that does something.
//!
//! In: an array of numbers in [0, 1). Out: one sum. Always true: no engine may sum in another
//! order. Deliberately absent: compensation, and lanes, which `prange` would allow.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn sum(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i];
    }
    sum
}

pub(super) const CASE: Case = case! {
    sum, "sum of n elements in order (f64)";
    sizes: &[1_000_000], smoke: 1000, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        slice x = random.vec(n, 0.0..1.0);
    }
};
