//! The tree between names and types: every name resolved, types still open.
//!
//! In: what the checker makes of the own syntax tree. Out: what `finish` turns into the typed
//! tree once every inference variable of the function is settled. Always true: it has the shape
//! of [`crate::hir`], with literals as they are written; a block has a value only if a variable
//! could hold it. Deliberately absent: constructs that were refused, which are all [`Kind::Refused`].

use std::sync::Arc;

use super::infer::Type;
use crate::error::Span;
use crate::hir::{FuncId, LocalId, LoopId};
use crate::op::Op;
use crate::value::Value;

/// An expression.
#[derive(Debug)]
pub(super) struct Expr<'a> {
    /// What it is.
    pub(super) kind: Kind<'a>,
    /// Its type so far.
    pub(super) ty: Type,
    /// Where it stands.
    pub(super) span: Span,
}

impl Expr<'_> {
    /// Something that was refused; a problem says why.
    pub(super) fn refused(span: Span) -> Self {
        Expr { kind: Kind::Refused, ty: Type::Error, span }
    }
}

/// What an expression is; see [`crate::hir::ExprKind`].
#[derive(Debug)]
pub(super) enum Kind<'a> {
    /// A problem was reported.
    Refused,
    /// `()`
    Unit,
    /// A constant of known type.
    Const(Value),
    /// An integer literal, negated or not.
    Int {
        /// The digits' value.
        magnitude: u128,
        /// Whether a `-` stands before it.
        negative: bool,
    },
    /// A float literal, negated or not.
    Float {
        /// The digits.
        digits: &'a str,
        /// Whether a `-` stands before it.
        negative: bool,
    },
    /// A variable, or an array that is passed on.
    Local(LocalId),
    /// A mutable view that is passed on for good.
    Move(LocalId),
    /// `(a, b)`
    Tuple(Vec<Expr<'a>>),
    /// `tuple.0`
    Part(Box<Expr<'a>>, u8),
    /// `[a, b]`
    List(Vec<Expr<'a>>),
    /// `[value; N]`; the type says how many.
    Repeat(Box<Expr<'a>>),
    /// An operation.
    Op(Op, Vec<Expr<'a>>),
    /// `x as T`
    Cast(Box<Expr<'a>>),
    /// `a && b`
    AndThen(Box<Expr<'a>>, Box<Expr<'a>>),
    /// `a || b`
    OrElse(Box<Expr<'a>>, Box<Expr<'a>>),
    /// An element.
    Index(Element<'a>),
    /// The extent of an array along an axis.
    Extent(LocalId, u8),
    /// The number of elements of an array.
    Len(LocalId),
    /// `place = value`
    Assign(Place<'a>, Box<Expr<'a>>),
    /// `place op= value`
    AssignOp(Op, Place<'a>, Box<Expr<'a>>),
    /// `array.fill(value)`
    Fill(LocalId, Box<Expr<'a>>),
    /// A call of a helper.
    Call(FuncId, Vec<Expr<'a>>),
    /// A block.
    Block(Block<'a>),
    /// `if`
    If(Box<Expr<'a>>, Block<'a>, Option<Block<'a>>),
    /// `match`
    Match(Box<Expr<'a>>, Vec<Arm<'a>>),
    /// `for`
    For {
        /// Names the loop.
        id: LoopId,
        /// The induction variable.
        var: LocalId,
        /// What it runs over.
        range: Box<Range<'a>>,
        /// The body.
        body: Block<'a>,
    },
    /// `while`
    While(LoopId, Box<Expr<'a>>, Block<'a>),
    /// `loop`
    Loop(LoopId, Block<'a>),
    /// `'label: { .. }`
    Labelled(LoopId, Block<'a>),
    /// `break value`
    Break(LoopId, Option<Box<Expr<'a>>>),
    /// `continue`
    Continue(LoopId),
    /// `return`
    Return(Option<Box<Expr<'a>>>),
}

/// An arm of a `match`.
#[derive(Debug)]
pub(super) struct Arm<'a> {
    /// The values it is for.
    pub(super) pattern: Pattern<'a>,
    /// A condition on them.
    pub(super) guard: Option<Expr<'a>>,
    /// The value.
    pub(super) body: Expr<'a>,
}

/// Which values an arm is for; see [`crate::hir::Pattern`].
#[derive(Debug)]
pub(super) enum Pattern<'a> {
    /// A problem was reported.
    Refused,
    /// `_`
    Any,
    /// `name`, `name @ pattern`
    Bind(LocalId, Option<Box<Pattern<'a>>>),
    /// A literal or a constant.
    Const(Box<Expr<'a>>),
    /// `a..=b` and the like; not both limits are absent.
    Range {
        /// The first integer and the end.
        limits: Box<(Option<Expr<'a>>, Option<Expr<'a>>)>,
        /// `..=`
        inclusive: bool,
        /// Where it stands.
        span: Span,
    },
    /// `a | b`
    Or(Vec<Pattern<'a>>),
    /// One pattern per part of a tuple.
    Tuple(Vec<Pattern<'a>>),
}

/// What a `for` runs over.
#[derive(Debug)]
pub(super) struct Range<'a> {
    /// The first integer.
    pub(super) lo: Expr<'a>,
    /// The end.
    pub(super) hi: Expr<'a>,
    /// `..=`
    pub(super) inclusive: bool,
    /// What changes the order, from left to right.
    pub(super) adapters: Vec<Adapter<'a>>,
    /// `prange(..)`
    pub(super) parallel: bool,
}

/// A method of a range, and where its name stands.
#[derive(Debug)]
pub(super) enum Adapter<'a> {
    /// `.rev()`
    Rev(Span),
    /// `.step_by(step)`
    StepBy(Box<Expr<'a>>),
}

/// An element of an array.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// The array.
    pub(super) array: LocalId,
    /// One index per axis.
    pub(super) index: Vec<Expr<'a>>,
    /// The whole of it.
    pub(super) span: Span,
}

/// What can be assigned to.
#[derive(Debug)]
pub(super) enum Place<'a> {
    /// A variable.
    Local(LocalId, Span),
    /// A part of a tuple.
    Part(LocalId, u8, Span),
    /// An element.
    Element(Element<'a>),
}

/// A block.
#[derive(Debug)]
pub(super) struct Block<'a> {
    /// The statements; a last expression without a value is one of them.
    pub(super) stmts: Vec<Stmt<'a>>,
    /// The value.
    pub(super) value: Option<Box<Expr<'a>>>,
    /// The type of the block.
    pub(super) ty: Type,
    /// A value that a semicolon behind the last expression drops.
    pub(super) dropped: Option<Span>,
    /// From brace to brace.
    pub(super) span: Span,
}

impl Block<'_> {
    /// A block that does nothing.
    pub(super) fn empty(span: Span) -> Self {
        Block { stmts: Vec::new(), value: None, ty: Type::Unit, dropped: None, span }
    }

    /// Where the value stands, or the whole block.
    pub(super) fn value_span(&self) -> Span {
        self.value.as_ref().map_or(self.span, |value| value.span)
    }
}

/// A statement.
#[derive(Debug)]
pub(super) enum Stmt<'a> {
    /// `let`
    Let(LocalId, Expr<'a>),
    /// `let` without a first value
    Declare(LocalId),
    /// `let` of a tuple: one variable per part
    LetTuple(Vec<Option<LocalId>>, Expr<'a>),
    /// An expression whose value is dropped.
    Expr(Expr<'a>),
}

/// A parameter or variable.
#[derive(Debug)]
pub(super) struct Local<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Its type so far.
    pub(super) ty: Type,
    /// Whether it is declared `mut`.
    pub(super) mutable: bool,
    /// What declared it.
    pub(super) origin: Origin,
    /// Where its name is declared.
    pub(super) span: Span,
    /// Whether anything but its declaration, or what stands for it, assigns to it.
    pub(super) assigned: bool,
    /// How it gets its first value.
    pub(super) first: First,
    /// Whether it is a view that is passed on for good.
    pub(super) moved: bool,
    /// How many borrows of the array are alive: shared and exclusive ones.
    pub(super) loans: [u32; 2],
    /// Where the latest of them begins.
    pub(super) lent_at: Span,
    /// The elements, if it stands for a constant array.
    pub(super) constant: Option<Arc<[Value]>>,
}

/// How a local gets its first value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// Where it is declared.
    Declared,
    /// Behind its declaration: none was found so far, and no type is known if none is written.
    Awaited {
        /// Whether its type comes with the value.
        untyped: bool,
    },
    /// Behind its declaration, and the text has been there.
    Found,
}

/// What declares a local.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The function's signature.
    Param,
    /// `let` without a type.
    Let,
    /// `let` with a type.
    Annotated,
    /// `for`
    For,
    /// The pattern of an arm.
    Pattern,
}
