//! When an operation overflows: the definition of overflow checks, in all engines.
//!
//! In: an operation of [`crate::ir::OVERFLOWING`] and its operands. Out: whether Rust's debug
//! build would panic. Always true: the answer depends on the exact result alone, computed in a
//! type that holds it. Deliberately absent: divisions, whose overflow is undefined and so
//! checked always.

use crate::op::Op;
use crate::ty::Scalar;
use crate::value::Value;

/// Whether `op` on these integers has a result that does not fit its type, or shifts by a
/// negative amount or by as many bits as there are.
pub fn overflows(op: Op, args: &[Value]) -> bool {
    let ty = args[0].scalar();
    let int = |number: usize| args.get(number).copied().and_then(Value::as_int);
    let (Some(a), b) = (int(0), int(1)) else { return false };
    let exact = match (op, b) {
        (Op::Add, Some(b)) => a.checked_add(b),
        (Op::Sub, Some(b)) => a.checked_sub(b),
        (Op::Mul, Some(b)) => a.checked_mul(b),
        (Op::Pow, Some(b)) => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        (Op::Neg, _) => a.checked_neg(),
        (Op::Abs, _) => a.checked_abs(),
        (Op::Shl | Op::Shr, Some(amount)) => return !(0..ty.bits() as i128).contains(&amount),
        _ => return false,
    };
    !exact.is_some_and(|exact| fits(ty, exact))
}

fn fits(ty: Scalar, number: i128) -> bool {
    Value::from_int(ty, number).is_some()
}
