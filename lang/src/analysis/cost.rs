//! What one run of a block costs: operations, bytes, checks, calls, and modelled cycles.
//!
//! In: a block. Out: [`Work`], as the least and the most that a run may take: arms of an `If`
//! differ, and what follows an arm that leaves may not be run. Always true: inner loops are left out
//! (each is asked for by itself); counts are those of the IR as it stands, so behind the passes they
//! are what is left. The modelled cost is that of the table of operations, with one unit for a load,
//! a store or a check.
//!
//! The machine of the model is a core of a desktop or server of these years, at some 4 GHz: it begins
//! [`SLOTS`] simple operations a cycle, each of which keeps others waiting for its [`latency`], and has
//! [`BYTES_A_CYCLE`] of the memory. Deliberately absent: how long anything takes on this machine, and
//! what differs from one to another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::ir::{Block, End, Func, Label, Stmt, StmtKind};
use crate::math;
use crate::op::Op;
use crate::ty::Scalar;

/// What a run of some statements takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Work {
    /// Operations of the table, calls among them.
    pub operations: u64,
    /// Loads of elements.
    pub loads: u64,
    /// Bytes of these elements.
    pub bytes_loaded: u64,
    /// Stores of elements.
    pub stores: u64,
    /// Bytes of these elements.
    pub bytes_stored: u64,
    /// Checks.
    pub checks: u64,
    /// Modelled cycles.
    pub cost: u64,
    /// Slots in which a core begins it, of which a cycle has [`SLOTS`]: what takes several cycles and
    /// keeps a unit for itself takes all of these.
    pub slots: u64,
    /// Functions that are called, with how often: `tanh_f64`.
    pub calls: BTreeMap<String, u64>,
}

/// The modelled cost of a load, a store or a check.
const STATEMENT_COST: u64 = 1;

/// How many simple operations a core begins in a cycle.
pub const SLOTS: u64 = 4;

/// The slots of counting and of the branch back.
pub const LOOP_SLOTS: u64 = 2;

/// The modelled cycles up to which operations are simple: one is begun while others are under way.
const SIMPLE: u32 = 4;

/// The bytes that one core takes from memory, or brings there, in a cycle: 40 GB/s.
pub const BYTES_A_CYCLE: f64 = 10.0;

/// The bytes that come at a time.
pub const LINE_BYTES: u64 = 64;

/// Cycles from an address to the element, in the nearest cache.
pub const LOAD_LATENCY: f64 = 4.0;

/// Cycles from a store to the load of what it stored.
pub const FORWARDING: f64 = 4.0;

/// Cycles from the operands of an operation to its result.
pub fn latency(op: Op, from: Scalar, to: Scalar) -> f64 {
    let cost = f64::from(op.row().cost);
    let is_float = from.is_float() || to.is_float();
    match op {
        Op::Add | Op::Sub if is_float => 3.0,
        Op::Mul | Op::WrappingMul => 3.0,
        Op::MulAdd => 4.0,
        Op::Cast if is_float => 4.0,
        Op::Cast => 1.0,
        Op::Div | Op::Recip | Op::Sqrt if is_float => 13.0,
        // Those that are begun before others have ended take longer than that says.
        _ if op.row().cost > SIMPLE => 2.0 * cost,
        _ => cost,
    }
}

/// The slots of an operation of this modelled cost.
fn slots_of(cost: u32) -> u64 {
    if cost > SIMPLE { SLOTS * u64::from(cost) } else { u64::from(cost) }
}

impl Work {
    fn combined(&self, other: &Work, with: impl Fn(u64, u64) -> u64) -> Work {
        let names: BTreeSet<&String> = self.calls.keys().chain(other.calls.keys()).collect();
        let times = |work: &Work, name: &String| work.calls.get(name).copied().unwrap_or(0);
        let calls = names.into_iter();
        let calls = calls.map(|name| (name.clone(), with(times(self, name), times(other, name))));
        Work {
            operations: with(self.operations, other.operations),
            loads: with(self.loads, other.loads),
            bytes_loaded: with(self.bytes_loaded, other.bytes_loaded),
            stores: with(self.stores, other.stores),
            bytes_stored: with(self.bytes_stored, other.bytes_stored),
            checks: with(self.checks, other.checks),
            cost: with(self.cost, other.cost),
            slots: with(self.slots, other.slots),
            calls: calls.filter(|(_, times)| *times > 0).collect(),
        }
    }

    /// What a statement takes by itself.
    fn of(func: &Func, stmt: &StmtKind) -> Work {
        let mut work = Work::default();
        match stmt {
            StmtKind::Op { op, args, .. } => {
                let scalar = func.ty(args[0]);
                work.operations = 1;
                (work.cost, work.slots) = (u64::from(op.row().cost), slots_of(op.row().cost));
                if is_call(*op, scalar) {
                    work.calls.insert(format!("{}_{scalar}", op.row().name), 1);
                }
            }
            StmtKind::Load { array, .. } => {
                (work.loads, work.cost, work.slots) = (1, STATEMENT_COST, 1);
                work.bytes_loaded = u64::from(func.arrays[*array].elem.bytes());
            }
            StmtKind::Store { array, .. } => {
                (work.stores, work.cost, work.slots) = (1, STATEMENT_COST, 1);
                work.bytes_stored = u64::from(func.arrays[*array].elem.bytes());
            }
            StmtKind::Check { .. } => {
                (work.checks, work.cost, work.slots) = (1, STATEMENT_COST, 1);
            }
            StmtKind::Const { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Extent { .. }
            | StmtKind::If { .. }
            | StmtKind::For { .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. } => {}
        }
        work
    }
}

/// Whether every machine calls a function for this.
fn is_call(op: Op, scalar: Scalar) -> bool {
    op.row().math || scalar.is_int() && math::external(op, scalar).is_some()
}

/// The least and the most that something takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spread {
    /// What every run takes.
    pub least: Work,
    /// What no run exceeds.
    pub most: Work,
}

/// A run of a block.
#[derive(Default)]
struct Run {
    spread: Spread,
    /// Where control may have gone before the block's end: loops and scopes, or out (`None`).
    leaves: BTreeSet<Option<Label>>,
}

/// What one run of a block takes, without its inner loops.
pub fn of(func: &Func, block: &Block) -> Spread {
    run(func, block).spread
}

fn run(func: &Func, block: &Block) -> Run {
    let mut run = Run::default();
    for stmt in &block.stmts {
        let inner = statement(func, stmt);
        run.spread.most = run.spread.most.combined(&inner.spread.most, |x, y| x + y);
        if run.leaves.is_empty() {
            run.spread.least = run.spread.least.combined(&inner.spread.least, |x, y| x + y);
        }
        run.leaves.extend(inner.leaves);
    }
    run
}

fn statement(func: &Func, stmt: &Stmt) -> Run {
    match &stmt.kind {
        StmtKind::If { then, otherwise, .. } => {
            let [then, otherwise] = [then, otherwise].map(|arm| arm_of(func, arm));
            let (x, y) = (&then.spread, &otherwise.spread);
            let least = x.least.combined(&y.least, u64::min);
            let most = x.most.combined(&y.most, u64::max);
            let leaves = then.leaves.into_iter().chain(otherwise.leaves).collect();
            Run { spread: Spread { least, most }, leaves }
        }
        StmtKind::Scope { label, body, .. } => {
            let mut run = arm_of(func, body);
            run.leaves.remove(&Some(*label));
            run
        }
        StmtKind::For { label, body, .. } | StmtKind::Loop { label, body, .. } => {
            let mut leaves = arm_of(func, body).leaves;
            leaves.remove(&Some(*label));
            Run { spread: Spread::default(), leaves }
        }
        kind => {
            let work = Work::of(func, kind);
            let spread = Spread { least: work.clone(), most: work };
            Run { spread, leaves: BTreeSet::new() }
        }
    }
}

/// A block within a statement, whose end may leave what is around it.
fn arm_of(func: &Func, block: &Block) -> Run {
    let mut run = run(func, block);
    match &block.end {
        End::Give(_) | End::Unreachable => {}
        End::Next(label, _) | End::Break(label, _) => drop(run.leaves.insert(Some(*label))),
        End::Return(_) => drop(run.leaves.insert(None)),
    }
    run
}

impl fmt::Display for Spread {
    /// Such as `3 to 5 operations (with calls of tanh_f64), 8 bytes loaded, 2 checks; modelled cost
    /// 24`: what there is none of is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spread { least, most } = self;
        let mut calls = Vec::new();
        for (name, &times) in &most.calls {
            calls.push(if times > 1 { format!("{times} {name}") } else { name.clone() });
        }
        let calls = match calls.as_slice() {
            [] => String::new(),
            calls => format!(" (with calls of {})", calls.join(", ")),
        };
        let parts = [
            (least.operations, most.operations, "operation", calls.as_str()),
            (least.bytes_loaded, most.bytes_loaded, "byte", " loaded"),
            (least.bytes_stored, most.bytes_stored, "byte", " stored"),
            (least.checks, most.checks, "check", ""),
        ];
        let part = |(least, most, what, more)| {
            let plural = if most == 1 { "" } else { "s" };
            format!("{} {what}{plural}{more}", range(least, most))
        };
        let some = parts.into_iter().filter(|(_, most, _, _)| *most > 0);
        match some.map(part).collect::<Vec<_>>().as_slice() {
            [] => f.write_str("nothing of its own"),
            some => {
                write!(f, "{}; modelled cost {}", some.join(", "), range(least.cost, most.cost))
            }
        }
    }
}

fn range(least: u64, most: u64) -> String {
    if least == most { most.to_string() } else { format!("{least} to {most}") }
}
