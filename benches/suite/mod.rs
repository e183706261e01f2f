//! The suite: kernels and formulas that metate is measured by and its engines are compared on.
//!
//! In: a kernel's name and a size. Out: a [`Workload`], which calls the kernel on its own data on
//! any [`Engine`]. The example `compare`, the benches and the tests include these files.
//!
//! Always true: each kernel is one text, written as a user who minds speed would write it, and
//! serves every engine and rustc; equal sizes give equal data. A kernel's file is its text, its
//! data and what it counts. Deliberately absent: clocks, tables, command lines, and any crate but
//! `metate` and `ndarray`.

// Each program that includes the suite uses another part of it.
#![allow(dead_code, unused_imports)]

use std::fmt;

use metate::{Kernel, Target};
use metate_lang::math::EXACT_METHODS;

#[macro_use]
mod workload;
mod random;
mod output;

mod go_fast;
mod saxpy;
mod triad;
mod dot;
mod sum;
mod prefix_sum;
mod horner;
mod tanh_map;
mod exp_map;
mod black_scholes;
mod arc_distance;
mod mandelbrot;
mod nbody;
mod jacobi_1d;
mod jacobi_2d;
mod heat_3d;
mod fdtd_2d;
mod seidel_2d;
mod hdiff;
mod gemm;
mod atax;
mod mvt;
mod gesummv;
mod cholesky;
mod lu;
mod floyd_warshall;
mod correlation;
mod softmax;
mod conv2d_bias;
mod spmv;
mod kmeans_assign;
mod kmeans_update;
mod histogram;
mod crc16;
mod formulas;

pub(crate) use formulas::{FORMULAS, Formula, TEXTS};
pub(crate) use output::{Agreement, DEVICE, Output, nearly};
pub(crate) use workload::Workload;

/// Every kernel, in the order of the tables.
pub(crate) const KERNELS: &[Case] = &[
    go_fast::CASE,
    saxpy::CASE,
    triad::CASE,
    dot::CASE,
    sum::CASE,
    prefix_sum::CASE,
    horner::CASE,
    tanh_map::CASE,
    exp_map::CASE,
    black_scholes::CASE,
    arc_distance::CASE,
    mandelbrot::CASE,
    nbody::CASE,
    jacobi_1d::CASE,
    jacobi_2d::CASE,
    heat_3d::CASE,
    fdtd_2d::CASE,
    seidel_2d::CASE,
    hdiff::CASE,
    gemm::CASE,
    atax::CASE,
    mvt::CASE,
    gesummv::CASE,
    cholesky::CASE,
    lu::CASE,
    floyd_warshall::CASE,
    correlation::CASE,
    softmax::CASE,
    conv2d_bias::CASE,
    spmv::CASE,
    kmeans_assign::CASE,
    kmeans_update::CASE,
    histogram::CASE,
    crc16::CASE,
];

/// The groups of the suite and their names.
pub(crate) const GROUPS: &[(&str, &[Case])] = &[("kernels", KERNELS), ("formulas", FORMULAS)];

/// All of the suite.
pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    GROUPS.iter().flat_map(|(_, cases)| cases.iter())
}

/// The case of this name.
pub(crate) fn case(name: &str) -> Option<&'static Case> {
    cases().find(|case| case.name == name)
}

/// The group that a case of this name is in.
pub(crate) fn group(name: &str) -> Option<&'static str> {
    let holds = |(_, cases): &&(&str, &[Case])| cases.iter().any(|case| case.name == name);
    GROUPS.iter().find(holds).map(|(group, _)| *group)
}

/// A size at which a first call is all compilation; every kernel of the suite takes it.
pub(crate) const TINY: usize = 3;

/// What runs a kernel's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// metate's interpreter: the definition of what a kernel means.
    Interpreter,
    /// metate's machine code, through a bound call.
    Jit,
    /// metate's compute shaders: a call with arrays of the host, which travel.
    Gpu,
    /// The function as rustc compiles it.
    Native,
    /// The same with metate's mathematical functions in place of std's.
    NativeExact,
}

impl Engine {
    /// Every engine of the CPU, the definition first.
    pub(crate) const CPU: &'static [Engine] =
        &[Engine::Interpreter, Engine::Jit, Engine::Native, Engine::NativeExact];

    /// Every engine.
    pub(crate) const ALL: &'static [Engine] =
        &[Engine::Interpreter, Engine::Jit, Engine::Native, Engine::NativeExact, Engine::Gpu];

    /// The name in tables and on command lines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Engine::Interpreter => "interpreter",
            Engine::Jit => "jit",
            Engine::Gpu => "gpu",
            Engine::Native => "native",
            Engine::NativeExact => "native_exact",
        }
    }

    /// The target of metate behind it, unless it is rustc.
    pub(crate) fn target(self) -> Option<Target> {
        match self {
            Engine::Interpreter => Some(Target::Interpreter),
            Engine::Jit => Some(Target::Jit),
            Engine::Gpu => Some(Target::Gpu),
            Engine::Native | Engine::NativeExact => None,
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A kernel of the suite; the macro `case!` makes it.
pub(crate) struct Case {
    /// The kernel's name.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) about: &'static str,
    /// The kernel's text.
    pub(crate) text: &'static str,
    /// The sizes it is measured at; the last one stands for the kernel in the suite's table.
    pub(crate) sizes: &'static [usize],
    /// A size that takes any engine at most milliseconds.
    pub(crate) smoke: usize,
    /// The smallest size that does not trap.
    pub(crate) least: usize,
    /// How many elements, or steps of the innermost loop, one call of this size computes: what
    /// "per element" refers to.
    pub(crate) elements: fn(usize) -> u64,
    /// Makes the data for a size.
    pub(crate) prepare: fn(usize) -> Workload,
}

/// Methods for which metate has functions of its own because std does not fix what they do to a
/// NaN or a zero: on the suite's data, which have no NaN, both give the same bits.
const EXACT_ON_NUMBERS: &[&str] =
    &["min", "max", "signum", "copysign", "to_bits", "is_sign_negative", "is_sign_positive"];

impl Case {
    /// The size that stands for the kernel.
    pub(crate) fn size(&self) -> usize {
        *self.sizes.last().expect("every case has a size")
    }

    /// Whether the text calls mathematical functions, whose last bits std does not promise.
    pub(crate) fn calls_math(&self) -> bool {
        let inexact = EXACT_METHODS.iter().filter(|name| !EXACT_ON_NUMBERS.contains(name));
        inexact.into_iter().any(|name| self.text.contains(&format!(".{name}(")))
    }
}
