//! Whether an innermost loop could run in lanes, and how its accesses would move along with them.
//!
//! In: a function, its [`Ranges`] and what [`parallel`](super::parallel) tells of its loops. Out: for each
//! loop without loops inside a [`Lanes`]. Always true: a loop that is told to be legal gives the same
//! bits with up to [`Lanes::most`] iterations at a time, if no check of it fails; what hinders it is
//! listed whole. Deliberately absent: whether lanes pay, and which machine has which instruction.

use std::fmt;

use super::depend::{self, Distance, Kind};
use super::parallel::{Independence, Reason};
use super::range::{Counted, Ranges};
use crate::error::Span;
use crate::ir::order::is_exact;
use crate::ir::walk::walk;
use crate::ir::{ArrayId, Block, Carried, Check, Func, Label, StmtKind, Val};
use crate::op::Op;

/// How an access moves from one iteration to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stride {
    /// Not at all.
    Fixed,
    /// To the next element along the last axis.
    Unit,
    /// To the element before, along the last axis.
    Reversed,
    /// By a fixed distance: so many steps along the last axis, or along other axes.
    Strided,
    /// Wherever a loaded or computed index says.
    Gathered,
}

/// How an innermost loop accesses an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moving {
    /// The array.
    pub array: ArrayId,
    /// Whether elements are stored.
    pub stores: bool,
    /// How the place moves.
    pub stride: Stride,
    /// What it was made for.
    pub span: Span,
}

/// What keeps a loop from running in lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hindrance {
    /// Its iterations depend on one another.
    Serial(Reason),
    /// It combines floats, in the order of the text, which lanes would change.
    Order(usize),
    /// A check that may fail in the middle of the lanes.
    Check(Check, Span),
    /// An operation of which lanes have no instruction and no function in lanes.
    Operation(Op, Span),
}

/// What is known of an innermost loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lanes {
    /// The loop.
    pub label: Label,
    /// How its accesses move.
    pub accesses: Vec<Moving>,
    /// Whether lanes would have to be masked: not every statement runs in every iteration.
    pub masked: bool,
    /// The most iterations at a time, if dependences limit them.
    pub most: Option<u64>,
    /// What keeps it from running in lanes; nothing, if it can.
    pub hindrances: Vec<Hindrance>,
}

/// Every loop of a function without loops inside, in the order of the text.
pub fn of(func: &Func, ranges: &Ranges, loops: &[Independence]) -> Vec<Lanes> {
    let mut found = Vec::new();
    walk(&func.body, &mut |stmt| {
        let (label, carried, body) = match &stmt.kind {
            StmtKind::For { label, carried, body, .. } => (*label, carried.as_slice(), body),
            StmtKind::Loop { label, carried, body, .. } => (*label, carried.as_slice(), body),
            _ => return,
        };
        let mut innermost = true;
        walk(body, &mut |stmt| {
            innermost &= !matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. });
        });
        let known = loops.iter().find(|known| known.label == label);
        if let (true, Some(known)) = (innermost, known) {
            let parallel = match &stmt.kind {
                StmtKind::For { parallel: Some(parallel), .. } => !parallel.in_order,
                _ => false,
            };
            found.push(lanes(func, ranges, known, parallel, carried, body));
        }
    });
    found
}

fn lanes(
    func: &Func,
    ranges: &Ranges,
    known: &Independence,
    declared: bool,
    carried: &[Carried],
    body: &Block,
) -> Lanes {
    let (mut hindrances, mut most) = (Vec::new(), None);
    // What a `prange` declares was shown when the text was read.
    for reason in known.reasons.iter().filter(|_| !declared) {
        match reason {
            // A later iteration that stores what an earlier one loads does so in lanes too, as loads
            // stand in front; what comes far enough behind does not meet within the lanes.
            Reason::Dependence(found) => match found.distance {
                _ if found.kind == Kind::Anti && is_in_front(body, found) => {}
                Distance::Exactly(distance) if distance > 1 => {
                    let distance = u64::try_from(distance).unwrap_or(u64::MAX);
                    most = Some(most.map_or(distance, |most: u64| most.min(distance)));
                }
                _ => hindrances.push(Hindrance::Serial(reason.clone())),
            },
            _ => hindrances.push(Hindrance::Serial(reason.clone())),
        }
    }
    for (number, (op, carried)) in known.reductions.iter().zip(carried).enumerate() {
        if op.is_some_and(|op| !is_exact(op, func.ty(carried.inner))) && !declared {
            hindrances.push(Hindrance::Order(number));
        }
    }
    let mut masked = false;
    walk(body, &mut |stmt| match &stmt.kind {
        StmtKind::If { .. } | StmtKind::Scope { .. } => masked = true,
        StmtKind::Check { check, .. } => hindrances.push(Hindrance::Check(*check, stmt.span)),
        StmtKind::Op { to, op, .. } if !has_lanes(*op, func.ty(*to).is_float()) => {
            hindrances.push(Hindrance::Operation(*op, stmt.span));
        }
        _ => {}
    });
    let accesses = match ranges.counted(known.label) {
        Some(counted) => {
            let accesses = depend::accesses(body);
            let moving = accesses.iter().map(|access| Moving {
                array: access.array,
                stores: access.stores,
                stride: stride(ranges, counted, &access.index),
                span: access.span,
            });
            moving.collect()
        }
        None => Vec::new(),
    };
    Lanes { label: known.label, accesses, masked, most, hindrances }
}

/// Whether the load of an anti-dependence stands in front of the store in the text, so that lanes
/// load before they store.
fn is_in_front(body: &Block, found: &depend::Dependence) -> bool {
    let mut order = Vec::new();
    walk(body, &mut |stmt| match &stmt.kind {
        StmtKind::Load { array, .. } if *array == found.array && stmt.span == found.from => {
            order.push(false);
        }
        StmtKind::Store { array, .. } if *array == found.array && stmt.span == found.to => {
            order.push(true);
        }
        _ => {}
    });
    order.is_sorted()
}

/// How a place moves from one iteration of a loop to the next.
pub(super) fn stride(ranges: &Ranges, counted: &Counted, index: &[Val]) -> Stride {
    let mut step = Stride::Fixed;
    for (axis, &value) in index.iter().enumerate() {
        let Some(form) = ranges.form(value) else { return Stride::Gathered };
        let is_other =
            |term: &(Val, i128)| term.0 != counted.var && ranges.is_inside(term.0, counted);
        if form.terms().iter().any(is_other) {
            return Stride::Gathered;
        }
        let is_last = axis + 1 == index.len();
        step = match (step, form.coefficient(counted.var)) {
            (step, 0) => step,
            (Stride::Fixed, 1) if is_last => Stride::Unit,
            (Stride::Fixed, -1) if is_last => Stride::Reversed,
            _ => Stride::Strided,
        };
    }
    step
}

/// Whether vectors have the operation, as an instruction or as a fast path in lanes.
fn has_lanes(op: Op, is_float: bool) -> bool {
    match op {
        Op::Div | Op::Rem | Op::RemEuclid | Op::DivEuclid => is_float,
        Op::Pow | Op::WrappingPow | Op::SaturatingPow | Op::Isqrt => false,
        _ => true,
    }
}

impl fmt::Display for Stride {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stride::Fixed => "the same element",
            Stride::Unit => "element after element",
            Stride::Reversed => "element after element, backwards",
            Stride::Strided => "strided",
            Stride::Gathered => "gathered",
        })
    }
}
