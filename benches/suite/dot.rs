//! The dot product, summed in the order of the text: one addition waits for the other.
//!
//! In: two arrays of numbers in [0, 1). Out: one sum. Always true: no engine may sum in another
//! order, so what this measures is the latency of an addition. Deliberately absent: lanes, which
//! a user asks for with `prange` or `fast_math`.

use std::hint::black_box;

use metate::prelude::*;
use metate::{Error, Kernel, Target};

use super::random::Random;
use super::{Case, Engine, Output, Workload};

#[kernel(native_exact)]
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len().min(y.len()) {
        sum += x[i] * y[i];
    }
    sum
}

pub(super) const CASE: Case = Case {
    name: "dot",
    about: "dot product of n elements, summed in order (f64)",
    text: dot::SOURCE,
    sizes: &[1_000_000],
    smoke: 1000,
    calls_math: false,
    elements: |n| n as u64,
    prepare: |n| Box::new(Dot::new(n)),
};

struct Dot {
    x: Vec<f64>,
    y: Vec<f64>,
    sum: f64,
}

impl Dot {
    fn new(n: usize) -> Dot {
        let mut random = Random::new(3);
        let mut numbers = || (0..n).map(|_| random.unit()).collect();
        Dot { x: numbers(), y: numbers(), sum: 0.0 }
    }
}

impl Workload for Dot {
    fn reset(&mut self) {
        self.sum = 0.0;
    }

    fn run(&mut self, engine: Engine, calls: u64) -> Result<(), Error> {
        for _ in 0..calls {
            let (x, y) = black_box((&self.x, &self.y));
            self.sum = black_box(match engine {
                Engine::Interpreter => dot::interpret(x, y)?,
                Engine::Jit => dot::jit(x, y)?,
                Engine::Native => dot(x, y),
                Engine::NativeExact => dot::native_exact(x, y),
            });
        }
        Ok(())
    }

    fn call(&mut self, kernel: &Kernel, target: Target) -> Result<(), Error> {
        self.sum = kernel.on(target).call(args![&self.x, &self.y])?;
        Ok(())
    }

    fn inspect(&mut self, kernel: &Kernel, stage: Stage) -> Result<String, Error> {
        kernel.on(Target::Jit).inspect(stage, args![&self.x, &self.y])
    }

    fn output(&self) -> Output {
        Output::F64(vec![self.sum])
    }

    fn iterations(&self) -> Vec<u64> {
        vec![self.x.len() as u64]
    }
}
