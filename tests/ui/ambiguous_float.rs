//! rustc does not know the type of `m` yet either.
use metate::prelude::*;

#[kernel]
fn largest(x: &[f64]) -> f64 {
    let mut m = 0.0;
    for i in 0..x.len() {
        m = m.max(x[i]);
    }
    m
}

fn main() {}
