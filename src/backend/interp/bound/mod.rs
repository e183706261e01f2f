//! What results of engines that regroup floats are held to: the interpreter, and beside every value
//! how far another engine's may be from it.
//!
//! In: a plan, its arguments, and how accurate an engine's own operations are ([`Accuracy`]). Out:
//! what the interpreter computes, to the bit, and a bound for each float of it ([`Bounded`]).
//!
//! Always true: the bound holds for every engine that runs the plan in which
//! - sums and differences are added up in any order, also across the iterations of a loop, and what
//!   cancels (`x - x`, `(x + y) - x`) may do so before anything is rounded; products likewise;
//! - a product may be rounded before it is added, or not;
//! - a quotient may be a product with a reciprocal;
//! - numbers below the normal ones may be taken for zero, and signs of zeros that were computed be
//!   other ones;
//! - nothing else is regrouped: neither across [`Op::Keep`](metate_lang::op::Op::Keep), nor with what another iteration of an
//!   outermost loop has stored, unless it adds up in that array.
//!
//! What depends on a comparison that such an error may turn, or on an integer made of such a float,
//! is *undetermined*: nothing is said of it. That is decided along the interpreter's own way
//! through the text (`doubt`), so it is more than it has to be rather than less.
//!
//! In reading order: [`shadow`] what is known of a value, [`math`], [`ops`] of each operation,
//! [`memory`] of arrays; [`machine`] runs the plan, [`doubt`] where its way is not the only one,
//! [`parallel`] in the order of parallel loops. Deliberately absent: interrupts, and speed: it takes
//! several times what the interpreter does.

mod shadow;
mod math;
mod ops;
mod memory;
mod machine;
mod doubt;
mod parallel;

use metate_lang::value::Value;

use super::{Fault, Halt};
use crate::args::Arg;
use crate::plan::Plan;

pub use shadow::Units;

/// How accurate an engine's own operations are.
#[derive(Clone, Copy)]
pub struct Accuracy {
    /// Of `f32`.
    pub f32: Units,
    /// Of `f64`.
    pub f64: Units,
}

/// A value of the interpreter, and what is known of it in other engines.
#[derive(Clone, Copy, Debug)]
struct Traced {
    value: Value,
    shadow: shadow::Shadow,
}

/// A value of the interpreter, and what another engine's is held to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// The interpreter's.
    pub value: Value,
    /// How far another one may be away from it: infinite if it is not determined. Of an integer
    /// 0 or infinite.
    pub bound: f64,
    /// Whether the sign counts if it is zero.
    pub signed: bool,
}

/// What a run of a plan is held to.
#[derive(Clone, Debug)]
pub struct Bounded {
    /// The results, or the check that failed.
    pub outcome: Result<Vec<Held>, Fault>,
    /// Whether another engine may trap although the interpreter does not, or elsewhere, or not.
    pub may_trap_otherwise: bool,
    /// The elements of every argument, row-major; none of a scalar.
    pub arrays: Vec<Vec<Held>>,
}

impl Held {
    /// Whether nothing is said of it.
    pub fn is_undetermined(&self) -> bool {
        self.bound == f64::INFINITY
    }

    /// Whether another engine may have this value.
    pub fn admits(&self, other: Value) -> bool {
        if self.is_undetermined() {
            return self.value.scalar() == other.scalar();
        }
        match (ops::float(self.value), ops::float(other)) {
            (Some(wanted), Some(found)) if self.value.scalar() == other.scalar() => {
                let exact = self.bound == 0.0 && (self.signed || wanted != 0.0);
                match exact || !wanted.is_finite() || !found.is_finite() {
                    true => self.value.same(other),
                    false => (wanted - found).abs() <= self.bound,
                }
            }
            _ => self.value == other,
        }
    }
}

/// Runs a plan on arguments of its signature, which are left as the interpreter leaves them.
///
/// # Errors
/// If there is no memory for an array that the plan allocates.
pub fn run(plan: &Plan, args: &mut [Arg<'_>], accuracy: &Accuracy) -> Result<Bounded, Halt> {
    machine::run(plan.func(), args, accuracy)
}
