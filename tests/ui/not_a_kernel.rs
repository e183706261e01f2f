//! What the attributes cannot stand on.
use metate::prelude::*;

#[kernel]
pub struct Pair {
    pub x: f64,
}

#[kernel]
const LIMIT: f64 = 1.0;

#[kernel]
mod group {}

#[kernels]
fn kernel_of_its_own() {}

#[kernels]
mod helpers_only {
    fn helper() {}
}

fn main() {}
