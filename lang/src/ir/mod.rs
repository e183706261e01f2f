//! The loop IR: structured control flow over values in static single assignment.
//!
//! In: what `lower` builds or `parse` reads. Out: what passes rewrite and back ends run.
//! Prints as Rust syntax ([`mod@print`]) and is read back with syn ([`parse`]).
//!
//! Always true of a verified function ([`verify`]): every value is defined once, before and in
//! a block around each of its uses; operand types are what [`crate::op`] asks for; a `Load` or
//! `Store` stands behind checks (or proofs) that its indices are in bounds; an operation that
//! is guarded stands behind its check. Control leaves a block only at its end.
//!
//! Deliberately absent: mutable variables (a loop carries them), calls (helpers are inlined by
//! `lower`), short-circuit operators (they are `If`), and any knowledge of sizes or targets.

pub mod order;
pub mod parse;
pub mod print;
pub mod verify;
pub mod walk;

use serde::{Deserialize, Serialize};

use crate::error::Span;
use crate::index_type;
use crate::op::{Guard, Op};
use crate::ty::{FixedTy, Layout, ParamTy, Scalar, Signature};
use crate::util::index::Table;
use crate::value::Value;

index_type! {
    /// A scalar that is computed once.
    Val;
    /// An array parameter, an array of the function itself, or one that it allocates.
    ArrayId;
    /// A loop or scope that can be left or continued.
    Label;
}

/// A function in loop IR: one kernel with its helpers inlined, for one signature.
#[derive(Clone, Debug)]
pub struct Func {
    /// The kernel's name.
    pub name: String,
    /// The parameters in order.
    pub params: Vec<Param>,
    /// Types of the results; empty for `()`.
    pub results: Vec<Scalar>,
    /// Every value of the function.
    pub values: Table<Val, ValueData>,
    /// Every array.
    pub arrays: Table<ArrayId, ArrayData>,
    /// Every loop and scope.
    pub labels: Table<Label, LabelData>,
    /// What it does; ends in `Return` or never ends.
    pub body: Block,
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// A scalar that has its value from the start.
    Scalar(Val),
    /// An array.
    Array(ArrayId),
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueData {
    /// Its type.
    pub ty: Scalar,
    /// The variable of the source that it is a state of; only for people who read the IR.
    pub hint: Option<String>,
}

/// What is known of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayData {
    /// The name of the parameter or variable.
    pub name: String,
    /// Type of the elements.
    pub elem: Scalar,
    /// Number of axes.
    pub rank: u8,
    /// What is known of the strides.
    pub layout: Layout,
    /// Whether elements may be stored.
    pub mutable: bool,
    /// Its type, if it is no parameter but memory of the function itself: row-major, mutable,
    /// its elements unspecified until they are stored. An array that is neither has its memory
    /// from [`StmtKind::Allocate`].
    pub local: Option<FixedTy>,
}

/// What is known of a loop or scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelData {
    /// Where the loop stands in the source (its head).
    pub span: Span,
    /// The most iterations that it has, where whoever made it knows; not part of the text.
    pub most: Option<u64>,
    /// The loop or scope that it is a copy of, or whose iterations it runs in groups; not part of
    /// the text.
    pub of: Option<Label>,
    /// How many iterations of that loop each of its own is, if it runs them in groups; not part of
    /// the text.
    pub group: Option<u32>,
    /// Whether its iterations were written out, so that nothing has this label any more; not part
    /// of the text.
    pub written_out: bool,
}

/// Statements that run one after the other, and how control leaves them.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The statements.
    pub stmts: Vec<Stmt>,
    /// How control leaves.
    pub end: End,
}

/// How control leaves a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Out of the arm of an `If`, with the results of the `If`.
    Give(Vec<Val>),
    /// To the next iteration of an enclosing loop, with its carried values.
    Next(Label, Vec<Val>),
    /// Out of an enclosing loop or scope, with its results.
    Break(Label, Vec<Val>),
    /// Out of the function, with its results.
    Return(Vec<Val>),
    /// Control never gets here: the statement before never ends.
    Unreachable,
}

/// A statement and the place in the source that it was made for.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// What a trap or an explanation points at.
    pub span: Span,
    /// What it does.
    pub kind: StmtKind,
}

/// A value that a loop carries from one iteration to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The value inside of an iteration.
    pub inner: Val,
    /// The value in the first iteration.
    pub init: Val,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// `to` is a constant.
    Const {
        /// The result.
        to: Val,
        /// Its value.
        value: Value,
    },
    /// `to` is the result of an operation.
    Op {
        /// The result.
        to: Val,
        /// The operation.
        op: Op,
        /// Its operands.
        args: Vec<Val>,
    },
    /// `to: usize` is the extent of an array along an axis.
    Extent {
        /// The result.
        to: Val,
        /// The array.
        array: ArrayId,
        /// The axis, from 0.
        axis: u8,
    },
    /// `to` is an element of an array. The indices are in bounds.
    Load {
        /// The result.
        to: Val,
        /// The array.
        array: ArrayId,
        /// One `usize` per axis.
        index: Vec<Val>,
    },
    /// An element of a mutable array becomes `value`. The indices are in bounds.
    Store {
        /// The array.
        array: ArrayId,
        /// One `usize` per axis.
        index: Vec<Val>,
        /// The new element.
        value: Val,
    },
    /// `array` is memory of these extents from here to the end of the block: row-major, mutable,
    /// all its elements zero. What the statement gave when it ran before is given back, and so is
    /// everything at the end of the call, however it ends. Where the system has no such memory the
    /// call ends, which is no trap.
    Allocate {
        /// The array, which nothing else gives memory.
        array: ArrayId,
        /// A `usize` per axis.
        extents: Vec<Val>,
    },
    /// Traps unless a condition on `args` holds.
    Check {
        /// The condition.
        check: Check,
        /// What it is about; see [`Check`].
        args: Vec<Val>,
    },
    /// A check that always holds here, as an analysis has shown: nothing at run time. What stands
    /// behind it may rely on it as on a [`StmtKind::Check`].
    Proved {
        /// The condition.
        check: Check,
        /// What it is about.
        args: Vec<Val>,
    },
    /// `to: u64` is the time in nanoseconds, from some moment on: for those who measure. Two
    /// readings differ by the time that what stands between them took.
    Clock {
        /// The result.
        to: Val,
    },
    /// Runs one of two blocks.
    If {
        /// The results, given by whichever arm falls through.
        to: Vec<Val>,
        /// A `bool`.
        cond: Val,
        /// Runs if `cond` is true.
        then: Block,
        /// Runs if `cond` is false.
        otherwise: Block,
    },
    /// Runs `body` for each integer of a range, in ascending order; with `parallel` each carried
    /// value is a reduction, whose order is another one (see [`Parallel`]).
    For {
        /// The carried values after the last iteration, or those of a `Break`.
        to: Vec<Val>,
        /// What `Next` and `Break` name.
        label: Label,
        /// The induction variable, of the type of the limits.
        var: Val,
        /// The range.
        range: Range,
        /// The values that change from iteration to iteration.
        carried: Vec<Carried>,
        /// Whether the iterations are independent but for reductions; then `body` only ends in
        /// `Next` of this loop.
        parallel: Option<Parallel>,
        /// Ends in `Next`, `Break` or `Return`.
        body: Block,
    },
    /// Runs `body` until it breaks.
    Loop {
        /// The values of the `Break` that ended it.
        to: Vec<Val>,
        /// What `Next` and `Break` name.
        label: Label,
        /// The values that change from iteration to iteration.
        carried: Vec<Carried>,
        /// Ends in `Next`, `Break` or `Return`.
        body: Block,
    },
    /// Runs `body` once; `Break` leaves it from anywhere inside.
    Scope {
        /// The values of the `Break` that ended it.
        to: Vec<Val>,
        /// What `Break` names.
        label: Label,
        /// Ends in `Break` or `Return`.
        body: Block,
    },
}

/// What the iterations of a parallel loop have in common.
///
/// The range is cut into chunks, and within a chunk iterations take turns in a number of
/// accumulators; how many of each, and in which order all are combined, is a function of the trip
/// count and the body alone: see [`order`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parallel {
    /// One per carried value.
    pub reductions: Vec<Reduction>,
    /// Arrays that iterations may update at the same place, and by which operation.
    pub arrays: Vec<(ArrayId, Op)>,
    /// Whether iterations must run in their order after all, and only what is reduced may be
    /// regrouped: a plain loop that is allowed to.
    pub in_order: bool,
    /// Arrays in which iterations note what they touch, so that [`Check::Distinct`] finds the first
    /// that touches what an earlier one did. While there are any iterations run in their order.
    pub claims: Vec<ArrayId>,
    /// If iterations may run on several threads at the same time: then they have nothing in common,
    /// and the loop carries nothing.
    pub fork: Option<Fork>,
}

/// What is known of a loop whose iterations may run on several threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The modelled cycles of all iterations together, an `f64`.
    pub work: Val,
    /// Arrays of the function itself of which each iteration has its own: no element is read that
    /// the iteration did not store.
    pub private: Vec<ArrayId>,
}

/// How a carried value of a parallel loop is combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// By `Add`, `Mul`, `Min`, `Max`, `And`, `Or` or `Xor`.
    Op(Op),
    /// The extremum that others go with: a new value replaces it if this comparison (`Lt`, `Le`,
    /// `Gt` or `Ge`) of it with the old one holds.
    Best(Op),
    /// It is replaced when the carried value of this number, a `Best`, is.
    With(u32),
    /// Not at all: it goes from iteration to iteration, which must run in their order.
    InOrder,
}

/// The limits of a counted loop; both have the type of its induction variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first integer.
    pub lo: Val,
    /// The end of the range.
    pub hi: Val,
    /// Whether `hi` itself is part of the range.
    pub inclusive: bool,
}

/// A condition without which control must not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Check {
    /// `args[0] < extent(array, axis)`.
    Bounds {
        /// The array.
        array: ArrayId,
        /// The axis.
        axis: u8,
    },
    /// `args[0] != 0`, the divisor of a quotient.
    Divisor,
    /// `args[0] != 0`, the divisor of a remainder.
    RemDivisor,
    /// `args[0] != 0`, the step of a range.
    Step,
    /// Not (`args[0] == MIN` and `args[1] == -1`): the quotient fits its type.
    Quotient,
    /// The same for a remainder, which Rust refuses as it refuses the quotient.
    RemQuotient,
    /// `args[0] <= args[1]`, the limits of a `clamp`; neither is NaN then.
    Clamp,
    /// `args[0]` is 0 or `args[1]`: no other iteration of a parallel loop has touched a place of this
    /// array. `args[0]` is what was noted there, `args[1]` what this iteration notes, `args[2]` the
    /// place, an index along the axis or the number of an element, and `args[3]` the iteration.
    Distinct {
        /// The array.
        array: ArrayId,
        /// The axis whose indices are the places, if it is one alone.
        axis: Option<u8>,
    },
    /// `args` are operands of this operation, one of [`OVERFLOWING`], whose exact result fits its
    /// type ([`crate::eval::overflows`]). The amount of a shift is of any integer type.
    Overflow(Op),
}

/// The operations that overflow checks stand in front of, each with the name of its check.
pub const OVERFLOWING: [(Op, &str); 8] = [
    (Op::Add, "check_overflow_add"),
    (Op::Sub, "check_overflow_sub"),
    (Op::Mul, "check_overflow_mul"),
    (Op::Neg, "check_overflow_neg"),
    (Op::Shl, "check_overflow_shl"),
    (Op::Shr, "check_overflow_shr"),
    (Op::Abs, "check_overflow_abs"),
    (Op::Pow, "check_overflow_pow"),
];

impl Check {
    /// Number of operands.
    pub fn arity(self) -> usize {
        match self {
            Check::Bounds { .. } | Check::Divisor | Check::RemDivisor | Check::Step => 1,
            Check::Quotient | Check::RemQuotient | Check::Clamp => 2,
            Check::Distinct { .. } => 4,
            Check::Overflow(op) => op.arity(),
        }
    }

    /// The name in IR text.
    pub fn name(self) -> &'static str {
        match self {
            Check::Bounds { .. } => "check_bounds",
            Check::Divisor => "check_divisor",
            Check::RemDivisor => "check_rem_divisor",
            Check::Step => "check_step",
            Check::Quotient => "check_quotient",
            Check::RemQuotient => "check_rem_quotient",
            Check::Distinct { .. } => "check_distinct",
            Check::Overflow(op) => {
                let known = OVERFLOWING.iter().find(|(overflowing, _)| *overflowing == op);
                known.map_or("check_overflow", |(_, name)| name)
            }
            Check::Clamp => "check_clamp",
        }
    }

    /// The name in IR text of a check that always holds.
    pub fn proved_name(self) -> String {
        self.name().replacen("check", "proved", 1)
    }

    /// The checks that `op` stands behind where it works on values of type `ty`, in their order.
    pub fn before(op: Op, ty: Scalar) -> &'static [Check] {
        let signed = ty.is_signed();
        match op.guard(ty) {
            None => &[],
            Some(Guard::Quotient) if signed => &[Check::Divisor, Check::Quotient],
            Some(Guard::Quotient | Guard::Divisor) => &[Check::Divisor],
            Some(Guard::Remainder) if signed => &[Check::RemDivisor, Check::RemQuotient],
            Some(Guard::Remainder | Guard::RemDivisor) => &[Check::RemDivisor],
            Some(Guard::Limits) => &[Check::Clamp],
        }
    }

    /// Whether [`Check::Clamp`] holds: not if one of the limits is NaN.
    pub fn limits_hold(low: Value, high: Value) -> bool {
        match (low, high) {
            (Value::F32(low), Value::F32(high)) => low <= high,
            (Value::F64(low), Value::F64(high)) => low <= high,
            _ => low.as_int().zip(high.as_int()).is_some_and(|(low, high)| low <= high),
        }
    }

    /// Those of the operands of the operation behind a check that the check is about.
    pub fn operands<T>(self, of_operation: &[T]) -> &[T] {
        match self {
            Check::Divisor | Check::RemDivisor => &of_operation[1..2],
            Check::Quotient | Check::RemQuotient => &of_operation[..2],
            Check::Clamp => &of_operation[1..3],
            Check::Bounds { .. } | Check::Step | Check::Distinct { .. } | Check::Overflow(_) => &[],
        }
    }
}

impl LabelData {
    /// A loop or scope of which nothing but its place is known.
    pub fn at(span: Span) -> LabelData {
        LabelData { span, ..LabelData::default() }
    }
}

impl Func {
    /// A function without parameters, results or statements.
    pub fn new(name: impl Into<String>) -> Func {
        Func {
            name: name.into(),
            params: Vec::new(),
            results: Vec::new(),
            values: Table::new(),
            arrays: Table::new(),
            labels: Table::new(),
            body: Block { stmts: Vec::new(), end: End::Unreachable },
        }
    }

    /// A new value of type `ty`.
    pub fn value(&mut self, ty: Scalar, hint: Option<&str>) -> Val {
        self.values.push(ValueData { ty, hint: hint.map(str::to_owned) })
    }

    /// The type of a value.
    pub fn ty(&self, value: Val) -> Scalar {
        self.values[value].ty
    }

    /// How deep its blocks are nested; the body alone counts 1.
    pub fn depth(&self) -> usize {
        let (mut deepest, mut open) = (0, vec![(&self.body, 1)]);
        while let Some((block, depth)) = open.pop() {
            deepest = deepest.max(depth);
            let inner = block.stmts.iter().flat_map(|stmt| stmt.kind.blocks());
            open.extend(inner.map(|inner| (inner, depth + 1)));
        }
        deepest
    }

    /// Bytes that the function's own arrays take.
    pub fn local_bytes(&self) -> usize {
        let local = self.arrays.values().filter_map(|array| array.local);
        local.map(FixedTy::bytes).fold(0, usize::saturating_add)
    }

    /// The signature the function was made for.
    pub fn signature(&self) -> Signature {
        let param_ty = |param: &Param| match *param {
            Param::Scalar(value) => ParamTy::Scalar(self.ty(value)),
            Param::Array(array) => {
                let ArrayData { elem, rank, layout, mutable, .. } = self.arrays[array];
                ParamTy::Array { elem, rank, layout, mutable }
            }
        };
        Signature { params: self.params.iter().map(param_ty).collect() }
    }
}

impl StmtKind {
    /// The values that the statement defines for the statements behind it.
    pub fn results(&self) -> &[Val] {
        match self {
            StmtKind::Const { to, .. }
            | StmtKind::Op { to, .. }
            | StmtKind::Extent { to, .. }
            | StmtKind::Load { to, .. }
            | StmtKind::Clock { to } => std::slice::from_ref(to),
            StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. } => &[],
            StmtKind::If { to, .. }
            | StmtKind::For { to, .. }
            | StmtKind::Loop { to, .. }
            | StmtKind::Scope { to, .. } => to,
        }
    }
}
