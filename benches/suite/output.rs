//! What a kernel computed, and whether two engines computed the same.
//!
//! In: outputs. Out: an [`Agreement`]. Always true: every NaN equals every other, since neither
//! Rust nor metate fixes a NaN's bits. Deliberately absent: tolerance for anything but std's
//! mathematical functions and what the graphics processor makes of floats.

use metate::Value;
use metate::held::{Accuracy, Held, Units};

use super::{Case, Engine};

/// The result of a call and the elements of the arrays that it may have written to.
#[derive(Clone, Debug)]
pub(crate) struct Output(pub(crate) Vec<Value>);

/// How far an engine's output is from the reference's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// Equal to the last bit.
    Bits,
    /// Equal up to the last bits of std's mathematical functions.
    Ulp,
    /// Within the bounds of what regrouped and contracted floats may come to.
    Bound,
    /// Different.
    No,
}

impl Output {
    /// The result of the call, and the elements in the order of the arguments.
    pub(crate) fn values(&self) -> &[Value] {
        &self.0
    }

    /// All of it as numbers of one type, which may round them.
    pub(crate) fn numbers(&self) -> Vec<f64> {
        let number = |&value: &Value| match value {
            Value::F64(x) => x,
            Value::F32(x) => x as f64,
            other => other.as_int().map_or(f64::NAN, |integer| integer as f64),
        };
        self.0.iter().map(number).collect()
    }
}

impl Agreement {
    /// The name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Agreement::Bits => "bits",
            Agreement::Ulp => "ulp",
            Agreement::Bound => "bound",
            Agreement::No => "no",
        }
    }

    /// Compares an engine's output with the reference. Only the function that calls std's
    /// mathematics is allowed other bits.
    pub(crate) fn of(case: &Case, engine: Engine, output: &Output, reference: &Output) -> Self {
        if same_bits(output, reference) {
            Agreement::Bits
        } else if engine == Engine::Native && case.calls_math() && close(output, reference) {
            Agreement::Ulp
        } else {
            Agreement::No
        }
    }

    /// Compares a device's output with what it is held to.
    pub(crate) fn within(output: &Output, held: &[Held]) -> Self {
        let pairs = || held.iter().zip(&output.0);
        match () {
            () if held.len() != output.0.len() => Agreement::No,
            () if pairs().all(|(held, found)| held.value.same(*found)) => Agreement::Bits,
            () if pairs().all(|(held, found)| held.admits(*found)) => Agreement::Bound,
            () => Agreement::No,
        }
    }
}

/// What devices are held to: quotients and roots as Vulkan asks for, functions as `docs/gpu.md`
/// promises.
pub(crate) const DEVICE: Accuracy = Accuracy { f32: OF_DEVICE, f64: OF_DEVICE };
const OF_DEVICE: Units = Units { rounding: 0.5, division: 2.5, root: 4.5, function: |_| 3.0 };

/// Whether all but one value in a hundred are about the same: what can be said of a device's output
/// where its bounds take too long. The few are integers that hang on the last bit of a float.
pub(crate) fn nearly(left: &Output, right: &Output) -> bool {
    let scale = right.numbers().into_iter().filter(|x| x.is_finite()).map(f64::abs);
    let scale = scale.fold(0.0, f64::max);
    let near = |(left, right): (&Value, &Value)| match (*left, *right) {
        (Value::F32(a), Value::F32(b)) if b.is_finite() => ((a - b).abs() as f64) <= 1e-3 * scale,
        (Value::F64(a), Value::F64(b)) if b.is_finite() => (a - b).abs() <= 1e-9 * scale,
        (left, right) => left.same(right),
    };
    let off = left.0.iter().zip(&right.0).filter(|pair| !near(*pair)).count();
    left.0.len() == right.0.len() && off <= right.0.len() / 100
}

fn same_bits(left: &Output, right: &Output) -> bool {
    all(left, right, Value::same)
}

/// Whether floats differ by less than what some last bits of a function can make of them,
/// relative to the largest number around: differences of near numbers amplify them.
fn close(left: &Output, right: &Output) -> bool {
    let scale = right.0.iter().fold(0.0, |scale: f64, &value| match value {
        Value::F32(x) if x.is_finite() => scale.max(x.abs() as f64),
        Value::F64(x) if x.is_finite() => scale.max(x.abs()),
        _ => scale,
    });
    all(left, right, |left, right| match (left, right) {
        (Value::F32(a), Value::F32(b)) => ((a - b).abs() as f64) <= 1e-5 * scale,
        (Value::F64(a), Value::F64(b)) => (a - b).abs() <= 1e-12 * scale,
        _ => false,
    } || left.same(right))
}

fn all(left: &Output, right: &Output, same: impl Fn(Value, Value) -> bool) -> bool {
    let (left, right) = (&left.0, &right.0);
    left.len() == right.len() && left.iter().zip(right).all(|(&left, &right)| same(left, right))
}
