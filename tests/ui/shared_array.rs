//! Assignment through a shared reference.
use metate::prelude::*;

#[kernel]
fn clear(x: &[f64]) {
    for i in 0..x.len() {
        x[i] = 0.0;
    }
}

fn main() {}
