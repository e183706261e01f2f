//! Whether the iterations of a `prange` are independent, and what they reduce into.
//!
//! In: a `prange` in the typed tree. Out: its reductions, or the accesses that meet. Always true:
//! of what is declared outside, an iteration changes only reductions, which the body uses for
//! nothing else, and elements that no other iteration touches. That is plain where one index is
//! an injective function of the induction variable in every access ([`arrays`]); else it is
//! proved, for each two accesses of an array of which one writes, from linear constraints over
//! the integers ([`sites`] collects them in a [`space`], [`meet`] decides). An array whose elements
//! are only updated by one operation may be updated by several iterations. Accesses whose places are
//! elements of an array themselves are taken to be apart if they are where those elements are
//! distinct ([`scattered`]); then the loop checks it while it runs. Deliberately absent: anything
//! else that only the data can tell; what is not proved is refused.

mod arrays;
mod form;
mod meet;
mod same;
mod scalars;
mod scattered;
mod sites;
mod space;

use std::collections::{BTreeMap, HashMap};

use super::draft::Local;
use super::infer::Type;
use super::types::Head;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::children::{self, Child};
use crate::hir::{
    Block, Element, Expr, ExprKind, FuncId, LocalId, LoopId, Parallel, Place, Range, Stmt,
};
use crate::op::Op;
use crate::ty::Ty;
use crate::util::index::Index;
use scalars::updated;

/// The function around a `prange`.
pub(super) struct Around<'f, 'a> {
    /// The text that spans refer to.
    pub(super) text: &'a str,
    /// The function's variables.
    pub(super) locals: &'f [Local<'a>],
    /// The signatures of all functions.
    pub(super) heads: &'f [Head<'a>],
    /// What variables hold that keep an integer computed of others that do.
    pub(super) given: &'f HashMap<LocalId, Expr>,
}

/// What the iterations of the `prange` named `id` have in common, and every problem of it.
/// `span` is the whole of it.
pub(super) fn check<'e>(
    around: &Around<'e, '_>,
    id: LoopId,
    var: LocalId,
    range: &'e Range,
    body: &'e Block,
    span: Span,
) -> (Parallel, Vec<Diagnostic>) {
    let mut walk = Walk {
        around,
        id,
        var,
        scalars: BTreeMap::new(),
        arrays: BTreeMap::new(),
        lets: Vec::new(),
        steady: true,
        reduced: None,
        problems: Vec::new(),
    };
    walk.block(body);
    let reductions = walk.reductions();
    let (arrays, scattered) = walk.shared_arrays(range, body, span);
    (Parallel { reductions, arrays, scattered }, walk.problems)
}

/// How an iteration changes a variable of the surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    /// By an operation with something.
    Op(Op),
    /// To an extremum, together with these.
    Best(Op, Vec<LocalId>),
    /// When this extremum changes.
    With(LocalId),
    /// In some other way.
    Other,
}

/// What the body does with a variable of the surroundings.
#[derive(Debug, Default)]
struct Uses {
    /// Where its value is used for something else than changing it.
    read: Option<Span>,
    changes: Vec<(Change, Span)>,
}

/// What an access does with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Read,
    Store,
    Update(Op),
}

impl How {
    /// What `place op= value` does.
    fn of(op: Op) -> How {
        reduction(op).map_or(How::Store, How::Update)
    }
}

/// An access to an array of the surroundings.
#[derive(Debug)]
struct Access<'e> {
    how: How,
    /// One index per axis; without them it may be any element.
    index: Option<&'e [Expr]>,
}

/// How a value differs between iterations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// It is the same in all of them.
    Same,
    /// It is another one in each of them.
    Own,
    /// Nothing is known.
    Other,
}

struct Walk<'w, 'f, 'a, 'e> {
    around: &'w Around<'f, 'a>,
    id: LoopId,
    var: LocalId,
    scalars: BTreeMap<LocalId, Uses>,
    arrays: BTreeMap<LocalId, Vec<Access<'e>>>,
    /// Variables of the body that keep their first value, in the order of their declaration.
    lets: Vec<(LocalId, &'e Expr)>,
    /// Whether the induction variable is never assigned to.
    steady: bool,
    /// The variable whose own value is part of the new one that is being looked at.
    reduced: Option<LocalId>,
    problems: Vec<Diagnostic>,
}

impl<'e> Walk<'_, '_, '_, 'e> {
    /// Whether the variable is declared outside of the loop.
    fn is_outside(&self, local: LocalId) -> bool {
        local < self.var
    }

    fn name(&self, local: LocalId) -> &str {
        self.around.locals[local.number()].name
    }

    fn is_array(&self, local: LocalId) -> bool {
        is_array(self.around.locals[local.number()].ty)
    }

    // Collecting.

    fn block(&mut self, block: &'e Block) {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { local, init } => {
                    if let Some(init) = init {
                        self.expr(init);
                        if !self.around.locals[local.number()].assigned {
                            self.lets.push((*local, init));
                        }
                    }
                }
                Stmt::LetTuple { init, .. } => self.expr(init),
                Stmt::Expr(expr) => self.expr(expr),
            }
        }
        block.value.iter().for_each(|value| self.expr(value));
    }

    fn expr(&mut self, expr: &'e Expr) {
        match &expr.kind {
            ExprKind::Local(local) => self.read(*local, expr.span),
            ExprKind::Index(element) => self.access(How::Read, element),
            ExprKind::Assign { place, value } => return self.assign(place, value, expr.span),
            ExprKind::AssignOp { op, place, value } => {
                self.expr(value);
                return self.update(*op, place, expr.span);
            }
            ExprKind::Fill { array, .. } if self.is_outside(*array) => {
                self.access_any(How::Store, *array);
            }
            ExprKind::Call { func, args } => return self.call(*func, args),
            ExprKind::If { cond, then, otherwise } => {
                self.extremum(cond, then, otherwise.as_ref(), expr.span);
                return;
            }
            ExprKind::Break(id, _) if *id <= self.id => self.leaves("break", expr.span),
            ExprKind::Continue(id) if *id < self.id => self.leaves("continue", expr.span),
            ExprKind::Return(_) => self.leaves("return", expr.span),
            _ => {}
        }
        self.inside(expr);
    }

    fn inside(&mut self, expr: &'e Expr) {
        children::of_expr(expr, &mut |child| match child {
            Child::Expr(child) => self.expr(child),
            Child::Block(block) => self.block(block),
        });
    }

    fn leaves(&mut self, keyword: &str, span: Span) {
        let message = format!("`{keyword}` leaves a `prange`");
        let problem = Diagnostic::new(Code::NotIndependent, span, message)
            .note("all iterations of a `prange` run, in any order")
            .help("write a plain `for` loop, or `continue` with the next iteration");
        self.problems.push(problem);
    }

    fn read(&mut self, local: LocalId, span: Span) {
        if !self.is_outside(local) || self.reduced == Some(local) {
            return;
        }
        match self.is_array(local) {
            true => self.access_any(How::Read, local),
            false => {
                self.scalars.entry(local).or_default().read.get_or_insert(span);
            }
        }
    }

    fn change(&mut self, local: LocalId, change: Change, span: Span) {
        self.scalars.entry(local).or_default().changes.push((change, span));
    }

    fn access(&mut self, how: How, element: &'e Element) {
        if self.is_outside(element.array) {
            let access = Access { how, index: Some(&element.index) };
            self.arrays.entry(element.array).or_default().push(access);
        }
    }

    /// An access to elements that are not known.
    fn access_any(&mut self, how: How, array: LocalId) {
        self.arrays.entry(array).or_default().push(Access { how, index: None });
    }

    fn call(&mut self, func: FuncId, args: &'e [Expr]) {
        let params = &self.around.heads[func.number()].params;
        for (number, arg) in args.iter().enumerate() {
            let mutable = match params.get(number) {
                Some(Type::Array(array)) => array.is_mutable(),
                Some(Type::Lent(_, mutable)) => *mutable,
                _ => false,
            };
            match arg.kind {
                ExprKind::Local(array) if mutable && self.is_outside(array) => {
                    self.refuse_lent(array, arg.span);
                }
                _ => self.expr(arg),
            }
        }
    }

    fn refuse_lent(&mut self, array: LocalId, span: Span) {
        let name = self.name(array);
        let message = format!("a function may store into `{name}` from every iteration");
        let problem = Diagnostic::new(Code::NotIndependent, span, message)
            .label("passed as mutable inside of a `prange`")
            .help("write the function's statements here, or return the value and store it here");
        self.problems.push(problem);
    }

    /// `place op= value`, the value collected.
    fn update(&mut self, op: Op, place: &'e Place, span: Span) {
        match place {
            Place::Local(local, _) if self.is_outside(*local) => {
                let change = reduction(op).map_or(Change::Other, Change::Op);
                self.change(*local, change, span);
            }
            Place::Part(local, _, _) if self.is_outside(*local) => {
                self.change(*local, Change::Other, span);
            }
            Place::Local(local, _) | Place::Part(local, _, _) => {
                self.steady &= *local != self.var;
            }
            Place::Element(element) => {
                self.indices(element);
                self.access(How::of(op), element);
            }
        }
    }

    fn indices(&mut self, element: &'e Element) {
        element.index.iter().for_each(|index| self.expr(index));
    }

    /// `place = value`
    fn assign(&mut self, place: &'e Place, value: &'e Expr, span: Span) {
        if let Place::Local(local, _) = place
            && self.is_outside(*local)
            && let Some(op) = updated(value, *local)
        {
            self.change(*local, Change::Op(op), span);
            let outer = self.reduced.replace(*local);
            self.expr(value);
            self.reduced = outer;
            return;
        }
        self.expr(value);
        match place {
            Place::Local(local, _) if self.is_outside(*local) && self.is_array(*local) => {
                self.access_any(How::Store, *local);
            }
            Place::Local(local, _) | Place::Part(local, _, _) if self.is_outside(*local) => {
                self.change(*local, Change::Other, span);
            }
            Place::Local(local, _) | Place::Part(local, _, _) => {
                self.steady &= *local != self.var;
            }
            Place::Element(element) => {
                self.indices(element);
                self.access(How::Store, element);
            }
        }
    }
}

fn is_array(ty: Type) -> bool {
    match ty {
        Type::Array(_) | Type::Fixed(_) | Type::Lent(..) => true,
        Type::Error
        | Type::Never
        | Type::Unit
        | Type::Scalar(_)
        | Type::Var(_)
        | Type::Tuple(_) => false,
    }
}

/// The operation that merges what `op=` did in several iterations.
fn reduction(op: Op) -> Option<Op> {
    match op {
        Op::Add | Op::Sub => Some(Op::Add),
        Op::Mul | Op::Min | Op::Max | Op::And | Op::Or | Op::Xor => Some(op),
        _ => None,
    }
}

/// Whether a variable keeps an integer that is computed of others that do, by its first value.
pub(super) fn is_given(locals: &[Local<'_>], local: LocalId, init: &Expr) -> bool {
    let is_kept = |local: LocalId| !locals[local.number()].assigned;
    let is_number = matches!(init.ty, Ty::Scalar(ty) if ty.is_int());
    is_number && is_kept(local) && {
        let mut parts = 0;
        !children::any(init, &mut |expr| {
            parts += 1;
            let plain = match &expr.kind {
                ExprKind::Local(used) => is_kept(*used) && matches!(expr.ty, Ty::Scalar(_)),
                ExprKind::Const(_)
                | ExprKind::Extent { .. }
                | ExprKind::Len { .. }
                | ExprKind::Op(..)
                | ExprKind::Cast(_) => true,
                _ => false,
            };
            !plain || parts > MOST_PARTS
        })
    }
}

/// Parts of an expression that is remembered as the value of a variable.
const MOST_PARTS: usize = 24;
