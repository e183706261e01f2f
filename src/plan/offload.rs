//! A function as the work of a device, and of the host that drives it.
//!
//! In: a function in loop IR. Out: an [`Offload`]: a tree of [`Step`]s, which the host runs one
//! after the other on scalars, and the [`Region`]s that they launch, in which all work on elements
//! of arrays is done. Always true: steps name each region once; a region uses only the values that
//! it lists. Deliberately absent: the text of shaders, and the device.
//!
//! A scalar lives where it is made. What a region makes and others use is *resident*: it stays in
//! memory of the device until control depends on it, which a [`Step::Fetch`] in front says.

use metate_lang::error::Span;
use metate_lang::index_type;
use metate_lang::ir::{
    ArrayId, Block, Carried, End, Func, Label, Range, Reduction, Stmt, Val,
};
use metate_lang::op::Op;
use metate_lang::util::index::Table;

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
    /// Resident values become others, all at once: what control hands on to a resident value.
    Move(Vec<(Val, Val)>),
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
    /// values that are reduced; a serial one in `Give` with the values of `results`.
    pub body: Block,
    /// Scalars that it takes from the host.
    pub scalars: Vec<Val>,
    /// Scalars that it takes from memory of the device.
    pub resident: Vec<Val>,
    /// Values that it makes resident. Of a grid these are `to` of what is reduced.
    pub results: Vec<Val>,
    /// Arrays in memory of the device that it touches, in the order of their bindings.
    pub arrays: Vec<Touched>,
    /// Arrays of the function itself of which each iteration has its own, or that nothing outside
    /// of a serial region names: variables of an invocation.
    pub private: Vec<ArrayId>,
    /// Whether checks are left in it: it may trap.
    pub may_trap: bool,
    /// Whether it has a loop of which nothing says that it ends soon.
    pub unbounded: bool,
}

/// An array that a region touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The array.
    pub array: ArrayId,
    /// Whether elements are read.
    pub reads: bool,
    /// Whether elements are written.
    pub writes: bool,
}

/// How the work of a region is spread over invocations.
#[derive(Clone, Debug)]
pub enum RegionKind {
    /// One invocation does all of it.
    Serial,
    /// An iteration per invocation, in a grid of one to three axes, the last of which is along
    /// neighbours.
    Grid {
        /// The loops, from the outermost inwards. Their limits are `scalars` of the region.
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
    /// The value in an iteration, and in front of the loop: a scalar of the host, or resident.
    pub carried: Carried,
    /// How two are combined.
    pub how: Reduction,
    /// The value behind the loop.
    pub to: Val,
}
