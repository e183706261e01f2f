//! A parameter that no kernel can take.
use metate::prelude::*;

#[kernel]
fn length(text: &str, size: Vec<f64>) -> usize {
    0
}

fn main() {
    let _ = length::interpret("", vec![]);
}
