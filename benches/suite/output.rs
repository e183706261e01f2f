//! What a kernel computed, and whether two engines computed the same.
//!
//! In: outputs. Out: an [`Agreement`]. Always true: every NaN equals every other, since neither
//! Rust nor metate fixes a NaN's bits. Deliberately absent: tolerance for anything but std's
//! mathematical functions.

use super::{Case, Engine};

/// The elements that a call computed.
#[derive(Clone, Debug)]
pub(crate) enum Output {
    /// Of type `f64`.
    F64(Vec<f64>),
    /// Of type `f32`.
    F32(Vec<f32>),
    /// Of type `i32`.
    I32(Vec<i32>),
}

/// How far an engine's output is from the interpreter's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Equal to the last bit.
    Bits,
    /// Equal up to the last bits of std's mathematical functions.
    Ulp,
    /// Different.
    No,
}

/// The relative difference that std's mathematical functions may cause.
const TOLERANCE: f64 = 1e-12;

impl Agreement {
    /// The name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Agreement::Bits => "bits",
            Agreement::Ulp => "ulp",
            Agreement::No => "no",
        }
    }

    /// Compares an engine's output with the reference. Only the function that calls std's
    /// mathematics is allowed other bits.
    pub(crate) fn of(case: &Case, engine: Engine, output: &Output, reference: &Output) -> Self {
        if same_bits(output, reference) {
            Agreement::Bits
        } else if case.calls_math && engine == Engine::Native && close(output, reference) {
            Agreement::Ulp
        } else {
            Agreement::No
        }
    }
}

fn same_bits(left: &Output, right: &Output) -> bool {
    match (left, right) {
        (Output::F64(left), Output::F64(right)) => {
            all(left, right, |a, b| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan())
        }
        (Output::F32(left), Output::F32(right)) => {
            all(left, right, |a, b| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan())
        }
        (Output::I32(left), Output::I32(right)) => left == right,
        _ => false,
    }
}

fn close(left: &Output, right: &Output) -> bool {
    match (left, right) {
        (Output::F64(left), Output::F64(right)) => all(left, right, |a, b| {
            (a - b).abs() <= TOLERANCE * b.abs() || a.is_nan() && b.is_nan()
        }),
        _ => false,
    }
}

fn all<T: Copy>(left: &[T], right: &[T], same: impl Fn(T, T) -> bool) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(&left, &right)| same(left, right))
}
