//! Control flow: blocks, branches and loops, and what each carries.
//!
//! In: statements and branching expressions of the typed tree. Out: nested blocks of the IR.
//! Always true: a variable that a branch or loop changes becomes a result of that statement,
//! so that behind it there is again one value per variable. Deliberately absent: `while` and
//! short-circuit operators as such; a `while` is a loop that breaks, `&&` an `if`.

use super::{Binding, Left, Lowered, Lowering, OpenLoop};
use crate::error::Span;
use crate::hir::{self, Block, Expr, LocalId, LoopId, Stmt};
use crate::ir::{self, Carried, End, Label, LabelData, StmtKind, Val};
use crate::ty::{Scalar, Ty};
use crate::util::index::Index;
use crate::value::Value;

/// An arm of a branch, lowered but for its end.
struct Arm {
    stmts: Vec<ir::Stmt>,
    /// The arm's value if control falls out of it, or how control left.
    outcome: Result<Option<Val>, End>,
    /// The variables of the surroundings that it changed, with their values at its end.
    changed: Vec<(LocalId, Val)>,
}

impl<'m> Lowering<'m> {
    /// A block's statements and value.
    pub(super) fn statements(&mut self, block: &'m Block) -> Lowered<Option<Val>> {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { local, init } => self.let_statement(*local, init.as_ref())?,
                Stmt::Expr(expr) => {
                    self.expr(expr)?;
                }
            }
        }
        match &block.value {
            Some(value) => self.expr(value),
            None => Ok(None),
        }
    }

    fn let_statement(&mut self, local: LocalId, init: Option<&'m Expr>) -> Lowered<()> {
        let value = match init {
            Some(init) => self.expr(init)?,
            None => match self.frame().func.locals[local].ty {
                // Never read: the checker saw to it that it is assigned first.
                Ty::Scalar(ty) => Some(self.constant(Value::zero(ty))),
                _ => None,
            },
        };
        if let Some(value) = value {
            self.name(value, local);
            self.assign(local, value);
        }
        Ok(())
    }

    /// Calls a value that has no name yet by the variable that it becomes.
    fn name(&mut self, value: Val, local: LocalId) {
        let func = self.frame().func;
        let hint = &mut self.func.values[value].hint;
        if hint.is_none() && !self.unnamed.contains(&value) {
            *hint = Some(func.locals[local].name.clone());
        }
    }

    // Branches.

    fn arm(&mut self, work: impl FnOnce(&mut Self) -> Lowered<Option<Val>>) -> Arm {
        let outer = std::mem::take(&mut self.stmts);
        let mark = self.frame().journal.len();
        let outcome = work(self).map_err(|Left(end)| end);
        let changed = self.undo(mark);
        Arm { stmts: std::mem::replace(&mut self.stmts, outer), outcome, changed }
    }

    /// Takes back every change of a variable since `mark`; tells what the changes were.
    fn undo(&mut self, mark: usize) -> Vec<(LocalId, Val)> {
        let frame = self.frame();
        let mut changed = Vec::new();
        let undone: Vec<_> = frame.journal.drain(mark..).collect();
        for &(local, before) in undone.iter().rev() {
            let now = std::mem::replace(&mut frame.bindings[local.number()], before);
            if let Some(Binding::Scalar(now)) = now {
                changed.push((local, now));
            }
        }
        // Not those that were declared since.
        changed.retain(|&(local, _)| frame.bindings[local.number()].is_some());
        // Of several changes the last one counts; it was pushed first, and the sort is stable.
        changed.sort_by_key(|&(local, _)| local);
        changed.dedup_by_key(|&mut (local, _)| local);
        changed
    }

    /// Joins two arms: one `If` whose results are the changed variables and the arms' value.
    fn join(
        &mut self,
        span: Span,
        cond: Val,
        value: Option<Scalar>,
        then: Arm,
        otherwise: Arm,
    ) -> Lowered<Option<Val>> {
        let falls = [&then, &otherwise].iter().any(|arm| arm.outcome.is_ok());
        let mut merged: Vec<LocalId> = [&then, &otherwise]
            .into_iter()
            .filter(|arm| arm.outcome.is_ok())
            .flat_map(|arm| arm.changed.iter().map(|&(local, _)| local))
            .collect();
        merged.sort();
        merged.dedup();
        let then = self.close(then, &merged);
        let otherwise = self.close(otherwise, &merged);
        let mut to = if falls { self.fresh(&merged) } else { Vec::new() };
        for (&local, &result) in merged.iter().zip(&to) {
            self.assign(local, result);
        }
        let value = value.filter(|_| falls).map(|ty| self.func.value(ty, None));
        to.extend(value);
        self.push(span, StmtKind::If { to, cond, then, otherwise });
        if falls { Ok(value) } else { Err(Left(End::Unreachable)) }
    }

    /// Gives an arm its end.
    fn close(&mut self, arm: Arm, merged: &[LocalId]) -> ir::Block {
        let end = match arm.outcome {
            Err(end) => end,
            Ok(value) => {
                let mut given = Vec::with_capacity(merged.len() + 1);
                for &local in merged {
                    let changed = arm.changed.iter().find(|&&(changed, _)| changed == local);
                    given.push(match changed {
                        Some(&(_, value)) => value,
                        None => self.scalar_of(local),
                    });
                }
                given.extend(value);
                End::Give(given)
            }
        };
        ir::Block { stmts: arm.stmts, end }
    }

    pub(super) fn if_else(
        &mut self,
        expr: &'m Expr,
        cond: &'m Expr,
        then: &'m Block,
        otherwise: Option<&'m Block>,
    ) -> Lowered<Option<Val>> {
        let cond = self.scalar(cond)?;
        let then = self.arm(|this| this.statements(then));
        let otherwise = self.arm(|this| match otherwise {
            Some(block) => this.statements(block),
            None => Ok(None),
        });
        let value = match expr.ty {
            Ty::Scalar(ty) => Some(ty),
            _ => None,
        };
        self.join(expr.span, cond, value, then, otherwise)
    }

    pub(super) fn and_then(&mut self, span: Span, a: &'m Expr, b: &'m Expr) -> Lowered<Val> {
        let cond = self.scalar(a)?;
        let then = self.arm(|this| this.expr(b));
        let otherwise = self.arm(|this| Ok(Some(this.constant(Value::Bool(false)))));
        let value = self.join(span, cond, Some(Scalar::Bool), then, otherwise)?;
        Ok(value.expect("one arm falls through"))
    }

    pub(super) fn or_else(&mut self, span: Span, a: &'m Expr, b: &'m Expr) -> Lowered<Val> {
        let cond = self.scalar(a)?;
        let then = self.arm(|this| Ok(Some(this.constant(Value::Bool(true)))));
        let otherwise = self.arm(|this| this.expr(b));
        let value = self.join(span, cond, Some(Scalar::Bool), then, otherwise)?;
        Ok(value.expect("one arm falls through"))
    }

    // Loops.

    /// Opens a loop: its label, and fresh values for the variables it carries.
    fn open(&mut self, id: LoopId) -> (Label, Vec<LocalId>, Vec<Carried>) {
        let frame = self.frame();
        let span = frame.func.loops[id].span;
        let bound = |local: &LocalId| frame.bindings[local.number()].is_some();
        let locals: Vec<_> =
            frame.assigned.in_loop(id).iter().copied().filter(|local| bound(local)).collect();
        let label = self.func.labels.push(LabelData { span });
        let inits = self.values_of(&locals);
        let inners = self.fresh(&locals);
        let carried =
            inits.into_iter().zip(inners).map(|(init, inner)| Carried { inner, init }).collect();
        let open = OpenLoop { label, carried: locals.clone(), broken: false };
        self.frame().loops.insert(id, open);
        (label, locals, carried)
    }

    /// Closes a loop: behind it the carried variables have its results. Whether it was broken
    /// out of is the answer.
    fn close_loop(&mut self, id: LoopId, locals: &[LocalId], to: &[Val]) -> bool {
        for (&local, &value) in locals.iter().zip(to) {
            self.assign(local, value);
        }
        self.frame().loops.remove(&id).is_some_and(|open| open.broken)
    }

    /// A loop's body as a block: `work` in surroundings where the carried variables have their
    /// inner values, then the next iteration.
    fn iteration(
        &mut self,
        label: Label,
        locals: &[LocalId],
        carried: &[Carried],
        work: impl FnOnce(&mut Self) -> Lowered<()>,
    ) -> ir::Block {
        let mark = self.frame().journal.len();
        for (&local, carried) in locals.iter().zip(carried) {
            self.assign(local, carried.inner);
        }
        let body = self.block(|this| {
            work(this)?;
            let next = this.values_of(locals);
            Ok(End::Next(label, next))
        });
        self.undo(mark);
        body
    }

    pub(super) fn for_loop(
        &mut self,
        id: LoopId,
        var: LocalId,
        range: &'m hir::Range,
        body: &'m Block,
    ) -> Lowered<()> {
        let lo = self.scalar(&range.lo)?;
        let hi = self.scalar(&range.hi)?;
        let (label, locals, carried) = self.open(id);
        let span = self.func.labels[label].span;
        let name = &self.frame().func.locals[var].name;
        let index = self.func.value(range.ty, Some(name));
        let body = self.iteration(label, &locals, &carried, |this| {
            this.assign(var, index);
            this.statements(body).map(drop)
        });
        let to = self.fresh(&locals);
        self.close_loop(id, &locals, &to);
        let range = ir::Range { lo, hi, inclusive: range.inclusive };
        self.push(span, StmtKind::For { to, label, var: index, range, carried, body });
        Ok(())
    }

    pub(super) fn while_loop(
        &mut self,
        id: LoopId,
        cond: &'m Expr,
        body: &'m Block,
    ) -> Lowered<()> {
        let (label, locals, carried) = self.open(id);
        let span = self.func.labels[label].span;
        let body = self.iteration(label, &locals, &carried, |this| {
            let cond = this.scalar(cond)?;
            this.break_unless(span, cond, label, &locals);
            this.statements(body).map(drop)
        });
        let to = self.fresh(&locals);
        self.close_loop(id, &locals, &to);
        self.push(span, StmtKind::Loop { to, label, carried, body });
        Ok(())
    }

    fn break_unless(&mut self, span: Span, cond: Val, label: Label, locals: &[LocalId]) {
        let values = self.values_of(locals);
        let then = ir::Block { stmts: Vec::new(), end: End::Give(Vec::new()) };
        let otherwise = ir::Block { stmts: Vec::new(), end: End::Break(label, values) };
        self.push(span, StmtKind::If { to: Vec::new(), cond, then, otherwise });
    }

    pub(super) fn endless_loop(&mut self, id: LoopId, body: &'m Block) -> Lowered<()> {
        let (label, locals, carried) = self.open(id);
        let span = self.func.labels[label].span;
        let body = self.iteration(label, &locals, &carried, |this| this.statements(body).map(drop));
        let broken = self.frame().loops[&id].broken;
        let to = if broken { self.fresh(&locals) } else { Vec::new() };
        self.close_loop(id, &locals, &to);
        self.push(span, StmtKind::Loop { to, label, carried, body });
        if broken { Ok(()) } else { Err(Left(End::Unreachable)) }
    }

    // Leaving.

    pub(super) fn break_out(&mut self, id: LoopId) -> Left {
        let open = self.frame().loops.get_mut(&id).expect("the checker resolved the loop");
        open.broken = true;
        let (label, locals) = (open.label, open.carried.clone());
        Left(End::Break(label, self.values_of(&locals)))
    }

    pub(super) fn continue_with(&mut self, id: LoopId) -> Left {
        let open = &self.frame().loops[&id];
        let (label, locals) = (open.label, open.carried.clone());
        Left(End::Next(label, self.values_of(&locals)))
    }

    pub(super) fn return_with(&mut self, value: Option<&'m Expr>) -> Lowered<Left> {
        let value = match value {
            Some(value) => self.expr(value)?,
            None => None,
        };
        let values = value.into_iter().collect();
        Ok(Left(match self.frame().scope {
            Some(label) => End::Break(label, values),
            None => End::Return(values),
        }))
    }
}
