//! The value of the body is not what the signature promises.
use metate::prelude::*;

#[kernel]
fn count(x: &[f64]) -> f64 {
    x.len()
}

fn main() {}
