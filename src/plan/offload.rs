//! A function as the work of a device, and of the host that drives it.
//!
//! In: a function in loop IR. Out: an [`Offload`]: a tree of [`Step`]s, which the host runs one
//! after the other on scalars, and the [`Region`]s that they launch, in which all work on elements
//! of arrays is done. Always true: steps name each region once; a region uses only the values that
//! it lists. Deliberately absent: the text of shaders, and the device.
//!
//! A scalar lives where it is made. What a region makes and others use is *resident*: it stays in
//! memory of the device, in a slot of two words, until control depends on it, which a
//! [`Step::Fetch`] in front says. What control hands on to a resident value (a loop's next state,
//! what an arm gives) is the work of a serial region: its body may have no statement at all, and
//! just gives values, its own, resident ones or the host's, to the slots of its results.

mod interchange;
mod exits;
mod build;
mod nest;
mod print;
mod region;
mod update;
#[cfg(any(test, feature = "gpu"))]
pub(crate) mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use metate_lang::error::Span;
use metate_lang::index_type;
use metate_lang::ir::{ArrayId, Block, Carried, End, Func, Label, Range, Reduction, Stmt, Val};
use metate_lang::op::Op;
use metate_lang::util::index::Table;

use crate::pass;
pub use update::{Update, Updates};

index_type! {
    /// A piece of work for the device.
    RegionId;
}

/// A function that is ready for a device.
#[derive(Clone, Debug)]
pub struct Offload {
    /// The function: its values, arrays and labels are what steps and regions name.
    pub(crate) func: Func,
    /// What the host does.
    pub(crate) steps: Steps,
    /// What it launches.
    pub(crate) regions: Table<RegionId, Region>,
    /// The slot of each value that is ever resident; two values may share one.
    pub(crate) slots: HashMap<Val, u32>,
    /// How many slots there are.
    pub(crate) slot_count: u32,
}

/// Why a function, or a part of it, is not for a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The place in the source.
    pub span: Span,
    /// A sentence without its full stop, such as `the loop allocates an array`.
    pub reason: String,
}

/// Makes a function the work of a device, behind the passes that go with one.
///
/// # Errors
/// What no device can do.
pub fn offload(mut func: Func) -> Result<Offload, Refusal> {
    pass::for_device(&mut func);
    interchange::interchange(&mut func);
    exits::exits(&mut func);
    if cfg!(debug_assertions) {
        super::verify(&func);
    }
    build::build(func)
}

impl Offload {
    /// The number of the two words that a resident value has.
    pub(crate) fn slot(&self, value: Val) -> Option<u32> {
        self.slots.get(&value).copied()
    }
}

/// Steps of the host, and how control leaves them.
#[derive(Clone, Debug)]
pub struct Steps {
    /// One after the other.
    pub steps: Vec<Step>,
    /// As it leaves a block of the IR.
    pub end: End,
}

/// A step of the host.
#[derive(Clone, Debug)]
pub enum Step {
    /// A statement on scalars that the host has: a constant, operation, extent, check or proof.
    Host(Stmt),
    /// An array that the call allocates: memory of the device, all zero.
    Allocate {
        /// The array.
        array: ArrayId,
        /// A value of the host per axis.
        extents: Vec<Val>,
    },
    /// A region runs on the device.
    Launch(RegionId),
    /// Resident values come to the host, which waits for them.
    Fetch(Vec<Val>),
    /// One of two.
    If {
        /// The results.
        to: Vec<Val>,
        /// A value of the host.
        cond: Val,
        /// If it is true.
        then: Steps,
        /// If it is false.
        otherwise: Steps,
    },
    /// A counted loop of the host.
    For {
        /// Place in the source.
        span: Span,
        /// The carried values after the last iteration.
        to: Vec<Val>,
        /// What `Next` and `Break` name.
        label: Label,
        /// The induction variable.
        var: Val,
        /// Limits, which the host has.
        range: Range,
        /// The values that change.
        carried: Vec<Carried>,
        /// An iteration.
        body: Steps,
    },
    /// A loop that ends by a break.
    Loop {
        /// Place in the source.
        span: Span,
        /// The values of the break.
        to: Vec<Val>,
        /// What `Next` and `Break` name.
        label: Label,
        /// The values that change.
        carried: Vec<Carried>,
        /// An iteration.
        body: Steps,
    },
    /// Runs once; a break leaves it.
    Scope {
        /// The values of the break.
        to: Vec<Val>,
        /// What `Break` names.
        label: Label,
        /// What it does.
        body: Steps,
    },
}

/// Work for the device: one or a few dispatches.
#[derive(Clone, Debug)]
pub struct Region {
    /// The loop, or the first statement.
    pub span: Span,
    /// How its work is spread.
    pub kind: RegionKind,
    /// An iteration; or all of it, if it is serial. Ends in `Next` of the innermost axis with the
    /// values that are reduced; a serial one in `Give` with the values that those of `results`
    /// become, all at once: they may be results of its statements, but also `resident` values or
    /// `scalars`. Constants and extents that it uses are made in it.
    pub body: Block,
    /// Scalars that it takes from the host.
    pub scalars: Vec<Val>,
    /// Scalars that it takes from memory of the device.
    pub resident: Vec<Val>,
    /// Values that it makes resident, each in its slot. Of a grid these are `to` of what is reduced.
    pub results: Vec<Val>,
    /// Arrays in memory of the device that it touches, in the order of their bindings.
    pub arrays: Vec<Touched>,
    /// Arrays of the function itself of which each iteration has its own, or that nothing outside
    /// of a serial region names: variables of an invocation, in ascending order.
    pub private: Vec<ArrayId>,
    /// Whether checks are left in it: it may trap.
    pub may_trap: bool,
    /// Whether it has a loop of which no size says how often it runs: one without limits, or with
    /// limits that are data.
    pub unbounded: bool,
}

impl Region {
    /// The loops that it spreads, from the outermost inwards.
    pub fn axes(&self) -> &[Axis] {
        match &self.kind {
            RegionKind::Serial => &[],
            RegionKind::Grid { axes, .. } => axes,
            RegionKind::Scan { axis, .. } => std::slice::from_ref(axis),
        }
    }

    /// What it combines over all iterations.
    pub fn reductions(&self) -> &[Reduced] {
        match &self.kind {
            RegionKind::Serial => &[],
            RegionKind::Grid { reductions, .. } | RegionKind::Scan { reductions, .. } => reductions,
        }
    }
}

/// An array that a region touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The array.
    pub array: ArrayId,
    /// Whether elements are read.
    pub reads: bool,
    /// Whether elements are written.
    pub writes: bool,
    /// If each iteration of a grid stores the element whose indices are its induction variables: the
    /// number of the grid's axis for each axis of the array.
    pub whole: Option<Vec<usize>>,
}

/// How the work of a region is spread over invocations.
#[derive(Clone, Debug)]
pub enum RegionKind {
    /// One invocation does all of it.
    Serial,
    /// An iteration per invocation, in a grid of one to three axes, the last of which is along
    /// neighbours.
    Grid {
        /// The loops, from the outermost inwards. Their limits are the host's.
        axes: Vec<Axis>,
        /// What is combined over all iterations.
        reductions: Vec<Reduced>,
        /// Arrays that iterations update at the same places, and by which operation.
        arrays: Vec<(ArrayId, Op)>,
    },
    /// A loop whose carried values are prefixes of a reduction: chunks of iterations, three times.
    Scan {
        /// The loop.
        axis: Axis,
        /// What is carried, each by one operation.
        reductions: Vec<Reduced>,
    },
}

/// A loop that became an axis of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Its label.
    pub label: Label,
    /// The induction variable.
    pub var: Val,
    /// Its limits.
    pub range: Range,
}

/// A value that is combined over the iterations of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reduced {
    /// The value in an iteration, and in front of the loop: a scalar of the host, resident, or a
    /// constant that is made in the body.
    pub carried: Carried,
    /// How two are combined.
    pub how: Reduction,
    /// The value behind the loop.
    pub to: Val,
}
