//! Operations of floats that take more than an instruction.
//!
//! In: floats. Out: Cranelift's instructions. Always true: results have the bits that
//! [`metate_lang::eval`] gives, up to the payload of a NaN, for every operand: zeros of either
//! sign, subnormal numbers, infinities and NaN included. Where a special case costs more than
//! the common one it branches, which is predicted, rather than blends (Cranelift's scalar blends
//! are branches too); what the kernel chooses between, [`choose`] blends. Deliberately absent: mathematical functions, which are called.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{
    BlockArg, Endianness, InstBuilder, InstructionData, MemFlagsData, Type, Value, types,
};
use cranelift_frontend::FunctionBuilder;
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value;

use super::int;
use super::memory::ty;
use super::ops::{self, Operand};

/// A constant of either float type; `number` is exact in both.
pub(super) fn constant(number: f64, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let number = match scalar {
        Scalar::F32 => value::Value::F32(number as f32),
        _ => value::Value::F64(number),
    };
    ops::constant(number, b)
}

fn scalar_of(x: Value, b: &FunctionBuilder<'_>) -> Scalar {
    match b.func.dfg.value_type(x) {
        types::F32 => Scalar::F32,
        _ => Scalar::F64,
    }
}

/// 1 with the sign of `x`; NaN for NaN.
pub(super) fn signum(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let scalar = scalar_of(x, b);
    let one = constant(1.0, scalar, b);
    let signed = b.ins().fcopysign(one, x);
    let ordered = b.ins().fcmp(FloatCC::Ordered, x, x);
    let nan = constant(f64::NAN, scalar, b);
    b.ins().select(ordered, signed, nan)
}

/// `if cond { yes } else { no }`, without a branch where `cond` compares floats of their type: both
/// are compared in a lane of a vector, which gives a mask, and that picks the bits. A minimum or a
/// maximum is left to Cranelift, which has an instruction for it.
pub(super) fn choose(cond: Value, yes: Value, no: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let ty = b.func.dfg.value_type(yes);
    let Some((order, x, y)) = comparison(cond, b) else { return b.ins().select(cond, yes, no) };
    let extremum = [yes, no] == [x, y] || [yes, no] == [y, x];
    if extremum || b.func.dfg.value_type(x) != ty {
        return b.ins().select(cond, yes, no);
    }
    let (lanes, words) = match ty {
        types::F32 => (types::F32X4, types::I32X4),
        _ => (types::F64X2, types::I64X2),
    };
    let [x, y, yes, no] = [x, y, yes, no].map(|value| b.ins().scalar_to_vector(lanes, value));
    let mask = b.ins().fcmp(order, x, y);
    debug_assert_eq!(b.func.dfg.value_type(mask), words);
    let little = MemFlagsData::new().with_endianness(Endianness::Little);
    let mask = b.ins().bitcast(lanes, little, mask);
    let chosen = b.ins().bitselect(mask, yes, no);
    b.ins().extractlane(chosen, 0)
}

/// The comparison of floats that a condition is, in a form that vectors have.
fn comparison(cond: Value, b: &FunctionBuilder<'_>) -> Option<(FloatCC, Value, Value)> {
    let inst = b.func.dfg.value_def(cond).inst()?;
    let InstructionData::FloatCompare { args: [x, y], cond, .. } = b.func.dfg.insts[inst] else {
        return None;
    };
    match cond {
        FloatCC::LessThan | FloatCC::LessThanOrEqual | FloatCC::Equal | FloatCC::NotEqual => {
            Some((cond, x, y))
        }
        FloatCC::GreaterThan => Some((FloatCC::LessThan, y, x)),
        FloatCC::GreaterThanOrEqual => Some((FloatCC::LessThanOrEqual, y, x)),
        _ => None,
    }
}

/// `x` with the sign of `sign`, where NaN counts as positive.
pub(super) fn copysign(x: Value, sign: Operand, b: &mut FunctionBuilder<'_>) -> Value {
    let scalar = scalar_of(x, b);
    let from = match sign.constant {
        Some(value::Value::F32(number)) if !number.is_nan() => sign.value,
        Some(value::Value::F64(number)) if !number.is_nan() => sign.value,
        _ => {
            let ordered = b.ins().fcmp(FloatCC::Ordered, sign.value, sign.value);
            let zero = constant(0.0, scalar, b);
            b.ins().select(ordered, sign.value, zero)
        }
    };
    b.ins().fcopysign(x, from)
}

/// The unsigned integer that is as wide.
fn bits_type(x: Value, b: &FunctionBuilder<'_>) -> Type {
    match b.func.dfg.value_type(x) {
        types::F32 => types::I32,
        _ => types::I64,
    }
}

fn raw_bits(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let bits = bits_type(x, b);
    b.ins().bitcast(bits, MemFlagsData::new(), x)
}

/// The bits of `x`; those of the quiet NaN without a sign for every NaN.
pub(super) fn to_bits(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let bits = raw_bits(x, b);
    let nan = match scalar_of(x, b) {
        Scalar::F32 => i64::from(metate_lang::math::f32::to_bits(f32::NAN)),
        _ => metate_lang::math::f64::to_bits(f64::NAN).cast_signed(),
    };
    let nan = int::constant(bits_type(x, b), nan, b);
    let ordered = b.ins().fcmp(FloatCC::Ordered, x, x);
    b.ins().select(ordered, bits, nan)
}

/// Whether there is a minus sign, of something else than NaN.
pub(super) fn is_sign_negative(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let bits = raw_bits(x, b);
    let signed = b.ins().icmp_imm_s(IntCC::SignedLessThan, bits, 0);
    let ordered = b.ins().fcmp(FloatCC::Ordered, x, x);
    b.ins().band(signed, ordered)
}

fn smallest_normal(scalar: Scalar) -> f64 {
    match scalar {
        Scalar::F32 => f64::from(f32::MIN_POSITIVE),
        _ => f64::MIN_POSITIVE,
    }
}

/// Whether `x` is not zero, subnormal, infinite or NaN.
pub(super) fn is_normal(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let scalar = scalar_of(x, b);
    let magnitude = b.ins().fabs(x);
    let smallest = constant(smallest_normal(scalar), scalar, b);
    let infinity = constant(f64::INFINITY, scalar, b);
    let large = b.ins().fcmp(FloatCC::GreaterThanOrEqual, magnitude, smallest);
    let finite = b.ins().fcmp(FloatCC::LessThan, magnitude, infinity);
    b.ins().band(large, finite)
}

/// Whether `x` is between zero and the normal numbers.
pub(super) fn is_subnormal(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let scalar = scalar_of(x, b);
    let magnitude = b.ins().fabs(x);
    let smallest = constant(smallest_normal(scalar), scalar, b);
    let zero = constant(0.0, scalar, b);
    let small = b.ins().fcmp(FloatCC::LessThan, magnitude, smallest);
    let some = b.ins().fcmp(FloatCC::GreaterThan, magnitude, zero);
    b.ins().band(small, some)
}

/// The least number above `x`; infinity and NaN stay. The bits of negative numbers count down
/// towards zero, of both zeros the next one is the smallest number.
pub(super) fn next_up(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let scalar = scalar_of(x, b);
    let bits = raw_bits(x, b);
    let integer = bits_type(x, b);
    let sign = b.ins().sshr_imm_u(bits, i64::from(integer.bits()) - 1);
    let step = b.ins().bor_imm_u(sign, 1);
    let stepped = b.ins().iadd(bits, step);
    let zero = constant(0.0, scalar, b);
    let is_zero = b.ins().fcmp(FloatCC::Equal, x, zero);
    let one = b.ins().iconst(integer, 1);
    let next = b.ins().select(is_zero, one, stepped);
    let infinity = constant(f64::INFINITY, scalar, b);
    let has_next = b.ins().fcmp(FloatCC::LessThan, x, infinity);
    let chosen = b.ins().select(has_next, next, bits);
    b.ins().bitcast(ty(scalar), MemFlagsData::new(), chosen)
}

/// Radians in degrees, or degrees in radians: a product with std's factor.
pub(super) fn to_unit(op: Op, x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let factor = match (op, scalar_of(x, b)) {
        (Op::ToDegrees, Scalar::F32) => f64::from(1f32.to_degrees()),
        (Op::ToDegrees, _) => 1f64.to_degrees(),
        (_, Scalar::F32) => f64::from(1f32.to_radians()),
        _ => 1f64.to_radians(),
    };
    let factor = constant(factor, scalar_of(x, b), b);
    b.ins().fmul(x, factor)
}

/// `x` between limits that are in order; NaN and a zero of either sign stay.
pub(super) fn clamp(x: Value, low: Value, high: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let raised = first_if(FloatCC::GreaterThan, low, x, b);
    first_if(FloatCC::LessThan, high, raised, b)
}

/// The quotient of `x` and `y` whose remainder is not negative, or that remainder, from the
/// `remainder` that has the sign of `x`.
pub(super) fn euclid(
    op: Op,
    x: Value,
    y: Value,
    remainder: Value,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let scalar = scalar_of(x, b);
    let zero = constant(0.0, scalar, b);
    let negative = b.ins().fcmp(FloatCC::LessThan, remainder, zero);
    if op == Op::RemEuclid {
        let magnitude = b.ins().fabs(y);
        let mended = b.ins().fadd(remainder, magnitude);
        return b.ins().select(negative, mended, remainder);
    }
    let quotient = b.ins().fdiv(x, y);
    let quotient = b.ins().trunc(quotient);
    let [down, up] = [-1.0, 1.0].map(|step| constant(step, scalar, b));
    let positive = b.ins().fcmp(FloatCC::GreaterThan, y, zero);
    let step = b.ins().select(positive, down, up);
    let mended = b.ins().fadd(quotient, step);
    b.ins().select(negative, mended, quotient)
}

/// Whether `|x|` compares so to infinity.
pub(super) fn compare_to_infinity(
    condition: FloatCC,
    x: Value,
    scalar: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let magnitude = b.ins().fabs(x);
    let infinity = constant(f64::INFINITY, scalar, b);
    b.ins().fcmp(condition, magnitude, infinity)
}

/// The nearest integer, ties away from zero: `trunc(x + h)` with `h` the number just below one
/// half, of the sign of `x`. With one half itself, 0.49999999999999994 would become 1. The sum
/// of `n + 0.5` and `h` rounds up to `n + 1`; that of any smaller fraction stays below it; where
/// all numbers are integers already `h` is lost in the rounding.
pub(super) fn round(x: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let below_half = match scalar {
        Scalar::F32 => f64::from(0.5f32.next_down()),
        _ => 0.5f64.next_down(),
    };
    let half = constant(below_half, scalar, b);
    let half = b.ins().fcopysign(half, x);
    let sum = b.ins().fadd(x, half);
    b.ins().trunc(sum)
}

/// The smaller or the larger operand; the other one if one is NaN; -0 is below +0.
///
/// x86's `min` and `max` return the second operand if the operands are equal or one is NaN. So
/// one instruction does it if the second is a constant for which that is right; otherwise these
/// two cases, which one comparison tells from the rest, go another way.
pub(super) fn extremum(op: Op, x: Operand, y: Operand, b: &mut FunctionBuilder<'_>) -> Value {
    let order = if op == Op::Min { FloatCC::LessThan } else { FloatCC::GreaterThan };
    if y.constant.is_some_and(|constant| wins_when_equal(op, constant)) {
        return first_if(order, x.value, y.value, b);
    }
    if x.constant.is_some_and(|constant| wins_when_equal(op, constant)) {
        return first_if(order, y.value, x.value, b);
    }
    let (x, y) = (x.value, y.value);
    let join = b.create_block();
    let ty = b.func.dfg.value_type(x);
    let result = b.append_block_param(join, ty);
    let rare = b.create_block();
    b.set_cold_block(rare);
    let common = first_if(order, x, y, b);
    let equal_or_nan = b.ins().fcmp(FloatCC::UnorderedOrEqual, x, y);
    b.ins().brif(equal_or_nan, rare, &[], join, &[BlockArg::Value(common)]);
    b.switch_to_block(rare);
    let other = equal_or_nan_extremum(op, x, y, b);
    b.ins().jump(join, &[BlockArg::Value(other)]);
    b.switch_to_block(join);
    result
}

/// Whether the constant is the result wherever the other operand is equal to it or NaN.
fn wins_when_equal(op: Op, constant: value::Value) -> bool {
    let number = match constant {
        value::Value::F32(number) => f64::from(number),
        value::Value::F64(number) => number,
        _ => return false,
    };
    let right_zero = number.is_sign_negative() == (op == Op::Min);
    !number.is_nan() && (number != 0.0 || right_zero)
}

/// `if x order y { x } else { y }`, which Cranelift makes one instruction.
fn first_if(order: FloatCC, x: Value, y: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let condition = match order {
        // The form that Cranelift's rule for `max` looks for.
        FloatCC::GreaterThan => b.ins().fcmp(FloatCC::LessThan, y, x),
        _ => b.ins().fcmp(order, x, y),
    };
    b.ins().select(condition, x, y)
}

/// Equal operands differ at most in the sign of zero, so their bits combine: `-0 | +0` is -0.
fn equal_or_nan_extremum(op: Op, x: Value, y: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let float = b.func.dfg.value_type(x);
    let [x_bits, y_bits] = [x, y].map(|v| raw_bits(v, b));
    let combined = match op {
        Op::Min => b.ins().bor(x_bits, y_bits),
        _ => b.ins().band(x_bits, y_bits),
    };
    let equal = b.ins().bitcast(float, MemFlagsData::new(), combined);
    let y_is_nan = b.ins().fcmp(FloatCC::Unordered, y, y);
    let not_nan = b.ins().select(y_is_nan, x, y);
    let ordered = b.ins().fcmp(FloatCC::Ordered, x, y);
    b.ins().select(ordered, equal, not_nan)
}

/// An integer to the nearest float, ties to even.
pub(super) fn from_int(x: Value, from: Scalar, to: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    match (from.is_signed(), from.bits()) {
        (true, 8 | 16) => {
            let wide = b.ins().sextend(types::I32, x);
            b.ins().fcvt_from_sint(ty(to), wide)
        }
        (true, _) => b.ins().fcvt_from_sint(ty(to), x),
        // Every u32 is an i64, and that conversion is one instruction.
        (false, 8 | 16 | 32) => {
            let wide = b.ins().uextend(types::I64, x);
            b.ins().fcvt_from_sint(ty(to), wide)
        }
        (false, _) => b.ins().fcvt_from_uint(ty(to), x),
    }
}

/// A float to the integer towards zero, or the nearest limit of the type; 0 for NaN.
pub(super) fn to_int(x: Value, to: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    match (to.is_signed(), to.bits()) {
        (true, 32 | 64) => b.ins().fcvt_to_sint_sat(ty(to), x),
        (false, 64) => b.ins().fcvt_to_uint_sat(types::I64, x),
        // Through a wider signed type, which is one instruction where nothing saturates.
        (false, 32) => saturated(x, types::I64, 0, i64::from(u32::MAX), to, b),
        (true, bits) => saturated(x, types::I32, -1 << (bits - 1), (1 << (bits - 1)) - 1, to, b),
        (false, bits) => saturated(x, types::I32, 0, (1 << bits) - 1, to, b),
    }
}

fn saturated(
    x: Value,
    through: Type,
    lowest: i64,
    highest: i64,
    to: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let wide = b.ins().fcvt_to_sint_sat(through, x);
    let [lowest, highest] = [lowest, highest].map(|limit| int::constant(through, limit, b));
    let clamped = b.ins().smin(wide, highest);
    let clamped = b.ins().smax(clamped, lowest);
    b.ins().ireduce(ty(to), clamped)
}
