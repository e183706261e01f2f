//! A misspelt variable.
use metate::prelude::*;

#[kernel]
fn sum(values: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..values.len() {
        sum += value[i];
    }
    sum
}

fn main() {
    // The kernel is refused, not its use.
    let _ = sum::jit(&[1.0]);
}
