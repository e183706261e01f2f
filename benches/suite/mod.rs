//! The suite: kernels that metate is measured by and its engines are compared on.
//!
//! In: a kernel's name and a size. Out: a [`Workload`], which calls the kernel on its own data on
//! any [`Engine`]. The example `compare`, the benches and the tests include these files.
//!
//! Always true: each kernel is one text, written as a user who minds speed would write it, and
//! serves every engine and rustc; equal sizes give equal data. Deliberately absent: clocks,
//! tables, command lines, and any crate but `metate` and `ndarray`.

// Each program that includes the suite uses another part of it.
#![allow(dead_code, unused_imports)]

use std::fmt;

use metate::{Error, Kernel, Target};

mod random;
mod output;
mod go_fast;
mod saxpy;
mod dot;
mod horner;
mod mandelbrot;
mod jacobi_2d;

pub(crate) use output::{Agreement, Output};

/// Every kernel, in the order of the table.
pub(crate) const CASES: &[Case] =
    &[go_fast::CASE, saxpy::CASE, dot::CASE, horner::CASE, mandelbrot::CASE, jacobi_2d::CASE];

/// A size at which a first call is all compilation.
pub(crate) const TINY: usize = 3;

/// What runs a kernel's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// metate's interpreter: the definition of what a kernel means.
    Interpreter,
    /// metate's machine code, through a bound call.
    Jit,
    /// The function as rustc compiles it.
    Native,
    /// The same with metate's mathematical functions in place of std's.
    NativeExact,
}

impl Engine {
    /// Every engine, the definition first.
    pub(crate) const ALL: &'static [Engine] =
        &[Engine::Interpreter, Engine::Jit, Engine::Native, Engine::NativeExact];

    /// The name in tables and on command lines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Engine::Interpreter => "interpreter",
            Engine::Jit => "jit",
            Engine::Native => "native",
            Engine::NativeExact => "native_exact",
        }
    }

    /// The target of metate behind it, unless it is rustc.
    pub(crate) fn target(self) -> Option<Target> {
        match self {
            Engine::Interpreter => Some(Target::Interpreter),
            Engine::Jit => Some(Target::Jit),
            Engine::Native | Engine::NativeExact => None,
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A kernel of the suite.
pub(crate) struct Case {
    /// The kernel's name.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) about: &'static str,
    /// The kernel's text.
    pub(crate) text: &'static str,
    /// The sizes it is measured at.
    pub(crate) sizes: &'static [usize],
    /// A size that takes any engine at most milliseconds.
    pub(crate) smoke: usize,
    /// Whether it calls mathematical functions, whose last bits std does not promise.
    pub(crate) calls_math: bool,
    /// How many elements one call of this size computes: what "per element" refers to.
    pub(crate) elements: fn(usize) -> u64,
    /// Makes the data for a size.
    pub(crate) prepare: fn(usize) -> Box<dyn Workload>,
}

/// The case of this name.
pub(crate) fn case(name: &str) -> Option<&'static Case> {
    CASES.iter().find(|case| case.name == name)
}

/// A kernel with data of one size.
pub(crate) trait Workload {
    /// Puts the data back to what they were before the first call.
    fn reset(&mut self);

    /// Calls the kernel some times over, each time on what the call before left.
    fn run(&mut self, engine: Engine, calls: u64) -> Result<(), Error>;

    /// Calls a kernel of the same signature once, dynamically.
    fn call(&mut self, kernel: &Kernel, target: Target) -> Result<(), Error>;

    /// One of the forms that a kernel of the same signature takes.
    fn inspect(&mut self, kernel: &Kernel, stage: metate::Stage) -> Result<String, Error>;

    /// What the last call computed.
    fn output(&self) -> Output;

    /// How often one call runs the body of each loop to its end, in the order of the text. The
    /// data must be as a call has left them.
    fn iterations(&self) -> Vec<u64>;
}
