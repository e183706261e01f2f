//! A problem of a shared helper is reported once, and one of a kernel where it stands.
use metate::prelude::*;

#[kernels]
mod group {
    use metate::prelude::*;

    fn helper(x: f64) -> f64 {
        x + unknown
    }

    pub fn first(x: f64) -> f64 {
        helper(x)
    }

    pub fn second(x: f64) -> f64 {
        helper(x, x)
    }
}

fn main() {
    let _ = group::first::jit(1.0);
}
