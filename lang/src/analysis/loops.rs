//! Every loop of a function: what kind it is, how often it runs, what it carries and what its
//! iterations take.
//!
//! In: a function. Out: its loops in the order of the text, as facts that print. Always true: a loop
//! stands behind the one around it; what is told is read off the IR, so behind the passes it is what
//! the passes left. Deliberately absent: what is decided about a loop.

use std::fmt;

use super::cost::{self, Spread};
use super::expression::{Arguments, Definitions, trips};
use crate::error::Span;
use crate::ir::order::{Order, is_exact};
use crate::ir::{
    ArrayId, Block, Carried, Check, End, Func, Label, LabelData, Parallel, Range, Reduction, Stmt,
    StmtKind, Val,
};
use crate::op::Op;
use crate::ty::Scalar;
use crate::value::Value;

/// What is known of a loop.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Loop {
    /// What its `Next` and `Break` name.
    pub label: Label,
    /// Its head in the text.
    pub span: Span,
    /// The number of the loop around it.
    pub parent: Option<usize>,
    /// How many loops are around it.
    pub depth: usize,
    /// The name of its induction variable.
    pub variable: Option<String>,
    /// How its iterations are counted; `None` if it runs until it is left.
    pub range: Option<Count>,
    /// Whether it is declared independent: `prange`.
    pub parallel: bool,
    /// What it carries from iteration to iteration.
    pub carried: Vec<State>,
    /// What its own iteration takes, without inner loops.
    pub iteration: Spread,
    /// The checks of its own iteration.
    pub checks: Checks,
    /// The loop that it is a copy of, or whose iterations it runs in groups.
    pub of: Option<Label>,
    /// How many iterations of that loop each of its own is, if it runs them in groups.
    pub group: Option<u32>,
}

/// The checks of statements that are run one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// Those that are made.
    pub made: Vec<CheckFact>,
    /// Those that always hold where they stand, and so are not made.
    pub proved: Vec<CheckFact>,
}

/// The iterations of a counted loop.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Count {
    /// How many there are, as an expression; `None` if it would be too long to read.
    pub trips: Option<String>,
    range: Range,
}

/// A value, or the elements of an array, that iterations hand on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct State {
    /// The variable or array.
    pub name: String,
    /// Its type, or that of the elements.
    pub ty: Scalar,
    /// How an iteration changes it.
    pub change: Change,
}

/// How an iteration changes what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Combined with something by this operation, in the order of the text.
    InOrder(Op),
    /// Combined by this operation, in the order of parallel loops.
    Chunked(Op, Order),
    /// Combined by this operation, for which every order gives the same.
    Exact(Op),
    /// Replaced by what is better by this comparison, the first one winning.
    Best(Op),
    /// Replaced together with such an extremum.
    Companion,
    /// In some other way.
    Other,
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CheckFact {
    /// Its name in IR text, with array and axis: `check_bounds(a, 0)`.
    pub name: String,
    /// What it was made for.
    pub span: Span,
}

/// The loops of a function, in the order of the text.
pub fn of(func: &Func) -> Vec<Loop> {
    let mut finder = Finder { func, definitions: Definitions::of(func), found: Vec::new() };
    finder.block(&func.body, None, 0);
    finder.found
}

/// The checks outside of loops.
pub fn checks_outside(func: &Func) -> Checks {
    let finder = Finder { func, definitions: Definitions::of(func), found: Vec::new() };
    let mut checks = Checks::default();
    finder.checks(&func.body, &mut checks);
    checks
}

struct Finder<'f> {
    func: &'f Func,
    definitions: Definitions<'f>,
    found: Vec<Loop>,
}

impl Finder<'_> {
    fn block(&mut self, block: &Block, parent: Option<usize>, depth: usize) {
        for stmt in &block.stmts {
            let inside = match &stmt.kind {
                StmtKind::For { body, .. } | StmtKind::Loop { body, .. } => {
                    let found = self.found(stmt, body, parent, depth);
                    self.found.push(found);
                    (Some(self.found.len() - 1), depth + 1)
                }
                _ => (parent, depth),
            };
            for inner in stmt.kind.blocks() {
                self.block(inner, inside.0, inside.1);
            }
        }
    }

    fn found(&self, stmt: &Stmt, body: &Block, parent: Option<usize>, depth: usize) -> Loop {
        let label = stmt.kind.label().expect("a loop has a label");
        let mut variable = None;
        let (range, parallel, carried) = match &stmt.kind {
            StmtKind::For { var, range, parallel, carried, .. } => {
                variable = self.definitions.name(*var).map(str::to_owned);
                (Some(*range), parallel.as_ref(), carried.as_slice())
            }
            StmtKind::Loop { carried, .. } => (None, None, carried.as_slice()),
            other => panic!("metate bug: {other:?} is no loop"),
        };
        let carried = match parallel {
            Some(parallel) => self.reductions(carried, parallel, body),
            None => self.states(label, carried, body),
        };
        let range = range.map(|range| Count { trips: self.trips(range), range });
        let LabelData { span: head, of, group, .. } = self.func.labels[label];
        let span = if head == Span::default() { stmt.span } else { head };
        let mut checks = Checks::default();
        self.checks(body, &mut checks);
        Loop {
            label,
            span,
            parent,
            depth,
            variable,
            range,
            parallel: parallel.as_ref().is_some_and(|parallel| !parallel.in_order),
            carried,
            iteration: cost::of(self.func, body),
            checks,
            of,
            group,
        }
    }

    /// How many integers a range has, as an expression.
    fn trips(&self, range: Range) -> Option<String> {
        let constant = |value| match self.definitions.made_by(value) {
            Some(StmtKind::Const { value, .. }) => value.as_int(),
            _ => None,
        };
        let (lo, hi) = (constant(range.lo), constant(range.hi));
        let more = i128::from(range.inclusive);
        if let (Some(lo), Some(hi)) = (lo, hi) {
            return Some((hi - lo + more).max(0).to_string());
        }
        if lo == Some(more) {
            return self.definitions.describe(range.hi);
        }
        let distance = match lo {
            Some(0) => self.definitions.summand(range.hi),
            _ => self.definitions.difference(range.hi, range.lo),
        };
        Some(format!("{}{}", distance?, if more == 1 { " + 1" } else { "" }))
    }

    /// What a parallel loop reduces.
    fn reductions(&self, carried: &[Carried], parallel: &Parallel, body: &Block) -> Vec<State> {
        let inner = carried.iter().map(|carried| carried.inner);
        let order = Order::of(self.func, inner, parallel, body);
        let combined = |op, ty| match order {
            Some(order) if !is_exact(op, ty) => Change::Chunked(op, order),
            _ => Change::Exact(op),
        };
        let mut states = Vec::new();
        for (reduction, carried) in parallel.reductions.iter().zip(carried) {
            let ty = self.func.ty(carried.inner);
            let change = match *reduction {
                Reduction::Op(op) => combined(op, ty),
                Reduction::Best(op) => Change::Best(op),
                Reduction::With(_) => Change::Companion,
                Reduction::InOrder => Change::Other,
            };
            states.push(State { name: self.name(carried.inner), ty, change });
        }
        for &(array, op) in &parallel.arrays {
            let row = &self.func.arrays[array];
            let change = combined(op, row.elem);
            states.push(State { name: row.name.clone(), ty: row.elem, change });
        }
        states
    }

    /// What a plain loop carries.
    fn states(&self, label: Label, carried: &[Carried], body: &Block) -> Vec<State> {
        let last = match &body.end {
            End::Next(next, values) if *next == label => values.as_slice(),
            _ => &[],
        };
        let change = |number: usize, inner: Val| {
            let made_by = self.definitions.made_by(*last.get(number)?);
            let StmtKind::Op { op, args, .. } = made_by? else { return None };
            let is_first = args.first() == Some(&inner);
            match op {
                Op::Sub if is_first => Some(Change::InOrder(Op::Add)),
                _ if is_reduction(*op) && args.contains(&inner) => Some(Change::InOrder(*op)),
                _ => None,
            }
        };
        let state = |(number, carried): (usize, &Carried)| State {
            name: self.name(carried.inner),
            ty: self.func.ty(carried.inner),
            change: change(number, carried.inner).unwrap_or(Change::Other),
        };
        carried.iter().enumerate().map(state).collect()
    }

    fn name(&self, value: Val) -> String {
        self.definitions.name(value).unwrap_or("a value").to_owned()
    }

    /// The checks of a block, not those of inner loops.
    fn checks(&self, block: &Block, found: &mut Checks) {
        let fact = |check, span| CheckFact { name: self.check_name(check), span };
        for stmt in &block.stmts {
            match &stmt.kind {
                StmtKind::Check { check, .. } => found.made.push(fact(*check, stmt.span)),
                StmtKind::Proved { check, .. } => found.proved.push(fact(*check, stmt.span)),
                StmtKind::For { .. } | StmtKind::Loop { .. } => {}
                kind => kind.blocks().for_each(|inner| self.checks(inner, found)),
            }
        }
    }

    fn check_name(&self, check: Check) -> String {
        let array_name = |array: ArrayId| &self.func.arrays[array].name;
        match check {
            Check::Bounds { array, axis } => {
                format!("{}({}, {axis})", check.name(), array_name(array))
            }
            Check::Distinct { array, axis } => match axis {
                Some(axis) => format!("{}({}, {axis})", check.name(), array_name(array)),
                None => format!("{}({})", check.name(), array_name(array)),
            },
            _ => check.name().to_owned(),
        }
    }
}

fn is_reduction(op: Op) -> bool {
    matches!(op, Op::Add | Op::Mul | Op::Min | Op::Max | Op::And | Op::Or | Op::Xor)
}

impl Count {
    /// How many iterations there are in a call with these arguments, if they alone decide it.
    pub fn value(&self, definitions: &Definitions<'_>, of: &dyn Arguments) -> Option<u128> {
        let limit = |value| -> Option<Value> { definitions.evaluate(value, of) };
        trips(limit(self.range.lo)?, limit(self.range.hi)?, self.range.inclusive)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::InOrder(op) => write!(f, "{}, in the order of the text", noun(*op)),
            Change::Chunked(op, order) => {
                let Order { accumulators, nested } = order;
                let least = if *nested { "1 iteration" } else { "4096 iterations" };
                let noun = noun(*op);
                write!(
                    f,
                    "{noun}, in the order of `prange`: {accumulators} accumulators, chunks of at \
                     least {least}"
                )
            }
            Change::Exact(op) => write!(f, "{}, the same in any order", noun(*op)),
            Change::Best(Op::Lt | Op::Le) => f.write_str("minimum, the first one wins"),
            Change::Best(_) => f.write_str("maximum, the first one wins"),
            Change::Companion => f.write_str("goes with the extremum"),
            Change::Other => f.write_str("carried from iteration to iteration"),
        }
    }
}

fn noun(op: Op) -> &'static str {
    match op {
        Op::Add => "sum",
        Op::Mul => "product",
        Op::Min => "minimum",
        Op::Max => "maximum",
        other => other.row().name,
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}): {}", self.name, self.ty, self.change)
    }
}

impl fmt::Display for Loop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match (&self.range, self.parallel) {
            (None, _) => "runs until it is left",
            (Some(_), true) => "parallel loop",
            (Some(_), false) => "counted loop",
        };
        write!(f, "loop of depth {}: {kind}", self.depth)?;
        if let Some(count) = &self.range {
            write!(f, ", {} iterations", count.trips.as_deref().unwrap_or(".."))?;
        }
        for state in &self.carried {
            write!(f, "\n  {state}")?;
        }
        write!(f, "\n  an iteration: {}", self.iteration)?;
        if !self.checks.made.is_empty() {
            let made = self.checks.made.iter();
            let names: Vec<&str> = made.map(|check| check.name.as_str()).collect();
            write!(f, "\n  {}", names.join(", "))?;
        }
        Ok(())
    }
}
