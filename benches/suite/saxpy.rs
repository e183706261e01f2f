//! `y += a * x` in single precision: as fast as memory, if the loop is any good.
//!
//! In: two arrays of numbers in [0, 1). Out: the second one, updated. Always true: `a` is so
//! small that no number of calls a benchmark makes leads to infinities. Deliberately absent:
//! strides; slices are what a user who minds speed takes here.

use std::hint::black_box;

use metate::prelude::*;
use metate::{Error, Kernel, Target};

use super::random::Random;
use super::{Case, Engine, Output, Workload};

#[kernel(native_exact)]
pub(crate) fn saxpy(a: f32, x: &[f32], y: &mut [f32]) {
    for i in 0..x.len().min(y.len()) {
        y[i] += a * x[i];
    }
}

pub(super) const CASE: Case = Case {
    name: "saxpy",
    about: "y += a * x over n elements (f32)",
    text: saxpy::SOURCE,
    sizes: &[1_000_000],
    smoke: 1000,
    calls_math: false,
    elements: |n| n as u64,
    prepare: |n| Box::new(Saxpy::new(n)),
};

const A: f32 = 1e-6;

struct Saxpy {
    x: Vec<f32>,
    y: Vec<f32>,
    y_before: Vec<f32>,
}

impl Saxpy {
    fn new(n: usize) -> Saxpy {
        let mut random = Random::new(2);
        let mut numbers = || (0..n).map(|_| random.unit() as f32).collect::<Vec<_>>();
        let (x, y) = (numbers(), numbers());
        Saxpy { x, y_before: y.clone(), y }
    }
}

impl Workload for Saxpy {
    fn reset(&mut self) {
        self.y.copy_from_slice(&self.y_before);
    }

    fn run(&mut self, engine: Engine, calls: u64) -> Result<(), Error> {
        for _ in 0..calls {
            let (a, x, y) = black_box((A, &self.x, &mut self.y));
            match engine {
                Engine::Interpreter => saxpy::interpret(a, x, y)?,
                Engine::Jit => saxpy::jit(a, x, y)?,
                Engine::Native => saxpy(a, x, y),
                Engine::NativeExact => saxpy::native_exact(a, x, y),
            }
        }
        Ok(())
    }

    fn call(&mut self, kernel: &Kernel, target: Target) -> Result<(), Error> {
        kernel.on(target).call(args![A, &self.x, &mut self.y])
    }

    fn inspect(&mut self, kernel: &Kernel, stage: Stage) -> Result<String, Error> {
        kernel.on(Target::Jit).inspect(stage, args![A, &self.x, &mut self.y])
    }

    fn output(&self) -> Output {
        Output::F32(self.y.clone())
    }

    fn iterations(&self) -> Vec<u64> {
        vec![self.x.len() as u64]
    }
}
