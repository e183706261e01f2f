//! An index that is not `usize`.
use metate::prelude::*;

#[kernel]
fn pick(x: ArrayView1<f64>, i: i32) -> f64 {
    x[i]
}

fn main() {}
