//! One index for an array of two axes.
use metate::prelude::*;

#[kernel]
fn corner(a: ArrayView2<f64>) -> f64 {
    a[[0, 0, 0]]
}

fn main() {}
