//! Escape counts of the Mandelbrot set, as in NPBench: a trip count that differs from pixel to pixel.
//!
//! In: nothing but the size and a limit of 200 steps. Out: per pixel the number of steps until
//! the orbit leaves the circle of radius 2. Always true: arithmetic only, so every engine gives
//! the same counts. Deliberately absent: symmetry and interior tests, which skip the work.

use metate::prelude::*;

use super::Case;

#[kernel(native_exact)]
pub(crate) fn mandelbrot(limit: i32, mut counts: ArrayViewMut2<i32>) {
    let step_im = 2.5 / counts.nrows() as f64;
    let step_re = 2.5 / counts.ncols() as f64;
    for row in 0..counts.nrows() {
        let c_im = row as f64 * step_im - 1.25;
        for column in 0..counts.ncols() {
            let c_re = column as f64 * step_re - 2.0;
            let mut re = 0.0;
            let mut im = 0.0;
            let mut re_squared = 0.0;
            let mut im_squared = 0.0;
            let mut count = 0;
            while count < limit && re_squared + im_squared <= 4.0 {
                im = 2.0 * re * im + c_im;
                re = re_squared - im_squared + c_re;
                re_squared = re * re;
                im_squared = im * im;
                count += 1;
            }
            counts[[row, column]] = count;
        }
    }
}

const LIMIT: i32 = 200;

pub(super) const CASE: Case = case! {
    mandelbrot, "escape counts of n by n pixels, at most 200 steps each (f64, i32)";
    sizes: &[256], smoke: 10, least: 0;
    elements: |n| (n * n) as u64;
    data: |n, random| {
        scalar limit = LIMIT;
        view_mut counts = Array2::zeros((n, n));
    }
};
