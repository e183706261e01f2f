//! Whether the iterations of a `prange` are independent, and what they reduce into.
//!
//! In: the body of a `prange` in the typed tree. Out: its reductions, or the accesses that may
//! meet. Always true: of what is declared outside, an iteration changes only reductions, which
//! the body uses for nothing else, and elements that no other iteration touches: one of their
//! indices is the same function of the induction variable in every access, and one that gives
//! different integers for different iterations. An array whose elements are only updated by one
//! operation may be updated by several iterations. Deliberately absent: what follows from the
//! limits of loops or from several indices together; what is not certain here is refused.

use std::collections::{BTreeMap, HashMap};

use super::draft::Local;
use super::infer::Type;
use super::types::Head;
use crate::error::{Code, Diagnostic, Span};
use crate::hir::children::{self, Child};
use crate::hir::{
    Block, Element, Expr, ExprKind, FuncId, LocalId, LoopId, Parallel, Place, Reduction,
    ReductionKind, Stmt,
};
use crate::op::Op;
use crate::ty::Ty;
use crate::util::index::Index;

/// The function around a `prange`.
pub(super) struct Around<'f, 'a> {
    /// The text that spans refer to.
    pub(super) text: &'a str,
    /// The function's variables.
    pub(super) locals: &'f [Local<'a>],
    /// The signatures of all functions.
    pub(super) heads: &'f [Head<'a>],
}

/// What the iterations of the `prange` named `id` have in common, and every problem of it.
/// `span` is the whole of it.
pub(super) fn check(
    around: &Around<'_, '_>,
    id: LoopId,
    var: LocalId,
    body: &Block,
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
    let arrays = walk.updated_arrays(span);
    (Parallel { reductions, arrays }, walk.problems)
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

/// An access to an array of the surroundings.
#[derive(Debug)]
struct Access<'e> {
    how: How,
    /// One index per axis; without them it may be any element.
    index: Option<&'e [Expr]>,
    span: Span,
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
                self.access_any(How::Store, *array, expr.span);
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
            true => self.access_any(How::Read, local, span),
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
            let access = Access { how, index: Some(&element.index), span: element.span };
            self.arrays.entry(element.array).or_default().push(access);
        }
    }

    /// An access to elements that are not known.
    fn access_any(&mut self, how: How, array: LocalId, span: Span) {
        self.arrays.entry(array).or_default().push(Access { how, index: None, span });
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
                self.access(reduction(op).map_or(How::Store, How::Update), element);
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
                self.access_any(How::Store, *local, span);
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

    /// An `if`, which may be the search for an extremum: `if x < best { best = x; at = i; }`.
    fn extremum(
        &mut self,
        cond: &'e Expr,
        then: &'e Block,
        otherwise: Option<&'e Block>,
        span: Span,
    ) {
        let found = match otherwise {
            Some(block) if !block.stmts.is_empty() || block.value.is_some() => None,
            _ => self.search(cond, then),
        };
        let Some(Search { best, op, candidate, conditions, companions, values }) = found else {
            self.expr(cond);
            self.block(then);
            otherwise.iter().for_each(|block| self.block(block));
            return;
        };
        conditions.iter().for_each(|condition| self.expr(condition));
        self.expr(candidate);
        values.iter().for_each(|value| self.expr(value));
        for &companion in &companions {
            self.change(companion, Change::With(best), span);
        }
        self.change(best, Change::Best(op, companions), span);
    }

    /// The search that an `if` without `else` is, if it is one.
    fn search(&self, cond: &'e Expr, then: &'e Block) -> Option<Search<'e>> {
        let assigned = self.assignments(then)?;
        let mut conditions = Vec::new();
        conjuncts(cond, &mut conditions);
        let (number, best, op, candidate) =
            conditions.iter().enumerate().find_map(|(number, condition)| {
                let (best, op, candidate) = comparison(condition, &assigned)?;
                Some((number, best, op, candidate))
            })?;
        conditions.remove(number);
        let mut companions: Vec<LocalId> = assigned.iter().map(|&(local, _)| local).collect();
        companions.retain(|&local| local != best);
        companions.sort();
        let values: Vec<&Expr> =
            assigned.iter().filter(|&&(local, _)| local != best).map(|&(_, value)| value).collect();
        let mut parts = conditions.iter().chain(&values).copied().chain([candidate]);
        let alone = parts.all(|part| {
            !children::any(part, &mut |expr| {
                changes_something(expr) || assigned.iter().any(|&(local, _)| mentioned(expr, local))
            })
        });
        alone.then_some(Search { best, op, candidate, conditions, companions, values })
    }

    /// The variables that a block assigns, if it does nothing but assign to some of the
    /// surroundings, each once.
    fn assignments(&self, block: &'e Block) -> Option<Vec<(LocalId, &'e Expr)>> {
        let mut assigned: Vec<(LocalId, &Expr)> = Vec::with_capacity(block.stmts.len());
        for stmt in &block.stmts {
            let Stmt::Expr(expr) = stmt else { return None };
            let ExprKind::Assign { place: Place::Local(local, _), value } = &expr.kind else {
                return None;
            };
            let again = assigned.len() >= MOST_COMPANIONS
                || assigned.iter().any(|&(known, _)| known == *local);
            if again || !self.is_outside(*local) || !matches!(value.ty, Ty::Scalar(_)) {
                return None;
            }
            assigned.push((*local, value));
        }
        (block.value.is_none() && !assigned.is_empty()).then_some(assigned)
    }

    // Variables.

    /// The reductions; reports variables that are changed in any other way.
    fn reductions(&mut self) -> Vec<Reduction> {
        let mut reductions = Vec::new();
        let mut problems = Vec::new();
        for (&local, uses) in &self.scalars {
            let Some((first, span)) = uses.changes.first() else { continue };
            let other = uses.changes.iter().find(|(change, _)| change != first);
            let kind = match first {
                Change::Op(op) => Some(ReductionKind::Op(*op)),
                Change::Best(op, _) => Some(ReductionKind::Best(*op)),
                Change::With(of) => Some(ReductionKind::With { of: *of }),
                Change::Other => None,
            };
            match (kind, other, uses.read) {
                (Some(kind), None, None) => reductions.push(Reduction { local, kind }),
                (None, _, read) => problems.push(self.no_reduction(local, *span, read)),
                (_, Some((Change::Other, other)), read) => {
                    problems.push(self.no_reduction(local, *other, read.or(Some(*span))));
                }
                (_, Some((_, other)), _) => problems.push(self.two_ways(local, *span, *other)),
                (_, None, Some(read)) => problems.push(self.used_inside(local, *span, read)),
            }
        }
        self.problems.append(&mut problems);
        reductions
    }

    fn no_reduction(&self, local: LocalId, span: Span, other: Option<Span>) -> Diagnostic {
        let name = self.name(local);
        let message = format!("every iteration of this `prange` may change `{name}`");
        let mut problem = Diagnostic::new(Code::NotIndependent, span, message)
            .label("this is not a reduction")
            .context(self.around.locals[local.number()].span, "declared outside of the loop");
        if let Some(other) = other {
            problem = problem.context(other, "also used here");
        }
        problem
            .note(
                "reductions are `s += x`, `s -= x`, `s *= x`, `s = s.min(x)`, `s = s.max(x)`, \
                 `s &= x`, `s |= x`, `s ^= x` and `if x < best { best = x; at = i; }`",
            )
            .help(format!("declare `{name}` in the loop, or write a plain `for` loop"))
    }

    fn two_ways(&self, local: LocalId, first: Span, second: Span) -> Diagnostic {
        let name = self.name(local);
        let message = format!("a `prange` can reduce `{name}` in one way only");
        Diagnostic::new(Code::NotIndependent, second, message)
            .label("changed by another operation here")
            .context(first, "changed here")
            .help("reduce into a second variable, or write a plain `for` loop")
    }

    fn used_inside(&self, local: LocalId, changed: Span, read: Span) -> Diagnostic {
        let name = self.name(local);
        let message = format!("`{name}` is used in the `prange` that reduces it");
        Diagnostic::new(Code::NotIndependent, read, message)
            .label("its value depends on the iterations before")
            .context(changed, "changed here by every iteration")
            .help("use it after the loop, or write a plain `for` loop")
    }

    // Arrays.

    /// The arrays that several iterations may update; reports accesses that may meet.
    fn updated_arrays(&mut self, loop_span: Span) -> Vec<(LocalId, Op)> {
        let classes = self.classes();
        let mut updated = Vec::new();
        let mut problems = Vec::new();
        for (&array, accesses) in &self.arrays {
            let Some(write) = accesses.iter().find(|access| access.how != How::Read) else {
                continue;
            };
            let own = self.own_axes(&classes, write);
            let apart = own.iter().any(|&axis| accesses.iter().all(|it| agree(axis, write, it)));
            if apart {
                continue;
            }
            match write.how {
                How::Update(op) if accesses.iter().all(|access| access.how == write.how) => {
                    updated.push((array, op));
                }
                _ => problems.push(self.meeting(array, write, &own, accesses, loop_span)),
            }
        }
        self.problems.append(&mut problems);
        updated
    }

    /// How the variables of the body differ between iterations.
    fn classes(&self) -> HashMap<LocalId, Class> {
        let mut classes = HashMap::with_capacity(self.lets.len());
        for &(local, init) in &self.lets {
            let class = self.class(&classes, init);
            classes.insert(local, class);
        }
        classes
    }

    fn class(&self, classes: &HashMap<LocalId, Class>, expr: &Expr) -> Class {
        match &expr.kind {
            ExprKind::Const(_) | ExprKind::Extent { .. } | ExprKind::Len { .. } => Class::Same,
            ExprKind::Local(local) if *local == self.var => {
                if self.steady {
                    Class::Own
                } else {
                    Class::Other
                }
            }
            ExprKind::Local(local) if self.is_outside(*local) => {
                let uses = self.scalars.get(local);
                let changed = uses.is_some_and(|uses| !uses.changes.is_empty());
                if changed || self.is_array(*local) { Class::Other } else { Class::Same }
            }
            ExprKind::Local(local) => classes.get(local).copied().unwrap_or(Class::Other),
            ExprKind::Cast(inner) => match (self.class(classes, inner), inner.ty, expr.ty) {
                (Class::Own, Ty::Scalar(from), Ty::Scalar(to))
                    if !(from.is_int() && to.is_int() && to.bits() >= from.bits()) =>
                {
                    Class::Other
                }
                (class, _, _) => class,
            },
            ExprKind::Op(op, operands) => {
                let of = |operand| self.class(classes, operand);
                match (op, operands.as_slice()) {
                    // Both wrap, so that different integers stay different.
                    (Op::Add | Op::Sub, [left, right]) => match (of(left), of(right)) {
                        (Class::Same, class) | (class, Class::Same) => class,
                        _ => Class::Other,
                    },
                    _ if operands.iter().all(|operand| of(operand) == Class::Same) => Class::Same,
                    _ => Class::Other,
                }
            }
            _ => Class::Other,
        }
    }

    /// The axes along which each iteration has an index of its own.
    fn own_axes(&self, classes: &HashMap<LocalId, Class>, access: &Access<'_>) -> Vec<usize> {
        let index = access.index.unwrap_or_default();
        (0..index.len()).filter(|&axis| self.class(classes, &index[axis]) == Class::Own).collect()
    }

    /// Says which accesses of an array may meet.
    fn meeting(
        &self,
        array: LocalId,
        write: &Access<'_>,
        own: &[usize],
        accesses: &[Access<'_>],
        loop_span: Span,
    ) -> Diagnostic {
        let (name, var) = (self.name(array), self.name(self.var));
        let message = format!("iterations of this `prange` may meet at an element of `{name}`");
        let other = accesses
            .iter()
            .find(|it| !std::ptr::eq(*it, write) && !own.iter().any(|&axis| agree(axis, write, it)))
            .or_else(|| accesses.iter().find(|it| own.is_empty() && !std::ptr::eq(*it, write)));
        let verb = |access: &Access<'_>| match access.how {
            How::Read => "read",
            How::Store => "stored",
            How::Update(_) => "updated",
        };
        let mut problem = Diagnostic::new(Code::NotIndependent, write.span, message)
            .label(format!("{} here", verb(write)));
        problem = match other {
            Some(other) => problem.context(other.span, format!("{} here", verb(other))),
            None => problem.context(head(loop_span, self.around.text), "by several iterations"),
        };
        let index = write.index.unwrap_or_default();
        let gathered = index.iter().find(|index| {
            children::any(index, &mut |expr| matches!(expr.kind, ExprKind::Index(_)))
        });
        if let Some(index) = gathered {
            let index = index.span.text(self.around.text);
            problem = problem.note(format!("`{index}` may be the same in several iterations"));
        }
        let scratch = matches!(self.around.locals[array.number()].ty, Type::Fixed(_));
        let help = match (own.is_empty(), write.index) {
            (true, Some([])) => format!(
                "its only element is that of every iteration: add to it with `{name}[()] += ..`, \
                 write it behind the loop, or write a plain `for` loop"
            ),
            (true, Some(_)) if scratch => format!(
                "declare `{name}` inside of the loop, so that each iteration has its own, make \
                 `{var}` an index of every access, or write a plain `for` loop"
            ),
            (true, Some(_)) => format!(
                "make `{var}` an index of every access of `{name}`, or write a plain `for` loop"
            ),
            (true, None) => "do this before the loop, or write a plain `for` loop".to_owned(),
            (false, _) => format!(
                "use one index that depends on `{var}` in every access of `{name}`, store into \
                 another array, or write a plain `for` loop"
            ),
        };
        problem.help(help)
    }
}

/// The most variables that go with an extremum.
const MOST_COMPANIONS: usize = 16;

/// The search for an extremum.
struct Search<'e> {
    best: LocalId,
    /// The comparison of a new value with it.
    op: Op,
    /// The new value.
    candidate: &'e Expr,
    /// What else must hold.
    conditions: Vec<&'e Expr>,
    /// What changes with it, in the order of declaration.
    companions: Vec<LocalId>,
    /// Their values, in the order of the text.
    values: Vec<&'e Expr>,
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

/// The operation by which `value` is made of the variable, which it uses only once:
/// `s + x`, `s - x`, `x * s`, `s.min(x)`.
fn updated(value: &Expr, local: LocalId) -> Option<Op> {
    let ExprKind::Op(op, operands) = &value.kind else { return None };
    let [left, right] = operands.as_slice() else { return None };
    let merged = reduction(*op)?;
    let spine = |operand: &Expr| match operand.kind {
        ExprKind::Local(used) => used == local,
        _ => updated(operand, local) == Some(merged),
    };
    let free = |operand: &Expr| !children::any(operand, &mut |expr| mentioned(expr, local));
    let is_update = spine(left) && free(right) || *op != Op::Sub && spine(right) && free(left);
    is_update.then_some(merged)
}

/// Whether this very expression reads or assigns the variable.
fn mentioned(expr: &Expr, local: LocalId) -> bool {
    match &expr.kind {
        ExprKind::Local(used) => *used == local,
        ExprKind::Assign { place, .. } | ExprKind::AssignOp { place, .. } => match place {
            Place::Local(used, _) | Place::Part(used, _, _) => *used == local,
            Place::Element(_) => false,
        },
        _ => false,
    }
}

/// Whether this very expression changes a variable or an array.
fn changes_something(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Assign { .. }
            | ExprKind::AssignOp { .. }
            | ExprKind::Fill { .. }
            | ExprKind::Call { .. }
    )
}

/// The conditions that `a && b && c` consists of.
fn conjuncts<'e>(cond: &'e Expr, out: &mut Vec<&'e Expr>) {
    match &cond.kind {
        ExprKind::AndThen(left, right) => {
            conjuncts(left, out);
            conjuncts(right, out);
        }
        _ => out.push(cond),
    }
}

/// The comparison of a new extremum with the old one: the variable, how the new value compares
/// with it, and the new value, which is the very one that is assigned.
fn comparison<'e>(
    condition: &'e Expr,
    assigned: &[(LocalId, &'e Expr)],
) -> Option<(LocalId, Op, &'e Expr)> {
    let ExprKind::Op(op, operands) = &condition.kind else { return None };
    let [left, right] = operands.as_slice() else { return None };
    let turned = match op {
        Op::Lt => Op::Gt,
        Op::Le => Op::Ge,
        Op::Gt => Op::Lt,
        Op::Ge => Op::Le,
        _ => return None,
    };
    [(left, *op, right), (right, turned, left)].into_iter().find_map(|(new, op, old)| {
        let ExprKind::Local(best) = old.kind else { return None };
        let (_, value) = assigned.iter().find(|&&(local, _)| local == best)?;
        same(new, value).then_some((best, op, new))
    })
}

/// Whether two accesses have the same index along an axis.
fn agree(axis: usize, left: &Access<'_>, right: &Access<'_>) -> bool {
    match (left.index, right.index) {
        (Some(left), Some(right)) => same(&left[axis], &right[axis]),
        _ => false,
    }
}

/// Whether two expressions compute the same from the same variables and elements, and do nothing
/// else.
fn same(left: &Expr, right: &Expr) -> bool {
    let all = |left: &[Expr], right: &[Expr]| {
        left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
    };
    match (&left.kind, &right.kind) {
        (ExprKind::Const(left), ExprKind::Const(right)) => {
            (left.scalar(), left.bits()) == (right.scalar(), right.bits())
        }
        (ExprKind::Local(left), ExprKind::Local(right)) => left == right,
        (ExprKind::Op(op, left), ExprKind::Op(other, right)) => {
            op == other
                && match (op, left.as_slice(), right.as_slice()) {
                    (Op::Add, [a, b], [c, d]) => {
                        // The simple one first, so that long sums are compared once.
                        same(b, d) && same(a, c)
                            || is_simple(b) && same(b, c) && same(a, d)
                            || is_simple(a) && same(a, d) && same(b, c)
                    }
                    (_, left, right) => all(left, right),
                }
        }
        (ExprKind::Cast(inner), ExprKind::Cast(other)) => left.ty == right.ty && same(inner, other),
        (ExprKind::Part(inner, number), ExprKind::Part(other, same_number)) => {
            number == same_number && same(inner, other)
        }
        (ExprKind::Index(left), ExprKind::Index(right)) => {
            left.array == right.array && all(&left.index, &right.index)
        }
        (ExprKind::Extent { array, axis }, ExprKind::Extent { array: other, axis: same_axis }) => {
            array == other && axis == same_axis
        }
        (ExprKind::Len { array }, ExprKind::Len { array: other }) => array == other,
        _ => false,
    }
}

fn is_simple(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Const(_) | ExprKind::Local(_))
}

/// The first line of a loop.
fn head(span: Span, text: &str) -> Span {
    let line = span.text(text).lines().next().unwrap_or_default();
    let end = line.find('{').map_or(line.len(), |brace| line[..brace].trim_end().len());
    Span { lo: span.lo, hi: span.lo + end as u32 }
}
