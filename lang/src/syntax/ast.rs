//! The own syntax tree: what a kernel's text says, before names and types are resolved.
//!
//! In: what `parse` reads off syn's tree. Out: what `front::check` checks. Always true: no node
//! is nested deeper than [`super::Limits::depth`], so every walk may recurse. Deliberately
//! absent: anything of syn or proc-macro2, and constructs that are refused while parsing.

use crate::error::Span;
use crate::op::Op;

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The identifier.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A whole text: its items in source order.
#[derive(Clone, Debug)]
pub struct File {
    /// The functions.
    pub funcs: Vec<Func>,
    /// The constants.
    pub consts: Vec<Const>,
}

/// An item of a text or block.
#[derive(Clone, Debug)]
pub enum Item {
    /// A function.
    Func(Func),
    /// A constant.
    Const(Const),
}

/// `const NAME: ty = value;`
#[derive(Clone, Debug)]
pub struct Const {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Expr,
}

/// `T: A + B` between the `<` and `>` of a function.
#[derive(Clone, Debug)]
pub struct TypeParam {
    /// Its name.
    pub name: Name,
    /// The traits it must have, by their last names.
    pub bounds: Vec<Name>,
}

/// `pub fn name(params) -> ret { body }`
#[derive(Clone, Debug)]
pub struct Func {
    /// Whether it is `pub`.
    pub public: bool,
    /// Its name.
    pub name: Name,
    /// The type parameters.
    pub generics: Vec<TypeParam>,
    /// The parameters.
    pub params: Vec<Param>,
    /// The result type; `()` if none is written.
    pub ret: Option<Type>,
    /// The body.
    pub body: Block,
}

/// `mut name: ty`
#[derive(Clone, Debug)]
pub struct Param {
    /// Whether it is declared `mut`.
    pub mutable: bool,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
}

/// A type as it is written.
#[derive(Clone, Debug)]
pub struct Type {
    /// What is written.
    pub kind: TypeKind,
    /// Where.
    pub span: Span,
}

/// What a type is written as.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `()`
    Unit,
    /// `name` or `name<args>`; a path of several segments keeps its last. Lifetimes are dropped.
    Path {
        /// The last segment's name.
        name: String,
        /// Its type arguments.
        args: Vec<Type>,
    },
    /// `&T` or `&mut T`
    Ref {
        /// Whether it is `&mut`.
        mutable: bool,
        /// What it refers to.
        to: Box<Type>,
    },
    /// `[T]`
    Slice(Box<Type>),
    /// `[T; N]`
    Fixed(Box<Type>, Box<Expr>),
    /// `(A, B)`
    Tuple(Vec<Type>),
    /// `_`
    Infer,
}

/// `{ stmts }`
#[derive(Clone, Debug)]
pub struct Block {
    /// The statements; the last may be the block's value.
    pub stmts: Vec<Stmt>,
    /// From brace to brace.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// `let pattern: ty = init;`
    Let {
        /// What the value is bound to.
        pattern: Pattern,
        /// Its type, if written.
        ty: Option<Type>,
        /// Its first value, if written.
        init: Option<Expr>,
        /// From `let` to the semicolon.
        span: Span,
    },
    /// An expression; without `semicolon` it is the block's value if it is last.
    Expr {
        /// The expression.
        expr: Expr,
        /// Whether a semicolon follows.
        semicolon: bool,
    },
    /// `fn` inside a block.
    Func(Func),
    /// `const` inside a block.
    Const(Const),
}

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// Where.
    pub span: Span,
}

/// What a pattern is.
#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `_`
    Any,
    /// `mut name @ sub`; without `mut` and `sub` it may also name a constant.
    Bind {
        /// Whether it is declared `mut`.
        mutable: bool,
        /// The name.
        name: Name,
        /// What the value must be as well.
        sub: Option<Box<Pattern>>,
    },
    /// A literal, which may be negated.
    Literal(Box<Expr>),
    /// A constant of several segments: `i32::MAX`.
    Path(Vec<Name>),
    /// `a..=b`, `a..b`, `a..`, `..=b`, `..b`: start, end, whether inclusive. The limits are
    /// literals or constants.
    Range(Option<Box<Expr>>, Option<Box<Expr>>, bool),
    /// `a | b`
    Or(Vec<Pattern>),
    /// `(a, b)`; `None` stands for `..`.
    Tuple(Vec<Option<Pattern>>),
    /// Something that was refused while parsing; a diagnostic says why.
    Refused,
}

/// `pattern if guard => body`
#[derive(Clone, Debug)]
pub struct Arm {
    /// The values it is for.
    pub pattern: Pattern,
    /// A condition on them.
    pub guard: Option<Expr>,
    /// The value.
    pub body: Expr,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// An integer literal: its value and the suffix, if any (it may be a float's: `1f64`).
    Int(u128, Option<Name>),
    /// A float literal: its digits without underscores, and the suffix, if any.
    Float(String, Option<Name>),
    /// `true`, `false`
    Bool(bool),
    /// `name` or `a::b::name`: the segments.
    Path(Vec<Name>),
    /// `-x`, `!x`: the operation is `Neg` or `Not`.
    Unary(Op, Box<Expr>),
    /// `a + b` and the like, comparisons included.
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `a && b`
    AndThen(Box<Expr>, Box<Expr>),
    /// `a || b`
    OrElse(Box<Expr>, Box<Expr>),
    /// `place = value`
    Assign(Box<Expr>, Box<Expr>),
    /// `place op= value`
    AssignOp(Op, Box<Expr>, Box<Expr>),
    /// `x as T`
    Cast(Box<Expr>, Type),
    /// `base[index]`
    Index(Box<Expr>, Box<Expr>),
    /// `receiver.name(args)`
    Method(Box<Expr>, Name, Vec<Expr>),
    /// `function(args)`, the function a path.
    Call(Vec<Name>, Vec<Expr>),
    /// `[a, b]`: a fixed array, or the index of an array of several axes.
    Array(Vec<Expr>),
    /// `[value; count]`
    Repeat(Box<Expr>, Box<Expr>),
    /// `tuple.0`: the number, and where it stands.
    Field(Box<Expr>, u32, Span),
    /// `()`, `(a, b)`
    Tuple(Vec<Expr>),
    /// `(x)`
    Paren(Box<Expr>),
    /// `&x`, `&mut x`
    Ref(bool, Box<Expr>),
    /// `{ .. }`
    Block(Block),
    /// `'label: { .. }`
    Labelled(Name, Block),
    /// `match scrutinee { arms }`
    Match(Box<Expr>, Vec<Arm>),
    /// `if cond { then } else ..`; the else branch is a block or another `if`.
    If(Box<Expr>, Block, Option<Box<Expr>>),
    /// `'label: for var in range { body }`
    For {
        /// The label without its quote.
        label: Option<Name>,
        /// The induction variable; `_` keeps that name.
        var: Name,
        /// Whether it is declared `mut`.
        mutable: bool,
        /// What it runs over.
        range: Box<Expr>,
        /// The body.
        body: Block,
        /// From `for` to the brace.
        head: Span,
    },
    /// `'label: while cond { body }`
    While {
        /// The label without its quote.
        label: Option<Name>,
        /// The condition.
        cond: Box<Expr>,
        /// The body.
        body: Block,
        /// From `while` to the brace.
        head: Span,
    },
    /// `'label: loop { body }`
    Loop {
        /// The label without its quote.
        label: Option<Name>,
        /// The body.
        body: Block,
        /// The keyword.
        head: Span,
    },
    /// `a..b`, `a..=b`: start, end, whether inclusive.
    Range(Option<Box<Expr>>, Option<Box<Expr>>, bool),
    /// `break 'label value`
    Break(Option<Name>, Option<Box<Expr>>),
    /// `continue 'label`
    Continue(Option<Name>),
    /// `return value`
    Return(Option<Box<Expr>>),
    /// Something that was refused while parsing; a diagnostic says why.
    Refused,
}
