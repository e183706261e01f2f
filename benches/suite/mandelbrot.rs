//! Escape counts of the Mandelbrot set: a loop whose trip count differs from pixel to pixel.
//!
//! In: nothing but the size and a limit of 200 steps. Out: per pixel the number of steps until
//! the orbit leaves the circle of radius 2. Always true: arithmetic only, so every engine gives
//! the same counts. Deliberately absent: symmetry and interior tests, which skip the work.

use std::hint::black_box;

use metate::prelude::*;
use metate::{Error, Kernel, Target};

use super::{Case, Engine, Output, Workload};

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

pub(super) const CASE: Case = Case {
    name: "mandelbrot",
    about: "escape counts of n by n pixels, at most 200 steps each (f64, i32)",
    text: mandelbrot::SOURCE,
    sizes: &[256],
    smoke: 16,
    calls_math: false,
    elements: |n| (n * n) as u64,
    prepare: |n| Box::new(Mandelbrot { counts: Array2::zeros((n, n)) }),
};

const LIMIT: i32 = 200;

struct Mandelbrot {
    counts: Array2<i32>,
}

impl Workload for Mandelbrot {
    fn reset(&mut self) {
        self.counts.fill(0);
    }

    fn run(&mut self, engine: Engine, calls: u64) -> Result<(), Error> {
        for _ in 0..calls {
            let (limit, counts) = black_box((LIMIT, &mut self.counts));
            let counts = counts.view_mut();
            match engine {
                Engine::Interpreter => mandelbrot::interpret(limit, counts)?,
                Engine::Jit => mandelbrot::jit(limit, counts)?,
                Engine::Native => mandelbrot(limit, counts),
                Engine::NativeExact => mandelbrot::native_exact(limit, counts),
            }
        }
        Ok(())
    }

    fn call(&mut self, kernel: &Kernel, target: Target) -> Result<(), Error> {
        kernel.on(target).call(args![LIMIT, &mut self.counts])
    }

    fn inspect(&mut self, kernel: &Kernel, stage: Stage) -> Result<String, Error> {
        kernel.on(Target::Jit).inspect(stage, args![LIMIT, &mut self.counts])
    }

    fn output(&self) -> Output {
        Output::I32(self.counts.iter().copied().collect())
    }

    fn iterations(&self) -> Vec<u64> {
        let pixels = self.counts.len() as u64;
        let steps: u64 = self.counts.iter().map(|&count| count as u64).sum();
        vec![self.counts.nrows() as u64, pixels, steps]
    }
}
