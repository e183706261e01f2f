//! A sparse matrix times a vector, in compressed rows, as in NPBench.
//!
//! In: where each row starts, the columns and values of its elements, and a vector. Out: the
//! product. Always true: columns are read from memory, so every access to the vector is checked.
//! Deliberately absent: sorted columns, and rows of one length.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn spmv(starts: &[u32], columns: &[u32], values: &[f64], x: &[f64], y: &mut [f64]) {
    for i in prange(0..y.len()) {
        let mut sum = 0.0;
        for k in starts[i] as usize..starts[i + 1] as usize {
            sum += values[k] * x[columns[k] as usize];
        }
        y[i] = sum;
    }
}

/// Where the rows of an n by n matrix start: they have 0 to 30 elements each.
fn starts(n: usize) -> Vec<u32> {
    let length = |row: usize| row as u32 * 7 % 31;
    let mut start = 0;
    let mut starts = vec![0];
    for row in 0..n {
        start += length(row);
        starts.push(start);
    }
    starts
}

/// How many elements the matrix has.
fn stored(n: usize) -> usize {
    starts(n)[n] as usize
}

pub(super) const CASE: Case = case! {
    spmv, "a sparse n by n matrix of 0 to 30 elements a row times a vector (f64, u32)";
    sizes: &[100_000], smoke: 100, least: 0;
    elements: |n| stored(n) as u64;
    data: |n, random| {
        slice starts = starts(n);
        slice columns = random.vec(stored(n), 0..n as u32);
        slice values = random.vec(stored(n), 0.0..1.0);
        slice x = random.vec(n, 0.0..1.0);
        slice_mut y = vec![0.0; n];
    }
};
