//! Operations of integers that take more than an instruction.
//!
//! In: integers of 8 to 64 bits. Out: Cranelift's instructions. Always true: results have the bits
//! that [`metate_lang::eval`] gives for every operand that the checks in front let through; no
//! instruction is asked to divide the lowest number by -1. Saturation tells an overflow from the
//! signs of operands and result, or computes in a wider type where there is one. Deliberately
//! absent: powers and roots, which are called ([`super::ops`]), and floats.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Type, Value, types};
use cranelift_frontend::FunctionBuilder;
use metate_lang::op::Op;
use metate_lang::ty::Scalar;

use super::memory::ty;
use super::ops::resize;

/// A constant; Cranelift wants the bits above its type to be zero.
pub(super) fn constant(ty: Type, number: i64, b: &mut FunctionBuilder<'_>) -> Value {
    let mask = u64::MAX >> (64 - ty.bits());
    b.ins().iconst(ty, (number as u64 & mask) as i64)
}

/// The lowest and the highest number of a type, as the bits of an `i64`.
fn limits(scalar: Scalar) -> (i64, i64) {
    match scalar.is_signed() {
        true => (i64::MIN >> (64 - scalar.bits()), i64::MAX >> (64 - scalar.bits())),
        false => (0, (u64::MAX >> (64 - scalar.bits())).cast_signed()),
    }
}

/// -1 for negative numbers, 0 for others.
fn sign(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let bits = b.func.dfg.value_type(x).bits();
    b.ins().sshr_imm_u(x, i64::from(bits) - 1)
}

fn is_negative(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    b.ins().icmp_imm_s(IntCC::SignedLessThan, x, 0)
}

/// -1, 0 or 1.
pub(super) fn signum(x: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let one = b.ins().iconst(ty(scalar), 1);
    let at_most = b.ins().smin(x, one);
    let minus_one = constant(ty(scalar), -1, b);
    b.ins().smax(at_most, minus_one)
}

/// `x` between limits that are in order.
pub(super) fn clamp(
    x: Value,
    low: Value,
    high: Value,
    scalar: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    if scalar.is_signed() {
        let raised = b.ins().smax(x, low);
        b.ins().smin(raised, high)
    } else {
        let raised = b.ins().umax(x, low);
        b.ins().umin(raised, high)
    }
}

/// Quotient and remainder of every kind. The divisor is not zero; where neither wraps nor
/// saturates the quotient fits its type.
pub(super) fn division(
    op: Op,
    x: Value,
    y: Value,
    scalar: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let is_rem = matches!(op, Op::Rem | Op::RemEuclid | Op::WrappingRem | Op::WrappingRemEuclid);
    if !scalar.is_signed() {
        return if is_rem { b.ins().urem(x, y) } else { b.ins().udiv(x, y) };
    }
    match op {
        Op::DivEuclid => floored_quotient(x, y, b),
        Op::RemEuclid => positive_remainder(x, y, b),
        Op::Rem => b.ins().srem(x, y),
        Op::WrappingDiv
        | Op::WrappingRem
        | Op::WrappingDivEuclid
        | Op::WrappingRemEuclid
        | Op::SaturatingDiv => any_quotient(op, x, y, scalar, b),
        _ => b.ins().sdiv(x, y),
    }
}

/// Divides by 1 instead of -1 and mends the quotient: the remainder is zero either way.
fn any_quotient(op: Op, x: Value, y: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let one = b.ins().iconst(ty(scalar), 1);
    let negates = b.ins().icmp_imm_s(IntCC::Equal, y, -1);
    let divisor = b.ins().select(negates, one, y);
    let quotient = match op {
        Op::WrappingRem => return b.ins().srem(x, divisor),
        Op::WrappingRemEuclid => return positive_remainder(x, divisor, b),
        Op::WrappingDivEuclid => floored_quotient(x, divisor, b),
        _ => b.ins().sdiv(x, divisor),
    };
    let negated = match op {
        Op::SaturatingDiv => saturating_neg(x, scalar, b),
        _ => b.ins().ineg(x),
    };
    b.ins().select(negates, negated, quotient)
}

/// The quotient whose remainder is not negative.
fn floored_quotient(x: Value, y: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let quotient = b.ins().sdiv(x, y);
    let remainder = b.ins().srem(x, y);
    let negative = is_negative(remainder, b);
    // 1 with the sign of the divisor.
    let sign = sign(y, b);
    let unit = b.ins().bor_imm_u(sign, 1);
    let mended = b.ins().isub(quotient, unit);
    b.ins().select(negative, mended, quotient)
}

/// The remainder that is not negative.
fn positive_remainder(x: Value, y: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let remainder = b.ins().srem(x, y);
    let negative = is_negative(remainder, b);
    let magnitude = b.ins().iabs(y);
    let mended = b.ins().iadd(remainder, magnitude);
    b.ins().select(negative, mended, remainder)
}

/// The limit of a signed type that `x` is on the side of: the lowest number if it is negative.
fn limit_towards(x: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let sign = sign(x, b);
    let highest = constant(ty(scalar), limits(scalar).1, b);
    b.ins().bxor(sign, highest)
}

/// The sum, or the limit of the type that it is beyond.
pub(super) fn saturating_add(
    x: Value,
    y: Value,
    scalar: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let sum = b.ins().iadd(x, y);
    if !scalar.is_signed() {
        let highest = constant(ty(scalar), -1, b);
        let wrapped = b.ins().icmp(IntCC::UnsignedLessThan, sum, x);
        return b.ins().select(wrapped, highest, sum);
    }
    // Too large or small if the sum has neither operand's sign.
    let [from_x, from_y] = [x, y].map(|operand| b.ins().bxor(operand, sum));
    let from_both = b.ins().band(from_x, from_y);
    let wrapped = is_negative(from_both, b);
    let limit = limit_towards(x, scalar, b);
    b.ins().select(wrapped, limit, sum)
}

/// The difference, or the limit of the type that it is beyond.
pub(super) fn saturating_sub(
    x: Value,
    y: Value,
    scalar: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let difference = b.ins().isub(x, y);
    if !scalar.is_signed() {
        let zero = b.ins().iconst(ty(scalar), 0);
        let wrapped = b.ins().icmp(IntCC::UnsignedLessThan, x, y);
        return b.ins().select(wrapped, zero, difference);
    }
    // Too large or small if the operands' signs differ and the difference has not that of `x`.
    let [from_y, from_difference] = [y, difference].map(|other| b.ins().bxor(x, other));
    let from_both = b.ins().band(from_y, from_difference);
    let wrapped = is_negative(from_both, b);
    let limit = limit_towards(x, scalar, b);
    b.ins().select(wrapped, limit, difference)
}

/// The product, or the limit of the type that it is beyond.
pub(super) fn saturating_mul(
    x: Value,
    y: Value,
    scalar: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    if scalar.bits() < 64 {
        let [x, y] = [x, y].map(|operand| resize(operand, scalar, types::I64, b));
        let product = b.ins().imul(x, y);
        return saturated(product, scalar, b);
    }
    let low = b.ins().imul(x, y);
    if !scalar.is_signed() {
        let high = b.ins().umulhi(x, y);
        let highest = constant(ty(scalar), -1, b);
        let wrapped = b.ins().icmp_imm_u(IntCC::NotEqual, high, 0);
        return b.ins().select(wrapped, highest, low);
    }
    let high = b.ins().smulhi(x, y);
    let extended = sign(low, b);
    let wrapped = b.ins().icmp(IntCC::NotEqual, high, extended);
    let signs = b.ins().bxor(x, y);
    let limit = limit_towards(signs, scalar, b);
    b.ins().select(wrapped, limit, low)
}

/// An integer of 64 bits and the sign of `scalar`, or the limit of `scalar` that it is beyond.
pub(super) fn saturated(wide: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    if scalar.bits() == 64 {
        return wide;
    }
    let (lowest, highest) = limits(scalar);
    let highest = b.ins().iconst(types::I64, highest);
    let clamped = match scalar.is_signed() {
        true => {
            let lowest = b.ins().iconst(types::I64, lowest);
            let raised = b.ins().smax(wide, lowest);
            b.ins().smin(raised, highest)
        }
        false => b.ins().umin(wide, highest),
    };
    b.ins().ireduce(ty(scalar), clamped)
}

/// `-x`, or the highest number for the lowest.
pub(super) fn saturating_neg(x: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let negated = b.ins().ineg(x);
    highest_if_lowest(x, negated, scalar, b)
}

/// `|x|`, or the highest number for the lowest.
pub(super) fn saturating_abs(x: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let magnitude = b.ins().iabs(x);
    highest_if_lowest(x, magnitude, scalar, b)
}

fn highest_if_lowest(
    x: Value,
    otherwise: Value,
    scalar: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let (lowest, highest) = limits(scalar);
    let is_lowest = b.ins().icmp_imm_s(IntCC::Equal, x, lowest);
    let highest = constant(ty(scalar), highest, b);
    b.ins().select(is_lowest, highest, otherwise)
}

/// `|x - y|` as an unsigned integer, which always fits.
pub(super) fn abs_diff(x: Value, y: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let order = if scalar.is_signed() { IntCC::SignedLessThan } else { IntCC::UnsignedLessThan };
    let [forth, back] = [b.ins().isub(x, y), b.ins().isub(y, x)];
    let less = b.ins().icmp(order, x, y);
    b.ins().select(less, back, forth)
}

/// How many bits are such, as a `u32`.
pub(super) fn count(op: Op, x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let x = match op {
        Op::CountZeros | Op::LeadingOnes | Op::TrailingOnes => b.ins().bnot(x),
        _ => x,
    };
    let bits = b.func.dfg.value_type(x).bits();
    // Counted in 32 bits or more: not every machine has instructions for narrower types.
    let wide = if bits < 32 { b.ins().uextend(types::I32, x) } else { x };
    let number = match op {
        Op::LeadingZeros | Op::LeadingOnes => {
            let number = b.ins().clz(wide);
            if bits < 32 { b.ins().iadd_imm_s(number, i64::from(bits) - 32) } else { number }
        }
        Op::TrailingZeros | Op::TrailingOnes => {
            // A bit behind the last ends the count there.
            let ended = if bits < 32 { b.ins().bor_imm_u(wide, 1 << bits) } else { wide };
            b.ins().ctz(ended)
        }
        _ => b.ins().popcnt(wide),
    };
    if bits == 64 { b.ins().ireduce(types::I32, number) } else { number }
}
