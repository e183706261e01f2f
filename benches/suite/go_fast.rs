//! The hyperbolic tangents of a diagonal, summed: Numba's first example.
//!
//! In: a square of numbers in [0, 1). Out: one sum. Always true: elements of the sum are
//! positive, so engines whose `tanh` differ in the last bit stay close. Deliberately absent:
//! Numba's last line, which adds the sum to the whole array.

use std::hint::black_box;

use metate::prelude::*;
use metate::{Error, Kernel, Target};

use super::random::Random;
use super::{Case, Engine, Output, Workload};

#[kernel(native_exact)]
pub(crate) fn go_fast(a: ArrayView2<f64>) -> f64 {
    let mut trace = 0.0;
    for i in 0..a.nrows() {
        trace += a[[i, i]].tanh();
    }
    trace
}

pub(super) const CASE: Case = Case {
    name: "go_fast",
    about: "sum of tanh over the diagonal of an n by n array (f64)",
    text: go_fast::SOURCE,
    sizes: &[10, 1000],
    smoke: 10,
    calls_math: true,
    elements: |n| n as u64,
    prepare: |n| Box::new(GoFast::new(n)),
};

struct GoFast {
    a: Array2<f64>,
    trace: f64,
}

impl GoFast {
    fn new(n: usize) -> GoFast {
        let mut random = Random::new(1);
        GoFast { a: Array2::from_shape_simple_fn((n, n), || random.unit()), trace: 0.0 }
    }
}

impl Workload for GoFast {
    fn reset(&mut self) {
        self.trace = 0.0;
    }

    fn run(&mut self, engine: Engine, calls: u64) -> Result<(), Error> {
        for _ in 0..calls {
            let a = black_box(&self.a).view();
            self.trace = black_box(match engine {
                Engine::Interpreter => go_fast::interpret(a)?,
                Engine::Jit => go_fast::jit(a)?,
                Engine::Native => go_fast(a),
                Engine::NativeExact => go_fast::native_exact(a),
            });
        }
        Ok(())
    }

    fn call(&mut self, kernel: &Kernel, target: Target) -> Result<(), Error> {
        self.trace = kernel.on(target).call(args![&self.a])?;
        Ok(())
    }

    fn inspect(&mut self, kernel: &Kernel, stage: Stage) -> Result<String, Error> {
        kernel.on(Target::Jit).inspect(stage, args![&self.a])
    }

    fn output(&self) -> Output {
        Output::F64(vec![self.trace])
    }

    fn iterations(&self) -> Vec<u64> {
        vec![self.a.nrows() as u64]
    }
}
