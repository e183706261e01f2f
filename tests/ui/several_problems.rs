//! All problems are reported at once, each at its own place, also in helpers.
use metate::prelude::*;

/// A doc comment, which is not part of the text.
#[kernel]
pub fn blend(x: ArrayView1<f64>, y: &mut [f64], weight: f32) {
    // A comment is not either.
    fn half(x: f64) -> f64 {
        x / 2
    }
    for i in 0..x.len() {
        y[i] = x[i] * weight + missing;
        x[i] = half(
            y[i],
            1.0,
        );
    }
}

fn main() {}
