//! Whether expressions of the typed tree are the same.
//!
//! In: two expressions. Out: whether they compute the same from the same variables and elements,
//! and do nothing else. Deliberately absent: anything that takes more than their shape, but for
//! the order of the operands of a sum.

use crate::hir::{Expr, ExprKind};
use crate::op::Op;

/// Whether two expressions compute the same from the same variables and elements, and do nothing
/// else.
pub(super) fn same(left: &Expr, right: &Expr) -> bool {
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
