//! Rust that kernels do not have.
use metate::prelude::*;

#[kernel]
fn name(x: f64) -> f64 {
    struct Pair(f64, f64);
    println!("{x}");
    let double = |y: f64| 2.0 * y;
    x
}

fn main() {}
