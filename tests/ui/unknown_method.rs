//! A method that no scalar has.
use metate::prelude::*;

#[kernel]
fn squash(x: f64) -> f64 {
    x.tahn()
}

fn main() {}
