//! Control flow: blocks, branches and loops, and what each carries.
//!
//! In: statements and branching expressions of the typed tree. Out: nested blocks of the IR.
//! Always true: a variable that a branch or loop changes becomes a result of that statement,
//! so that behind it there is again one value per variable. Deliberately absent: `while` and
//! short-circuit operators as such; a `while` is a loop that breaks, `&&` an `if`.

use super::{Binding, Flat, Left, Lowered, Lowering, OpenLoop, Slot};
use crate::error::Span;
use crate::hir::{self, Block, Expr, LocalId, LoopId, Stmt};
use crate::ir::{self, ArrayId, Carried, End, Label, LabelData, StmtKind, Val};
use crate::op::Op;
use crate::ty::{Scalar, Ty};
use crate::util::index::Index;
use crate::value::Value;

/// An arm of a branch, lowered but for its end.
pub(super) struct Arm {
    stmts: Vec<ir::Stmt>,
    /// The arm's value if control falls out of it, or how control left.
    outcome: Result<Flat, End>,
    /// The slots of the surroundings that it changed, with their values at its end.
    changed: Vec<(Slot, Val)>,
}

impl<'m> Lowering<'m> {
    /// The statements of a block, and its value.
    pub(super) fn statements(&mut self, block: &'m Block, into: Option<ArrayId>) -> Lowered<Flat> {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { local, init } => self.let_statement(*local, init.as_ref())?,
                Stmt::LetTuple { locals, init } => self.let_tuple(locals, init)?,
                Stmt::Expr(expr) => self.effects(expr)?,
            }
        }
        match &block.value {
            Some(value) => self.value_into(value, into),
            None => Ok(Flat::None),
        }
    }

    /// The value of an expression that may be an array; without a place to go it is dropped.
    pub(super) fn value_into(&mut self, expr: &'m Expr, into: Option<ArrayId>) -> Lowered<Flat> {
        match (expr.ty, into) {
            (Ty::Fixed(_), None) => self.effects(expr).map(|()| Flat::None),
            _ => self.value(expr, into),
        }
    }

    fn let_statement(&mut self, local: LocalId, init: Option<&'m Expr>) -> Lowered<()> {
        let ty = self.ty_of(local);
        if let Ty::Fixed(_) = ty {
            let array = self.memory_of(local);
            return match init {
                Some(init) => self.fixed(init, array, &mut Vec::new()),
                None => Ok(()),
            };
        }
        let values = match init {
            Some(init) => self.value(init, None)?,
            // Never read: the checker saw to it that it is assigned first.
            None => {
                let zeros = ty.scalars().iter().map(|&ty| self.constant(Value::zero(ty)));
                zeros.collect::<Vec<_>>().into()
            }
        };
        values.as_slice().iter().for_each(|&value| self.name(value, local));
        self.assign(local, values.as_slice());
        Ok(())
    }

    fn let_tuple(&mut self, locals: &'m [Option<LocalId>], init: &'m Expr) -> Lowered<()> {
        let values = self.value(init, None)?;
        for (local, &value) in locals.iter().zip(values.as_slice()) {
            if let Some(local) = *local {
                self.name(value, local);
                self.assign(local, &[value]);
            }
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

    pub(super) fn arm(&mut self, work: impl FnOnce(&mut Self) -> Lowered<Flat>) -> Arm {
        let outer = std::mem::take(&mut self.stmts);
        let mark = self.frame().journal.len();
        let outcome = self.deeper(work).map_err(|Left(end)| end);
        let changed = self.undo(mark);
        Arm { stmts: std::mem::replace(&mut self.stmts, outer), outcome, changed }
    }

    /// Takes back every change of a variable since `mark`; tells what the changes were.
    fn undo(&mut self, mark: usize) -> Vec<(Slot, Val)> {
        let frame = self.frame();
        let mut changed = Vec::new();
        let undone: Vec<_> = frame.journal.drain(mark..).collect();
        for &(slot, before) in undone.iter().rev() {
            let now = std::mem::replace(&mut frame.bindings[slot.number()], before);
            if let Some(Binding::Scalar(now)) = now {
                changed.push((slot, now));
            }
        }
        // Not those that were declared since.
        changed.retain(|&(slot, _)| frame.bindings[slot.number()].is_some());
        // Of several changes the last one counts; it was pushed first, and the sort is stable.
        changed.sort_by_key(|&(slot, _)| slot);
        changed.dedup_by_key(|&mut (slot, _)| slot);
        changed
    }

    /// Joins two arms: one `If` whose results are the changed variables and the arms' value.
    pub(super) fn join(
        &mut self,
        span: Span,
        cond: Val,
        value: &[Scalar],
        then: Arm,
        otherwise: Arm,
    ) -> Lowered<Flat> {
        let falls = [&then, &otherwise].iter().any(|arm| arm.outcome.is_ok());
        let mut merged: Vec<Slot> = [&then, &otherwise]
            .into_iter()
            .filter(|arm| arm.outcome.is_ok())
            .flat_map(|arm| arm.changed.iter().map(|&(slot, _)| slot))
            .collect();
        merged.sort();
        merged.dedup();
        let then = self.close(then, &merged);
        let otherwise = self.close(otherwise, &merged);
        if !falls {
            self.push(span, StmtKind::If { to: Vec::new(), cond, then, otherwise });
            return Err(Left(End::Unreachable));
        }
        let mut to = self.fresh(&merged);
        for (&slot, &result) in merged.iter().zip(&to) {
            self.set(slot, result);
        }
        let value: Vec<Val> = value.iter().map(|&ty| self.func.value(ty, None)).collect();
        to.extend_from_slice(&value);
        self.push(span, StmtKind::If { to, cond, then, otherwise });
        Ok(value.into())
    }

    /// Gives an arm its end.
    fn close(&mut self, arm: Arm, merged: &[Slot]) -> ir::Block {
        let end = match arm.outcome {
            Err(end) => end,
            Ok(value) => {
                let mut given = Vec::with_capacity(merged.len() + 1);
                for &slot in merged {
                    let changed = arm.changed.iter().find(|&&(changed, _)| changed == slot);
                    given.push(match changed {
                        Some(&(_, value)) => value,
                        None => self.get(slot),
                    });
                }
                given.extend_from_slice(value.as_slice());
                End::Give(given)
            }
        };
        ir::Block { stmts: arm.stmts, end }
    }

    pub(super) fn if_else(
        &mut self,
        expr: &'m Expr,
        cond: &'m Expr,
        (then, otherwise): (&'m Block, Option<&'m Block>),
        into: Option<ArrayId>,
    ) -> Lowered<Flat> {
        let cond = self.scalar(cond)?;
        let then = self.arm(|this| this.statements(then, into));
        let otherwise = self.arm(|this| match otherwise {
            Some(block) => this.statements(block, into),
            None => Ok(Flat::None),
        });
        self.join(expr.span, cond, expr.ty.scalars(), then, otherwise)
    }

    pub(super) fn and_then(&mut self, span: Span, a: &'m Expr, b: &'m Expr) -> Lowered<Val> {
        let cond = self.scalar(a)?;
        let then = self.arm(|this| this.value(b, None));
        let otherwise = self.arm(|this| Ok(Flat::One(this.constant(Value::Bool(false)))));
        let value = self.join(span, cond, &[Scalar::Bool], then, otherwise)?;
        Ok(value.as_slice()[0])
    }

    pub(super) fn or_else(&mut self, span: Span, a: &'m Expr, b: &'m Expr) -> Lowered<Val> {
        let cond = self.scalar(a)?;
        let then = self.arm(|this| Ok(Flat::One(this.constant(Value::Bool(true)))));
        let otherwise = self.arm(|this| this.value(b, None));
        let value = self.join(span, cond, &[Scalar::Bool], then, otherwise)?;
        Ok(value.as_slice()[0])
    }

    // Loops.

    /// Opens a loop: its label, and the slots it carries.
    fn open(&mut self, id: LoopId, into: Option<ArrayId>) -> (Label, Vec<Slot>) {
        let frame = self.frame();
        let span = frame.func.loops[id].span;
        let slots = frame.assigned.in_loop(id).iter().flat_map(|&local| frame.slots.all(local));
        let carried: Vec<Slot> = slots
            .filter(|slot| !frame.slots.is_array(*slot) && frame.bindings[slot.number()].is_some())
            .collect();
        let label = self.func.labels.push(LabelData::at(span));
        let open = OpenLoop { label, carried: carried.clone(), into, broken: false };
        self.frame().loops.insert(id, open);
        (label, carried)
    }

    /// Fresh values for the slots a loop carries.
    fn carry(&mut self, slots: &[Slot]) -> Vec<Carried> {
        let inits = self.values_of(slots);
        let inners = self.fresh(slots);
        inits.into_iter().zip(inners).map(|(init, inner)| Carried { inner, init }).collect()
    }

    /// Closes a loop: behind it the carried slots have its results. Whether it was broken out of
    /// is the answer.
    fn close_loop(&mut self, id: LoopId, slots: &[Slot], to: &[Val]) -> bool {
        for (&slot, &value) in slots.iter().zip(to) {
            self.set(slot, value);
        }
        self.frame().loops.remove(&id).is_some_and(|open| open.broken)
    }

    /// A loop's body as a block: `work` in surroundings where the carried slots have their inner
    /// values, then the next iteration.
    fn iteration(
        &mut self,
        label: Label,
        slots: &[Slot],
        carried: &[Carried],
        work: impl FnOnce(&mut Self) -> Lowered<()>,
    ) -> ir::Block {
        let mark = self.frame().journal.len();
        for (&slot, carried) in slots.iter().zip(carried) {
            self.set(slot, carried.inner);
        }
        let body = self.block(|this| {
            work(this)?;
            let next = this.values_of(slots);
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
        parallel: Option<&'m hir::Parallel>,
        body: &'m Block,
    ) -> Lowered<()> {
        let lo = self.scalar(&range.lo)?;
        let hi = self.scalar(&range.hi)?;
        let span = self.frame().func.loops[id].span;
        let count = match range.adapters.is_empty() {
            true => None,
            false => Some(self.count(span, range, lo, hi)?),
        };
        let (label, slots) = self.open(id, None);
        let carried = self.carry(&slots);
        let first_claim = self.claims.len();
        self.open_claims(parallel);
        let mut parallel = parallel.map(|parallel| self.parallel(parallel, &slots));
        let name = &self.frame().func.locals[var].name;
        let (ty, name) = match count {
            None => (range.ty, Some(name.as_str())),
            Some(_) => (Scalar::Usize, None),
        };
        let index = self.func.value(ty, name);
        let mut iteration = index;
        let mut body = self.iteration(label, &slots, &carried, |this| {
            let item = match &count {
                None => index,
                Some(count) => this.counted(span, count, index),
            };
            iteration = item;
            this.name(item, var);
            this.assign(var, &[item]);
            this.statements(body, None).map(drop)
        });
        let to = self.fresh(&slots);
        self.close_loop(id, &slots, &to);
        let range = match count {
            None => ir::Range { lo, hi, inclusive: range.inclusive },
            Some(count) => count.range,
        };
        let claims = self.close_claims(span, first_claim, (range.lo, index, iteration), &mut body);
        if let Some(parallel) = &mut parallel {
            parallel.claims = claims;
        }
        self.push(span, StmtKind::For { to, label, var: index, range, carried, parallel, body });
        Ok(())
    }

    /// The reductions of a parallel loop, in the order of the slots it carries.
    fn parallel(&mut self, parallel: &hir::Parallel, slots: &[Slot]) -> ir::Parallel {
        let number = |this: &mut Self, local: LocalId| {
            let slot = this.frame().slots.first(local);
            slots.iter().position(|&carried| carried == slot).expect("a reduction is carried")
        };
        let mut reductions = vec![ir::Reduction::Op(Op::Add); slots.len()];
        for reduction in &parallel.reductions {
            let at = number(self, reduction.local);
            reductions[at] = match reduction.kind {
                hir::ReductionKind::Op(op) => ir::Reduction::Op(op),
                hir::ReductionKind::Best(op) => ir::Reduction::Best(op),
                hir::ReductionKind::With { of } => ir::Reduction::With(number(self, of) as u32),
            };
        }
        let arrays = parallel.arrays.iter().map(|&(array, op)| (self.array_of(array), op));
        ir::Parallel { reductions, arrays: arrays.collect(), ..ir::Parallel::default() }
    }

    pub(super) fn while_loop(
        &mut self,
        id: LoopId,
        cond: &'m Expr,
        body: &'m Block,
    ) -> Lowered<()> {
        let (label, slots) = self.open(id, None);
        let carried = self.carry(&slots);
        let span = self.func.labels[label].span;
        let body = self.iteration(label, &slots, &carried, |this| {
            let cond = this.scalar(cond)?;
            this.break_unless(span, cond, label, &slots);
            this.statements(body, None).map(drop)
        });
        let to = self.fresh(&slots);
        self.close_loop(id, &slots, &to);
        self.push(span, StmtKind::Loop { to, label, carried, body });
        Ok(())
    }

    fn break_unless(&mut self, span: Span, cond: Val, label: Label, slots: &[Slot]) {
        let values = self.values_of(slots);
        let then = ir::Block { stmts: Vec::new(), end: End::Give(Vec::new()) };
        let otherwise = ir::Block { stmts: Vec::new(), end: End::Break(label, values) };
        self.push(span, StmtKind::If { to: Vec::new(), cond, then, otherwise });
    }

    /// The results of a loop that is broken with a value: the slots, then the value.
    fn results(&mut self, slots: &[Slot], value: Ty) -> (Vec<Val>, Vec<Val>) {
        let mut to = self.fresh(slots);
        let value: Vec<Val> = value.scalars().iter().map(|&ty| self.func.value(ty, None)).collect();
        to.extend_from_slice(&value);
        (to, value)
    }

    pub(super) fn endless_loop(
        &mut self,
        id: LoopId,
        body: &'m Block,
        ty: Ty,
        into: Option<ArrayId>,
    ) -> Lowered<Flat> {
        let (label, slots) = self.open(id, into);
        let carried = self.carry(&slots);
        let span = self.func.labels[label].span;
        let body =
            self.iteration(label, &slots, &carried, |this| this.statements(body, None).map(drop));
        let broken = self.frame().loops[&id].broken;
        let (to, value) = if broken { self.results(&slots, ty) } else { Default::default() };
        self.close_loop(id, &slots, &to);
        self.push(span, StmtKind::Loop { to, label, carried, body });
        if broken { Ok(value.into()) } else { Err(Left(End::Unreachable)) }
    }

    /// A labelled block: a scope, which gives the variables that it changed and its value.
    pub(super) fn labelled(
        &mut self,
        id: LoopId,
        body: &'m Block,
        ty: Ty,
        into: Option<ArrayId>,
    ) -> Lowered<Flat> {
        let (label, slots) = self.open(id, into);
        let span = self.func.labels[label].span;
        let mark = self.frame().journal.len();
        let mut falls = false;
        let body = self.block(|this| {
            let value = this.statements(body, into)?;
            falls = true;
            let mut values = this.values_of(&slots);
            values.extend_from_slice(value.as_slice());
            Ok(End::Break(label, values))
        });
        self.undo(mark);
        let left = falls || self.frame().loops[&id].broken;
        let (to, value) = if left { self.results(&slots, ty) } else { Default::default() };
        self.close_loop(id, &slots, &to);
        self.push(span, StmtKind::Scope { to, label, body });
        if left { Ok(value.into()) } else { Err(Left(End::Unreachable)) }
    }

    // Leaving.

    pub(super) fn break_out(&mut self, id: LoopId, value: Option<&'m Expr>) -> Lowered<Left> {
        let into = self.open_loop(id).into;
        let value = match value {
            Some(value) => self.value_into(value, into)?,
            None => Flat::None,
        };
        let open = self.open_loop(id);
        open.broken = true;
        let (label, slots) = (open.label, open.carried.clone());
        let mut values = self.values_of(&slots);
        values.extend_from_slice(value.as_slice());
        Ok(Left(End::Break(label, values)))
    }

    fn open_loop(&mut self, id: LoopId) -> &mut OpenLoop {
        self.frame().loops.get_mut(&id).expect("the checker resolved the loop")
    }

    pub(super) fn continue_with(&mut self, id: LoopId) -> Left {
        let open = self.open_loop(id);
        let (label, slots) = (open.label, open.carried.clone());
        Left(End::Next(label, self.values_of(&slots)))
    }

    pub(super) fn return_with(&mut self, value: Option<&'m Expr>) -> Lowered<Left> {
        let into = self.frame().into;
        let value = match value {
            Some(value) => self.value_into(value, into)?,
            None => Flat::None,
        };
        let values = value.into_vec();
        Ok(Left(match self.frame().scope {
            Some(label) => End::Break(label, values),
            None => End::Return(values),
        }))
    }
}
