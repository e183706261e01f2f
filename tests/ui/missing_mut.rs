//! Assignment to a variable that is not mutable.
use metate::prelude::*;

#[kernel]
fn sum(x: &[f64]) -> f64 {
    let sum = 0.0;
    for i in 0..x.len() {
        sum += x[i];
    }
    sum
}

fn main() {}
