//! Jacobi's method on a square, as in PolyBench: five-point averages from one array to another.
//!
//! In: two n by n arrays of numbers in [0, 1) and a number of steps. Out: both arrays. Always
//! true: a step is two sweeps, from `a` to `b` and back. Deliberately absent: swapping the
//! arrays, tiling, and fused steps.

use std::hint::black_box;

use metate::prelude::*;
use metate::{Error, Kernel, Target};

use super::random::Random;
use super::{Case, Engine, Output, Workload};

#[kernel(native_exact)]
pub(crate) fn jacobi_2d(steps: usize, mut a: ArrayViewMut2<f64>, mut b: ArrayViewMut2<f64>) {
    let n = a.nrows();
    for _step in 0..steps {
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                b[[i, j]] = 0.2
                    * (a[[i, j]] + a[[i, j - 1]] + a[[i, j + 1]] + a[[i + 1, j]] + a[[i - 1, j]]);
            }
        }
        for i in 1..n - 1 {
            for j in 1..n - 1 {
                a[[i, j]] = 0.2
                    * (b[[i, j]] + b[[i, j - 1]] + b[[i, j + 1]] + b[[i + 1, j]] + b[[i - 1, j]]);
            }
        }
    }
}

pub(super) const CASE: Case = Case {
    name: "jacobi_2d",
    about: "one step (two sweeps) of Jacobi's method on n by n elements (f64)",
    text: jacobi_2d::SOURCE,
    sizes: &[1000],
    smoke: 16,
    calls_math: false,
    elements: |n| 2 * (inner(n) * inner(n)) as u64,
    prepare: |n| Box::new(Jacobi2d::new(n)),
};

const STEPS: usize = 1;

/// Elements along an axis that have neighbours on both sides.
fn inner(n: usize) -> usize {
    n.saturating_sub(2)
}

struct Jacobi2d {
    a: Array2<f64>,
    b: Array2<f64>,
    a_before: Array2<f64>,
    b_before: Array2<f64>,
}

impl Jacobi2d {
    fn new(n: usize) -> Jacobi2d {
        let mut random = Random::new(6);
        // The kernel needs two rows; a smaller square would be refused by its bounds checks.
        let n = n.max(2);
        let mut square = || Array2::from_shape_simple_fn((n, n), || random.unit());
        let (a, b) = (square(), square());
        Jacobi2d { a_before: a.clone(), b_before: b.clone(), a, b }
    }
}

impl Workload for Jacobi2d {
    fn reset(&mut self) {
        self.a.assign(&self.a_before);
        self.b.assign(&self.b_before);
    }

    fn run(&mut self, engine: Engine, calls: u64) -> Result<(), Error> {
        for _ in 0..calls {
            let (steps, a, b) = black_box((STEPS, &mut self.a, &mut self.b));
            let (a, b) = (a.view_mut(), b.view_mut());
            match engine {
                Engine::Interpreter => jacobi_2d::interpret(steps, a, b)?,
                Engine::Jit => jacobi_2d::jit(steps, a, b)?,
                Engine::Native => jacobi_2d(steps, a, b),
                Engine::NativeExact => jacobi_2d::native_exact(steps, a, b),
            }
        }
        Ok(())
    }

    fn call(&mut self, kernel: &Kernel, target: Target) -> Result<(), Error> {
        kernel.on(target).call(args![STEPS, &mut self.a, &mut self.b])
    }

    fn inspect(&mut self, kernel: &Kernel, stage: Stage) -> Result<String, Error> {
        kernel.on(Target::Jit).inspect(stage, args![STEPS, &mut self.a, &mut self.b])
    }

    fn output(&self) -> Output {
        Output::F64(self.a.iter().chain(&self.b).copied().collect())
    }

    fn iterations(&self) -> Vec<u64> {
        let (steps, inner) = (STEPS as u64, inner(self.a.nrows()) as u64);
        let (rows, elements) = (steps * inner, steps * inner * inner);
        vec![steps, rows, elements, rows, elements]
    }
}
