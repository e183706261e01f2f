//! The typed tree: a checked kernel text, every type known, every name resolved.
//!
//! In: what `front::check` made of the own syntax tree. Out: what `lower` turns into loop IR.
//! Prints as the DSL itself ([`mod@print`]), fully annotated: the printed text is a kernel again.
//!
//! Always true: types agree everywhere as rustc would have it; a place that is assigned to is
//! mutable; every variable has a value before it is read; calls form no cycle. Deliberately
//! absent: method names (they are operations), inference variables and user-defined types.

pub mod children;
pub mod print;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Span;
use crate::generic::Bound;
use crate::index_type;
use crate::op::Op;
use crate::ty::{Layout, ParamTy, Scalar, Signature, Ty};
use crate::util::index::Table;
use crate::value::Value;

index_type! {
    /// A function of a module.
    FuncId;
    /// A parameter or variable of a function.
    LocalId;
    /// A loop of a function.
    LoopId;
}

/// A checked kernel text.
#[derive(Clone, Debug)]
pub struct Module {
    /// The text that all spans refer to.
    pub text: Arc<str>,
    /// Its functions in source order, those inside of others after the outermost ones.
    pub funcs: Arc<Table<FuncId, Func>>,
    /// The kernel; several kernels of one text share the functions.
    pub entry: FuncId,
    /// The type parameters of the kernel, if its text has some.
    pub generic: Option<Generic>,
}

impl Module {
    /// The signature of the kernel for arrays of one layout class.
    ///
    /// # Panics
    /// If a parameter is neither a scalar nor an array, which the checker refuses.
    pub fn signature(&self, layout: Layout) -> Signature {
        let entry = &self.funcs[self.entry];
        let param = |&local: &LocalId| match entry.locals[local].ty {
            Ty::Scalar(scalar) => ParamTy::Scalar(scalar),
            Ty::Array(array) => ParamTy::Array {
                elem: array.elem,
                rank: array.rank,
                layout,
                mutable: array.is_mutable(),
            },
            other => panic!("metate bug: a parameter of type {other}"),
        };
        Signature { params: entry.params.iter().map(param).collect() }
    }
}

/// What the text of a generic kernel leaves open, and what this module was made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generic {
    /// Each type parameter's name and bound.
    pub params: Vec<(String, Bound)>,
    /// The type that stands for each of them in this module.
    pub types: Vec<Scalar>,
    /// For each parameter of the kernel, which type parameter its type shows.
    pub used_by: Vec<Option<usize>>,
    /// For each scalar of the result, which type parameter it is.
    pub returned: Vec<Option<usize>>,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Func {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Whether it is `pub`.
    pub public: bool,
    /// The parameters, each also a local.
    pub params: Vec<LocalId>,
    /// The result: `Unit`, a scalar or a tuple; of a helper also a fixed array.
    pub ret: Ty,
    /// Every parameter and variable.
    pub locals: Table<LocalId, Local>,
    /// Every loop.
    pub loops: Table<LoopId, Loop>,
    /// What it does; its value is the result.
    pub body: Block,
}

/// A parameter or variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its name; shadowing makes several locals of one name.
    pub name: String,
    /// Its type: never `Never`.
    pub ty: Ty,
    /// Whether it is declared `mut`.
    pub mutable: bool,
    /// Where it is declared.
    pub span: Span,
    /// The elements, row by row, if it is a constant array: `const K: [f64; 2] = [1.0, 2.0];`.
    /// It has them from the start and is never assigned to.
    pub constant: Option<Arc<[Value]>>,
}

/// A `for`, `while` or `loop`, or a labelled block.
#[derive(Clone, Debug)]
pub struct Loop {
    /// Its label without the quote, if it has one.
    pub label: Option<String>,
    /// The loop's head, from its keyword to the brace.
    pub span: Span,
}

/// Statements, and the expression whose value the block has.
#[derive(Clone, Debug)]
pub struct Block {
    /// The statements.
    pub stmts: Vec<Stmt>,
    /// The value; a block without one is `()`, or `!` if control never reaches its end.
    pub value: Option<Box<Expr>>,
    /// The block's type.
    pub ty: Ty,
    /// From brace to brace.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// `let local: ty = init;`, or without `init` if it is assigned before it is read.
    Let {
        /// The variable.
        local: LocalId,
        /// Its first value.
        init: Option<Expr>,
    },
    /// `let (a, _, b) = init;`
    LetTuple {
        /// One variable per part; `None` for `_`.
        locals: Vec<Option<LocalId>>,
        /// The tuple.
        init: Expr,
    },
    /// An expression whose value is dropped.
    Expr(Expr),
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// The type of its value; `Never` if control does not get past it.
    pub ty: Ty,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `()`
    Unit,
    /// A constant.
    Const(Value),
    /// The value of a variable (of a fixed array a copy), or an array itself where it is lent to
    /// a helper.
    Local(LocalId),
    /// A parameter that is an `ArrayViewMut`, passed to a helper for good: it is not used again.
    Move(LocalId),
    /// `(a, b)`
    Tuple(Vec<Expr>),
    /// `tuple.0`
    Part(Box<Expr>, u8),
    /// `[a, b]`: a fixed array of these scalars, or of these rows.
    List(Vec<Expr>),
    /// `[value; N]`: a fixed array of equal scalars or rows; its type says how many.
    Repeat(Box<Expr>),
    /// An operation. For shifts the second operand may have another integer type.
    Op(Op, Vec<Expr>),
    /// `x as T`, with `T` the type of the expression.
    Cast(Box<Expr>),
    /// `a && b`
    AndThen(Box<Expr>, Box<Expr>),
    /// `a || b`
    OrElse(Box<Expr>, Box<Expr>),
    /// An element of an array.
    Index(Element),
    /// The extent of an array along an axis.
    Extent {
        /// The array.
        array: LocalId,
        /// The axis, from 0.
        axis: u8,
    },
    /// The number of elements of an array.
    Len {
        /// The array.
        array: LocalId,
    },
    /// `place = value`
    Assign {
        /// What is assigned to.
        place: Place,
        /// The new value, evaluated before the place.
        value: Box<Expr>,
    },
    /// `place op= value`
    AssignOp {
        /// The operation.
        op: Op,
        /// What is assigned to.
        place: Place,
        /// The second operand, evaluated before the place.
        value: Box<Expr>,
    },
    /// `array.fill(value)`
    Fill {
        /// A mutable array.
        array: LocalId,
        /// The new value of every element.
        value: Box<Expr>,
    },
    /// A call of a helper.
    Call {
        /// The function.
        func: FuncId,
        /// Its arguments, evaluated from left to right.
        args: Vec<Expr>,
    },
    /// A block as an expression.
    Block(Block),
    /// `if cond { then } else { otherwise }`
    If {
        /// The condition.
        cond: Box<Expr>,
        /// If it holds.
        then: Block,
        /// If it does not; without it the expression is `()`.
        otherwise: Option<Block>,
    },
    /// `match scrutinee { arms }`; the arms cover every value.
    Match {
        /// A scalar or a tuple, evaluated once.
        scrutinee: Box<Expr>,
        /// Tried in order.
        arms: Vec<Arm>,
    },
    /// `for var in range { body }`
    For {
        /// Names the loop.
        id: LoopId,
        /// The induction variable.
        var: LocalId,
        /// What it runs over.
        range: Range,
        /// Whether the iterations are promised to be independent: `prange`.
        parallel: Option<Box<Parallel>>,
        /// The body.
        body: Block,
    },
    /// `while cond { body }`
    While {
        /// Names the loop.
        id: LoopId,
        /// Evaluated before each iteration.
        cond: Box<Expr>,
        /// The body.
        body: Block,
    },
    /// `loop { body }`; its type is that of the values it is broken with, or `!`.
    Loop {
        /// Names the loop.
        id: LoopId,
        /// The body.
        body: Block,
    },
    /// `'label: { .. }`: a block that `break` can leave with a value.
    Labelled {
        /// Names the block.
        id: LoopId,
        /// The block.
        body: Block,
    },
    /// `break value`
    Break(LoopId, Option<Box<Expr>>),
    /// `continue`
    Continue(LoopId),
    /// `return value`
    Return(Option<Box<Expr>>),
}

/// An arm of a `match`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The values it is for.
    pub pattern: Pattern,
    /// A condition on them.
    pub guard: Option<Expr>,
    /// The value.
    pub body: Expr,
}

/// Which values an arm of a `match` is for.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// `_`
    Any,
    /// `name`, `name @ pattern`
    Bind(LocalId, Option<Box<Pattern>>),
    /// A constant: an integer or a `bool`.
    Const(Value),
    /// Integers from `lo` to `hi`, both included; without one of them there is no such limit.
    Range(Option<Value>, Option<Value>),
    /// `a | b`; no alternative binds a name.
    Or(Vec<Pattern>),
    /// One pattern per part of a tuple.
    Tuple(Vec<Pattern>),
}

/// What a `prange` may carry from iteration to iteration.
#[derive(Clone, Debug, Default)]
pub struct Parallel {
    /// One for each variable of the surroundings that the body assigns.
    pub reductions: Vec<Reduction>,
    /// Arrays that iterations may update at the same place, and by which operation.
    pub arrays: Vec<(LocalId, Op)>,
    /// Arrays whose places are elements of others: that iterations touch different ones is checked
    /// while they run.
    pub scattered: Vec<Scattered>,
}

/// An array of which no two iterations of a `prange` may touch the same place, which is checked.
#[derive(Clone, Debug)]
pub struct Scattered {
    /// The array.
    pub array: LocalId,
    /// The axes whose indices make up the place, ascending.
    pub axes: Vec<u8>,
}

/// A variable that a `prange` reduces into.
#[derive(Clone, Debug)]
pub struct Reduction {
    /// The variable.
    pub local: LocalId,
    /// How values are combined.
    pub kind: ReductionKind,
}

/// How a reduction combines values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReductionKind {
    /// By an operation: `Add` (for `+=` and `-=`), `Mul`, `Min`, `Max`, `And`, `Or` or `Xor`.
    Op(Op),
    /// It goes with the extremum `of`: `if x < best { best = x; at = i; }`. The first one wins.
    With {
        /// The variable that holds the extremum.
        of: LocalId,
    },
    /// It holds the extremum that others go with, found by this comparison (`Lt`, `Le`, `Gt` or
    /// `Ge`) of the new value with it.
    Best(Op),
}

/// An element of an array. The indices are evaluated from left to right and then checked; those
/// of a fixed array are each checked before the next one is evaluated.
#[derive(Clone, Debug)]
pub struct Element {
    /// The array.
    pub array: LocalId,
    /// One `usize` per axis.
    pub index: Vec<Expr>,
    /// The whole of `a[..]`, which a trap points at.
    pub span: Span,
}

/// What can be assigned to.
#[derive(Clone, Debug)]
pub enum Place {
    /// A variable: a scalar, a tuple or a fixed array.
    Local(LocalId, Span),
    /// A part of a tuple: `local.0`.
    Part(LocalId, u8, Span),
    /// An element.
    Element(Element),
}

/// What a `for` runs over.
#[derive(Clone, Debug)]
pub struct Range {
    /// The first integer.
    pub lo: Box<Expr>,
    /// The end.
    pub hi: Box<Expr>,
    /// `..=`
    pub inclusive: bool,
    /// The integer type of limits and induction variable.
    pub ty: Scalar,
    /// What changes the order, from left to right.
    pub adapters: Vec<Adapter>,
}

/// A method of a range.
#[derive(Clone, Debug)]
pub enum Adapter {
    /// `.rev()`
    Rev,
    /// `.step_by(step)`; the step is a `usize` and traps if it is 0.
    StepBy(Expr),
}

impl Place {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Place::Local(_, span) | Place::Part(_, _, span) => *span,
            Place::Element(element) => element.span,
        }
    }
}
