//! The hyperbolic tangents of a diagonal, summed: Numba's first example.
//!
//! In: a square of numbers in [0, 1). Out: one sum. Always true: elements of the sum are
//! positive, so engines whose `tanh` differ in the last bit stay close. Deliberately absent:
//! Numba's last line, which adds the sum to the whole array.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn go_fast(a: ArrayView2<f64>) -> f64 {
    let mut trace = 0.0;
    for i in 0..a.nrows() {
        trace += a[[i, i]].tanh();
    }
    trace
}

pub(super) const CASE: Case = case! {
    go_fast, "sum of tanh over the diagonal of an n by n array (f64)";
    sizes: &[10, 1000], smoke: 10, least: 0;
    elements: |n| n as u64;
    data: |n, random| {
        view a = random.array((n, n), 0.0..1.0);
    }
};
