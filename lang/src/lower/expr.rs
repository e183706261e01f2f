//! Expressions without control flow: operations, elements, assignments, helper calls.
//!
//! In: expressions of the typed tree. Out: the value each has, its statements pushed in
//! evaluation order. Always true: a guarded operation stands behind its check, a load or store
//! behind one bounds check per axis. Deliberately absent: anything that branches (`flow`).

use super::{Binding, Flat, Left, Lowered, Lowering, Slot};
use crate::error::Span;
use crate::hir::{self, Element, Expr, ExprKind, FuncId, LocalId, Place};
use crate::ir::{ArrayId, Check, End, LabelData, OVERFLOWING, StmtKind, Val};
use crate::op::Op;
use crate::ty::{Scalar, Ty};
use crate::value::Value;

impl<'m> Lowering<'m> {
    /// The value of a function's body.
    pub(super) fn body(&mut self, block: &'m hir::Block, into: Option<ArrayId>) -> Lowered<Flat> {
        self.statements(block, into)
    }

    /// A scalar expression.
    pub(super) fn scalar(&mut self, expr: &'m Expr) -> Lowered<Val> {
        match self.value(expr, None)?.as_slice() {
            &[value] => Ok(value),
            _ => unreachable!("the checker gives every operand a scalar type"),
        }
    }

    fn scalars(&mut self, exprs: &'m [Expr]) -> Lowered<Vec<Val>> {
        exprs.iter().map(|expr| self.scalar(expr)).collect()
    }

    /// An expression whose value is dropped.
    pub(super) fn effects(&mut self, expr: &'m Expr) -> Lowered<()> {
        match expr.ty {
            Ty::Fixed(ty) => {
                let dropped = self.allocate(ty, "dropped");
                self.fixed(expr, dropped, &mut Vec::new())
            }
            _ => self.value(expr, None).map(drop),
        }
    }

    /// Any expression. Its value: the scalars, or for a fixed array what is put `into` memory.
    pub(super) fn value(&mut self, expr: &'m Expr, into: Option<ArrayId>) -> Lowered<Flat> {
        let span = expr.span;
        Ok(match &expr.kind {
            ExprKind::Unit => Flat::None,
            ExprKind::Const(value) => Flat::One(self.constant(*value)),
            ExprKind::Local(local) | ExprKind::Move(local) => match into {
                Some(into) => {
                    let from = self.array_of(*local);
                    self.copy(span, into, &[], from);
                    Flat::None
                }
                None => self.flat_of(*local),
            },
            ExprKind::Tuple(parts) => self.scalars(parts)?.into(),
            ExprKind::Part(tuple, number) => {
                let tuple = self.value(tuple, None)?;
                Flat::One(tuple.as_slice()[usize::from(*number)])
            }
            ExprKind::List(_) | ExprKind::Repeat(_) => {
                let into = into.expect("an array has a place to go");
                self.fixed(expr, into, &mut Vec::new())?;
                Flat::None
            }
            ExprKind::Op(Op::Cast, args) => {
                let operand = self.scalar(&args[0])?;
                Flat::One(self.cast(span, operand, scalar_ty(expr.ty)))
            }
            ExprKind::Op(op, args) => Flat::One(self.operation(span, *op, args)?),
            ExprKind::Cast(operand) => {
                let operand = self.scalar(operand)?;
                Flat::One(self.cast(span, operand, scalar_ty(expr.ty)))
            }
            ExprKind::Index(element) => {
                let (array, index) = self.element(element)?;
                Flat::One(self.load(element.span, array, index))
            }
            ExprKind::Extent { array, axis } => {
                let array = self.array_of(*array);
                Flat::One(self.extent(array, *axis))
            }
            ExprKind::Len { array } => Flat::One(self.len(span, *array)),
            ExprKind::Fill { array, value } => {
                self.fill(span, *array, value)?;
                Flat::None
            }
            ExprKind::Assign { place, value } => {
                self.assignment(place, value)?;
                Flat::None
            }
            ExprKind::AssignOp { op, place, value } => {
                self.compound_assignment(span, *op, place, value)?;
                Flat::None
            }
            ExprKind::Call { func, args } => self.call(span, *func, args, into)?,
            ExprKind::AndThen(a, b) => Flat::One(self.and_then(span, a, b)?),
            ExprKind::OrElse(a, b) => Flat::One(self.or_else(span, a, b)?),
            ExprKind::Block(block) => self.statements(block, into)?,
            ExprKind::If { cond, then, otherwise } => {
                self.if_else(expr, cond, (then, otherwise.as_ref()), into)?
            }
            ExprKind::Match { scrutinee, arms } => self.match_expr(expr, scrutinee, arms, into)?,
            ExprKind::For { id, var, range, parallel, body } => {
                self.for_loop(*id, *var, range, parallel.as_deref(), body)?;
                Flat::None
            }
            ExprKind::While { id, cond, body } => {
                self.while_loop(*id, cond, body)?;
                Flat::None
            }
            ExprKind::Loop { id, body } => self.endless_loop(*id, body, expr.ty, into)?,
            ExprKind::Labelled { id, body } => self.labelled(*id, body, expr.ty, into)?,
            ExprKind::Break(id, value) => return Err(self.break_out(*id, value.as_deref())?),
            ExprKind::Continue(id) => return Err(self.continue_with(*id)),
            ExprKind::Return(value) => return Err(self.return_with(value.as_deref())?),
        })
    }

    fn operation(&mut self, span: Span, op: Op, args: &'m [Expr]) -> Lowered<Val> {
        let values = self.scalars(args)?;
        let trusted = is_safe(op, &args[1..]);
        Ok(self.checked_op(span, op, values, trusted))
    }

    /// An operation on values, behind the checks it needs.
    fn checked_op(&mut self, span: Span, op: Op, mut args: Vec<Val>, trusted: bool) -> Val {
        let ty = self.func.ty(args[0]);
        self.overflow_check(span, op, &args);
        if matches!(op, Op::Shl | Op::Shr) {
            // Only the low bits of a shift amount count, and every conversion keeps them.
            args[1] = self.cast(span, args[1], ty);
        }
        if !trusted {
            for &check in Check::before(op, ty) {
                let args = check.operands(&args).to_vec();
                self.push(span, StmtKind::Check { check, args });
            }
        }
        let result = op.result(op.scalar(ty));
        self.op(span, op, args, result)
    }

    /// The overflow check of an operation that the text writes: the arithmetic of ranges, extents
    /// and addresses is ours, and cannot overflow or is meant to.
    fn overflow_check(&mut self, span: Span, op: Op, args: &[Val]) {
        let overflows = OVERFLOWING.iter().any(|(overflowing, _)| *overflowing == op);
        if self.options.overflow_checks && overflows && self.func.ty(args[0]).is_int() {
            let kind = StmtKind::Check { check: Check::Overflow(op), args: args.to_vec() };
            self.push(span, kind);
        }
    }

    pub(super) fn cast(&mut self, span: Span, operand: Val, to: Scalar) -> Val {
        if self.func.ty(operand) == to {
            return operand;
        }
        self.op(span, Op::Cast, vec![operand], to)
    }

    /// The number of elements: the product of the extents.
    fn len(&mut self, span: Span, array: LocalId) -> Val {
        let ty = self.ty_of(array);
        let array = self.array_of(array);
        if self.func.arrays[array].rank == 0 {
            return self.constant(Value::Usize(1));
        }
        let mut len = self.extent(array, 0);
        if let Ty::Fixed(_) | Ty::Lent { .. } = ty {
            // Its elements are rows, as Rust counts them.
            return len;
        }
        for axis in 1..self.func.arrays[array].rank {
            let extent = self.extent(array, axis);
            len = self.op(span, Op::Mul, vec![len, extent], Scalar::Usize);
        }
        len
    }

    /// The array and the checked indices of an element.
    fn element(&mut self, element: &'m Element) -> Lowered<(ArrayId, Vec<Val>)> {
        let fixed = matches!(self.ty_of(element.array), Ty::Fixed(_) | Ty::Lent { .. });
        let array = self.array_of(element.array);
        let mut index = Vec::with_capacity(element.index.len());
        for (axis, expr) in element.index.iter().enumerate() {
            index.push(self.scalar(expr)?);
            if fixed {
                self.check_bounds(element.span, array, axis, index[axis]);
            }
        }
        if !fixed {
            for (axis, &value) in index.iter().enumerate() {
                self.check_bounds(element.span, array, axis, value);
            }
        }
        self.mark(element.span, array, &index);
        Ok((array, index))
    }

    fn check_bounds(&mut self, span: Span, array: ArrayId, axis: usize, index: Val) {
        let check = Check::Bounds { array, axis: axis as u8 };
        self.push(span, StmtKind::Check { check, args: vec![index] });
    }

    pub(super) fn load(&mut self, span: Span, array: ArrayId, index: Vec<Val>) -> Val {
        let to = self.func.value(self.func.arrays[array].elem, None);
        self.push(span, StmtKind::Load { to, array, index });
        to
    }

    fn assignment(&mut self, place: &'m Place, value: &'m Expr) -> Lowered<()> {
        if let (Place::Local(local, span), Ty::Fixed(ty)) = (place, value.ty) {
            // The new elements may be computed from the old ones.
            let new = self.allocate(ty, "new");
            self.fixed(value, new, &mut Vec::new())?;
            let array = self.array_of(*local);
            self.copy(*span, array, &[], new);
            return Ok(());
        }
        let value = self.value(value, None)?;
        match place {
            Place::Local(local, _) => self.assign(*local, value.as_slice()),
            Place::Part(local, number, _) => {
                let slot = self.part_slot(*local, *number);
                self.set(slot, value.as_slice()[0]);
            }
            Place::Element(element) => {
                let (array, index) = self.element(element)?;
                let value = value.as_slice()[0];
                self.push(element.span, StmtKind::Store { array, index, value });
            }
        }
        Ok(())
    }

    fn part_slot(&mut self, local: LocalId, number: u8) -> Slot {
        let slots = &self.frame().slots;
        slots.all(local).nth(usize::from(number)).expect("a part of the tuple")
    }

    fn compound_assignment(
        &mut self,
        span: Span,
        op: Op,
        place: &'m Place,
        value: &'m Expr,
    ) -> Lowered<()> {
        let trusted = is_safe(op, std::slice::from_ref(value));
        let value = self.scalar(value)?;
        let slot = match place {
            Place::Local(local, _) => self.frame().slots.first(*local),
            Place::Part(local, number, _) => self.part_slot(*local, *number),
            Place::Element(element) => {
                let (array, index) = self.element(element)?;
                let old = self.load(element.span, array, index.clone());
                let value = self.checked_op(span, op, vec![old, value], trusted);
                self.push(element.span, StmtKind::Store { array, index, value });
                return Ok(());
            }
        };
        let old = self.get(slot);
        let new = self.checked_op(span, op, vec![old, value], trusted);
        self.set(slot, new);
        Ok(())
    }

    /// An argument as its parameter's slots hold it.
    fn argument(&mut self, arg: &'m Expr, param: &'m hir::Local) -> Lowered<Vec<Binding>> {
        match (&arg.kind, param.ty) {
            (ExprKind::Local(local) | ExprKind::Move(local), Ty::Array(_) | Ty::Lent { .. }) => {
                Ok(vec![Binding::Array(self.array_of(*local))])
            }
            (_, Ty::Lent { array: ty, .. } | Ty::Fixed(ty)) => {
                let copy = self.allocate(ty, &param.name);
                self.fixed(arg, copy, &mut Vec::new())?;
                Ok(vec![Binding::Array(copy)])
            }
            _ => Ok(self.value(arg, None)?.into_vec().into_iter().map(Binding::Scalar).collect()),
        }
    }

    /// A helper's body in place of the call.
    fn call(
        &mut self,
        span: Span,
        id: FuncId,
        args: &'m [Expr],
        into: Option<ArrayId>,
    ) -> Lowered<Flat> {
        let callee = &self.module.funcs[id];
        let mut bindings = Vec::with_capacity(args.len());
        for (arg, &param) in args.iter().zip(&callee.params) {
            bindings.push((param, self.argument(arg, &callee.locals[param])?));
        }
        if self.too_deep || self.statements > self.limits.statements {
            // Stop inlining: `lower` refuses the result, whatever it is.
            return Err(Left(End::Unreachable));
        }
        let mut frame = self.function_frame(id);
        let scope = frame.assigned.returns.then(|| self.func.labels.push(LabelData::at(span)));
        frame.scope = scope;
        frame.into = into;
        self.frames.push(frame);
        for (param, bindings) in bindings {
            let slots = self.frame().slots.all(param);
            for (slot, binding) in slots.zip(bindings) {
                self.declare(slot, binding);
            }
        }
        let result = match scope {
            None => self.body(&callee.body, into),
            Some(label) => self.scope(span, label, callee, into),
        };
        self.frames.pop();
        result
    }

    /// A helper that returns early: its body in a scope that `return` breaks out of.
    fn scope(
        &mut self,
        span: Span,
        label: crate::ir::Label,
        callee: &'m hir::Func,
        into: Option<ArrayId>,
    ) -> Lowered<Flat> {
        let body = self.block(|this| {
            let result = this.body(&callee.body, into)?;
            Ok(End::Break(label, result.into_vec()))
        });
        let types = callee.ret.scalars().iter();
        let to: Vec<Val> = types.map(|&ty| self.func.value(ty, Some(&callee.name))).collect();
        self.push(span, StmtKind::Scope { to: to.clone(), label, body });
        Ok(to.into())
    }
}

fn scalar_ty(ty: Ty) -> Scalar {
    match ty {
        Ty::Scalar(scalar) => scalar,
        other => unreachable!("the checker lets no {other} be converted"),
    }
}

/// Whether the operands behind the first are constants with which the operation cannot trap,
/// whatever the first one is.
fn is_safe(op: Op, others: &[Expr]) -> bool {
    let constant = |expr: &Expr| match expr.kind {
        ExprKind::Const(value) => Some(value),
        _ => None,
    };
    match others {
        [divisor] => {
            let divisor = constant(divisor).and_then(Value::as_int);
            divisor.is_some_and(|divisor| divisor != 0 && divisor != -1)
        }
        [low, high] if op == Op::Clamp => {
            let limits = constant(low).zip(constant(high));
            limits.is_some_and(|(low, high)| Check::limits_hold(low, high))
        }
        _ => false,
    }
}
