//! Values of constant expressions.
//!
//! In: a typed expression of literals, operators, casts, lists, branches and elements of constant
//! arrays. Out: its scalars, row by row, or the problem. Always true: what overflows, divides by
//! zero, shifts too far or reads past an end is a problem, as in a constant of Rust; what a
//! branch or `&&` does not reach is not evaluated. Deliberately absent: loops, calls, variables.

use super::constant;
use super::finish::{always_fails, out_of_bounds};
use crate::error::{Code, Diagnostic, Span};
use crate::hir::{Block, Element, Expr, ExprKind, LocalId};
use crate::op::Op;
use crate::ty::{FixedTy, Ty};
use crate::value::Value;

/// The shape and the elements of a variable that stands for a constant array.
type Arrays<'e> = &'e dyn Fn(LocalId) -> Option<(FixedTy, &'e [Value])>;

/// A value, or the problem unless it has been reported.
type Evaluated<T> = Result<T, Option<Box<Diagnostic>>>;

/// The scalars of `expr`.
pub(super) fn evaluate<'e>(expr: &Expr, arrays: Arrays<'e>) -> Evaluated<Vec<Value>> {
    match &expr.kind {
        ExprKind::Local(local) => match arrays(*local) {
            Some((_, elements)) => Ok(elements.to_vec()),
            None => Err(not_constant(expr.span)),
        },
        ExprKind::List(parts) => {
            let mut values = Vec::new();
            for part in parts {
                values.extend(evaluate(part, arrays)?);
            }
            Ok(values)
        }
        ExprKind::Repeat(part) => {
            let Ty::Fixed(array) = expr.ty else { return Err(not_constant(expr.span)) };
            let row = evaluate(part, arrays)?;
            Ok(row.repeat(array.extents().next().unwrap_or(0)))
        }
        ExprKind::If { cond, then, otherwise: Some(otherwise) } => {
            block(if truth(cond, arrays)? { then } else { otherwise }, arrays)
        }
        ExprKind::Block(inner) => block(inner, arrays),
        _ => Ok(vec![scalar(expr, arrays)?]),
    }
}

fn block(block: &Block, arrays: Arrays<'_>) -> Evaluated<Vec<Value>> {
    match &block.value {
        Some(value) => evaluate(value, arrays),
        None => Err(not_constant(block.span)),
    }
}

fn scalar(expr: &Expr, arrays: Arrays<'_>) -> Evaluated<Value> {
    match &expr.kind {
        ExprKind::Const(value) => Ok(*value),
        // What was refused became this.
        ExprKind::Unit => Err(None),
        ExprKind::Op(op, operands) => operation(*op, operands, expr.span, arrays),
        ExprKind::Cast(operand) => match expr.ty {
            Ty::Scalar(to) => {
                constant::cast(scalar(operand, arrays)?, to).ok_or_else(|| not_constant(expr.span))
            }
            _ => Err(not_constant(expr.span)),
        },
        ExprKind::AndThen(left, right) => {
            Ok(Value::Bool(truth(left, arrays)? && truth(right, arrays)?))
        }
        ExprKind::OrElse(left, right) => {
            Ok(Value::Bool(truth(left, arrays)? || truth(right, arrays)?))
        }
        ExprKind::Index(element) => self::element(element, expr.span, arrays),
        ExprKind::If { .. } | ExprKind::Block(_) => match evaluate(expr, arrays)?.as_slice() {
            [value] => Ok(*value),
            _ => Err(not_constant(expr.span)),
        },
        _ => Err(not_constant(expr.span)),
    }
}

fn truth(expr: &Expr, arrays: Arrays<'_>) -> Evaluated<bool> {
    Ok(scalar(expr, arrays)? == Value::Bool(true))
}

fn operation(op: Op, operands: &[Expr], span: Span, arrays: Arrays<'_>) -> Evaluated<Value> {
    let (result, last, ty) = match operands {
        [operand] => {
            let value = scalar(operand, arrays)?;
            (constant::unary(op, Some(value)), operand, value.scalar())
        }
        [left, right] => {
            let (a, b) = (scalar(left, arrays)?, scalar(right, arrays)?);
            (constant::binary(op, a.scalar(), Some(a), Some(b)), right, a.scalar())
        }
        _ => return Err(not_constant(span)),
    };
    match result {
        Ok(value) => value.ok_or_else(|| not_constant(span)),
        Err(failure) => Err(Some(Box::new(always_fails(failure, ty, last.span, span)))),
    }
}

/// An element of a constant array, all of whose indices are in bounds.
fn element(element: &Element, span: Span, arrays: Arrays<'_>) -> Evaluated<Value> {
    let Some((shape, elements)) = arrays(element.array) else { return Err(not_constant(span)) };
    let mut at = 0;
    let mut left = elements.len();
    for (index, extent) in element.index.iter().zip(shape.extents()) {
        let Value::Usize(number) = scalar(index, arrays)? else { return Err(not_constant(span)) };
        if number >= extent {
            return Err(Some(Box::new(out_of_bounds(number, extent, index.span, span))));
        }
        left /= extent;
        at += number * left;
    }
    elements.get(at).copied().ok_or_else(|| not_constant(span))
}

fn not_constant(span: Span) -> Option<Box<Diagnostic>> {
    let message = "the value of this is not known before the kernel runs";
    let problem = Diagnostic::new(Code::BadConstant, span, message);
    Some(Box::new(problem.help("write the value itself")))
}
