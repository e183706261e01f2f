//! A polynomial of degree 16 by Horner's rule, for every element of an array.
//!
//! In: coefficients, highest power first, and arguments in [0, 1). Out: the values. Always true:
//! within an element each step waits for the one before, but elements are independent of each
//! other. Deliberately absent: coefficients as constants; a formula's are data.

use std::hint::black_box;

use metate::prelude::*;
use metate::{Error, Kernel, Target};

use super::random::Random;
use super::{Case, Engine, Output, Workload};

#[kernel(native_exact)]
pub(crate) fn horner(coefficients: &[f64], x: &[f64], y: &mut [f64]) {
    for i in 0..x.len().min(y.len()) {
        let at = x[i];
        let mut value = 0.0;
        for k in 0..coefficients.len() {
            value = value * at + coefficients[k];
        }
        y[i] = value;
    }
}

pub(super) const CASE: Case = Case {
    name: "horner",
    about: "polynomial of degree 16 at n places (f64)",
    text: horner::SOURCE,
    sizes: &[1_000_000],
    smoke: 1000,
    calls_math: false,
    elements: |n| n as u64,
    prepare: |n| Box::new(Horner::new(n)),
};

const DEGREE: usize = 16;

struct Horner {
    coefficients: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Horner {
    fn new(n: usize) -> Horner {
        let mut random = Random::new(4);
        let mut numbers = |n| (0..n).map(|_| random.unit()).collect();
        Horner { coefficients: numbers(DEGREE + 1), x: numbers(n), y: vec![0.0; n] }
    }
}

impl Workload for Horner {
    fn reset(&mut self) {
        self.y.fill(0.0);
    }

    fn run(&mut self, engine: Engine, calls: u64) -> Result<(), Error> {
        for _ in 0..calls {
            let (c, x, y) = black_box((&self.coefficients, &self.x, &mut self.y));
            match engine {
                Engine::Interpreter => horner::interpret(c, x, y)?,
                Engine::Jit => horner::jit(c, x, y)?,
                Engine::Native => horner(c, x, y),
                Engine::NativeExact => horner::native_exact(c, x, y),
            }
        }
        Ok(())
    }

    fn call(&mut self, kernel: &Kernel, target: Target) -> Result<(), Error> {
        kernel.on(target).call(args![&self.coefficients, &self.x, &mut self.y])
    }

    fn inspect(&mut self, kernel: &Kernel, stage: Stage) -> Result<String, Error> {
        let args = args![&self.coefficients, &self.x, &mut self.y];
        kernel.on(Target::Jit).inspect(stage, args)
    }

    fn output(&self) -> Output {
        Output::F64(self.y.clone())
    }

    fn iterations(&self) -> Vec<u64> {
        let n = self.x.len() as u64;
        vec![n, n * self.coefficients.len() as u64]
    }
}
