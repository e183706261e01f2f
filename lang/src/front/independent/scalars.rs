//! Variables of the surroundings that a `prange` changes: reductions and nothing else.
//!
//! In: what the body does with each of them. Out: the reductions, or problems. Always true: the
//! value of a variable that is reduced is used for nothing but its new one. Deliberately absent:
//! elements of arrays.

use super::{Change, Walk, reduction};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::children;
use crate::hir::{Block, Expr, ExprKind, LocalId, Place, Reduction, ReductionKind, Stmt};
use crate::op::Op;
use crate::ty::Ty;
use crate::util::index::Index;

use super::same::same;

impl<'e> Walk<'_, '_, '_, 'e> {
    /// An `if`, which may be the search for an extremum: `if x < best { best = x; at = i; }`.
    pub(super) fn extremum(
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

    /// The reductions; reports variables that are changed in any other way.
    pub(super) fn reductions(&mut self) -> Vec<Reduction> {
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

/// The operation by which `value` is made of the variable, which it uses only once:
/// `s + x`, `s - x`, `x * s`, `s.min(x)`.
pub(super) fn updated(value: &Expr, local: LocalId) -> Option<Op> {
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
