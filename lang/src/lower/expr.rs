//! Expressions without control flow: operations, elements, assignments, helper calls.
//!
//! In: expressions of the typed tree. Out: the value each has, its statements pushed in
//! evaluation order. Always true: a guarded operation stands behind its check, a load or store
//! behind one bounds check per axis. Deliberately absent: anything that branches (`flow`).

use super::{Binding, Left, Lowered, Lowering};
use crate::error::Span;
use crate::hir::{self, Element, Expr, ExprKind, FuncId, LocalId, Place};
use crate::ir::{ArrayId, Check, End, LabelData, StmtKind, Val};
use crate::op::Op;
use crate::ty::{Scalar, Ty};
use crate::value::Value;

impl<'m> Lowering<'m> {
    /// The value of a function's body: none for `()`.
    pub(super) fn body(&mut self, block: &'m hir::Block) -> Lowered<Option<Val>> {
        self.statements(block)
    }

    /// A scalar expression.
    pub(super) fn scalar(&mut self, expr: &'m Expr) -> Lowered<Val> {
        let value = self.expr(expr)?;
        Ok(value.expect("the checker gives every operand a scalar type"))
    }

    fn scalars(&mut self, exprs: &'m [Expr]) -> Lowered<Vec<Val>> {
        exprs.iter().map(|expr| self.scalar(expr)).collect()
    }

    /// Any expression; its value, unless it is `()`.
    pub(super) fn expr(&mut self, expr: &'m Expr) -> Lowered<Option<Val>> {
        let span = expr.span;
        Ok(match &expr.kind {
            ExprKind::Unit => None,
            ExprKind::Const(value) => Some(self.constant(*value)),
            ExprKind::Local(local) => Some(self.scalar_of(*local)),
            ExprKind::Op(op, args) => Some(self.operation(span, *op, args)?),
            ExprKind::Cast(operand) => {
                let operand = self.scalar(operand)?;
                Some(self.cast(span, operand, scalar_ty(expr.ty)))
            }
            ExprKind::Index(element) => {
                let (array, index) = self.element(element)?;
                Some(self.load(element.span, array, index))
            }
            ExprKind::Extent { array, axis } => {
                let array = self.array_of(*array);
                Some(self.extent(array, *axis))
            }
            ExprKind::Len { array } => Some(self.len(span, *array)),
            ExprKind::Assign { place, value } => {
                self.assignment(place, value)?;
                None
            }
            ExprKind::AssignOp { op, place, value } => {
                self.compound_assignment(span, *op, place, value)?;
                None
            }
            ExprKind::Call { func, args } => self.call(span, *func, args)?,
            ExprKind::AndThen(a, b) => Some(self.and_then(span, a, b)?),
            ExprKind::OrElse(a, b) => Some(self.or_else(span, a, b)?),
            ExprKind::Block(block) => self.statements(block)?,
            ExprKind::If { cond, then, otherwise } => {
                self.if_else(expr, cond, then, otherwise.as_ref())?
            }
            ExprKind::For { id, var, range, body } => {
                self.for_loop(*id, *var, range, body)?;
                None
            }
            ExprKind::While { id, cond, body } => {
                self.while_loop(*id, cond, body)?;
                None
            }
            ExprKind::Loop { id, body } => {
                self.endless_loop(*id, body)?;
                None
            }
            ExprKind::Break(id) => return Err(self.break_out(*id)),
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

    fn cast(&mut self, span: Span, operand: Val, to: Scalar) -> Val {
        if self.func.ty(operand) == to {
            return operand;
        }
        self.op(span, Op::Cast, vec![operand], to)
    }

    /// The number of elements: the product of the extents.
    fn len(&mut self, span: Span, array: LocalId) -> Val {
        let array = self.array_of(array);
        let mut len = self.extent(array, 0);
        for axis in 1..self.func.arrays[array].rank {
            let extent = self.extent(array, axis);
            len = self.op(span, Op::Mul, vec![len, extent], Scalar::Usize);
        }
        len
    }

    /// The array and the checked indices of an element.
    fn element(&mut self, element: &'m Element) -> Lowered<(ArrayId, Vec<Val>)> {
        let index = self.scalars(&element.index)?;
        let array = self.array_of(element.array);
        for (axis, &value) in index.iter().enumerate() {
            let check = Check::Bounds { array, axis: axis as u8 };
            self.push(element.span, StmtKind::Check { check, args: vec![value] });
        }
        Ok((array, index))
    }

    fn load(&mut self, span: Span, array: ArrayId, index: Vec<Val>) -> Val {
        let to = self.func.value(self.func.arrays[array].elem, None);
        self.push(span, StmtKind::Load { to, array, index });
        to
    }

    fn assignment(&mut self, place: &'m Place, value: &'m Expr) -> Lowered<()> {
        let value = self.scalar(value)?;
        match place {
            Place::Local(local, _) => self.assign(*local, value),
            Place::Element(element) => {
                let (array, index) = self.element(element)?;
                self.push(element.span, StmtKind::Store { array, index, value });
            }
        }
        Ok(())
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
        match place {
            Place::Local(local, _) => {
                let old = self.scalar_of(*local);
                let new = self.checked_op(span, op, vec![old, value], trusted);
                self.assign(*local, new);
            }
            Place::Element(element) => {
                let (array, index) = self.element(element)?;
                let old = self.load(element.span, array, index.clone());
                let value = self.checked_op(span, op, vec![old, value], trusted);
                self.push(element.span, StmtKind::Store { array, index, value });
            }
        }
        Ok(())
    }

    /// A helper's body in place of the call.
    fn call(&mut self, span: Span, id: FuncId, args: &'m [Expr]) -> Lowered<Option<Val>> {
        let callee = &self.module.funcs[id];
        let mut bindings = Vec::with_capacity(args.len());
        for arg in args {
            bindings.push(match (&arg.kind, arg.ty) {
                (ExprKind::Local(local), Ty::Array(_)) => Binding::Array(self.array_of(*local)),
                _ => Binding::Scalar(self.scalar(arg)?),
            });
        }
        if self.statements > super::MAX_STATEMENTS {
            // Stop inlining: `lower` refuses the result, whatever it is.
            return Err(Left(End::Unreachable));
        }
        let mut frame = self.function_frame(id);
        let scope = frame.assigned.returns.then(|| self.func.labels.push(LabelData { span }));
        frame.scope = scope;
        self.frames.push(frame);
        for (&param, binding) in callee.params.iter().zip(bindings) {
            self.declare(param, binding);
        }
        let result = match scope {
            None => self.body(&callee.body),
            Some(label) => self.scope(span, label, callee),
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
    ) -> Lowered<Option<Val>> {
        let body = self.block(|this| {
            let result = this.body(&callee.body)?;
            Ok(End::Break(label, result.into_iter().collect()))
        });
        let to = match callee.ret {
            Ty::Scalar(ty) => Some(self.func.value(ty, Some(&callee.name))),
            _ => None,
        };
        self.push(span, StmtKind::Scope { to: to.into_iter().collect(), label, body });
        Ok(to)
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
