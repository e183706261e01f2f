//! Functions that are more than plain functions.
use metate::prelude::*;

#[kernel]
async fn later(x: f64) -> f64 {
    x
}

#[kernel]
pub const fn early(x: f64) -> f64 {
    x
}

#[kernel]
unsafe fn bold(x: f64) -> f64 {
    x
}

#[kernel]
pub(crate) extern "C" fn abroad(x: f64) -> f64 {
    x
}

struct Scale(f64);

impl Scale {
    #[kernel]
    fn apply(&self, x: f64) -> f64 {
        self.0 * x
    }
}

fn main() {}
