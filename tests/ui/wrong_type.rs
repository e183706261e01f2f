//! The types of an operator's operands differ.
use metate::prelude::*;

#[kernel]
fn mean(x: ArrayView1<f64>) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i];
    }
    sum / x.len()
}

fn main() {}
