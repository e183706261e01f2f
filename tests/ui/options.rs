//! Arguments that the attributes do not know.
use metate::prelude::*;

#[kernel(gpu, native_exact, fast_math = true)]
fn one(x: f64) -> f64 {
    x
}

#[kernel(native_exact, native_exact)]
fn two(x: f64) -> f64 {
    x
}

#[kernels(native exact)]
mod three {
    pub fn three(x: f64) -> f64 {
        x
    }
}

fn main() {}
