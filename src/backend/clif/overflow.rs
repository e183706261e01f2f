//! Overflow checks: whether the exact result of an integer operation fits its type.
//!
//! In: an operation of [`metate_lang::ir::OVERFLOWING`] with its operands. Out: a condition that
//! holds where [`metate_lang::eval::overflows`] is false. Always true: only operations without
//! side effects are used, so that the sum or product is computed once for the check and for the
//! operation behind it, and a check of values that a loop does not change can leave the loop.
//! Deliberately absent: Cranelift's instructions with a second result for overflow, which do not
//! share the first one.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use cranelift_frontend::FunctionBuilder;
use metate_lang::op::Op;
use metate_lang::ty::Scalar;

use super::calls::Calls;
use super::memory::ty;
use super::ops::resize;

/// The condition that `op` on operands of type `scalar` does not overflow; the amount of a shift
/// has a type of its own.
pub(super) fn fits(
    op: Op,
    scalar: Scalar,
    args: &[Value],
    b: &mut FunctionBuilder<'_>,
    calls: &mut Calls,
) -> Value {
    let x = args[0];
    let y = args.get(1).copied().unwrap_or(x);
    let signed = scalar.is_signed();
    match op {
        Op::Add if signed => {
            let sum = b.ins().iadd(x, y);
            not_both_differ([x, y], [sum, sum], b)
        }
        Op::Add => {
            let sum = b.ins().iadd(x, y);
            b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, sum, x)
        }
        Op::Sub if signed => {
            let difference = b.ins().isub(x, y);
            not_both_differ([x, x], [y, difference], b)
        }
        Op::Sub => b.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, x, y),
        Op::Mul => product_fits(scalar, x, y, b),
        Op::Neg | Op::Abs => b.ins().icmp_imm_s(IntCC::NotEqual, x, lowest(scalar)),
        // As an unsigned number a negative amount is too large as well.
        Op::Shl | Op::Shr => {
            b.ins().icmp_imm_u(IntCC::UnsignedLessThan, y, i64::from(scalar.bits()))
        }
        Op::Pow => {
            let base = resize(x, scalar, types::I64, b);
            let function = calls.import_pow_overflow(b.func, scalar);
            let call = b.ins().call(function, &[base, y]);
            let overflows = b.inst_results(call)[0];
            b.ins().icmp_imm_s(IntCC::Equal, overflows, 0)
        }
        other => panic!("metate bug: an overflow check of {}", other.row().name),
    }
}

/// Not both pairs differ in sign: (Warren, Hacker's Delight, section 2-13) a sum overflows if
/// its sign is neither operand's, a difference if the operands' signs differ and its sign is
/// the second's.
fn not_both_differ(xs: [Value; 2], ys: [Value; 2], b: &mut FunctionBuilder<'_>) -> Value {
    let first = b.ins().bxor(xs[0], ys[0]);
    let second = b.ins().bxor(xs[1], ys[1]);
    let both = b.ins().band(first, second);
    b.ins().icmp_imm_s(IntCC::SignedGreaterThanOrEqual, both, 0)
}

/// The high half of the product is what the low half extends to.
fn product_fits(scalar: Scalar, x: Value, y: Value, b: &mut FunctionBuilder<'_>) -> Value {
    match (scalar.bits(), scalar.is_signed()) {
        (64, true) => {
            let high = b.ins().smulhi(x, y);
            let low = b.ins().imul(x, y);
            let sign = b.ins().sshr_imm_u(low, 63);
            b.ins().icmp(IntCC::Equal, high, sign)
        }
        (64, false) => {
            let high = b.ins().umulhi(x, y);
            b.ins().icmp_imm_s(IntCC::Equal, high, 0)
        }
        _ => {
            let [x, y] = [x, y].map(|operand| resize(operand, scalar, types::I64, b));
            let exact = b.ins().imul(x, y);
            let narrow = b.ins().ireduce(ty(scalar), exact);
            let again = resize(narrow, scalar, types::I64, b);
            b.ins().icmp(IntCC::Equal, exact, again)
        }
    }
}

/// The lowest number of a signed type.
pub(super) fn lowest(scalar: Scalar) -> i64 {
    i64::MIN >> (64 - scalar.bits())
}
