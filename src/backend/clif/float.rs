//! Operations of floats that take more than an instruction.
//!
//! In: floats. Out: Cranelift's instructions. Always true: results have the bits that
//! [`metate_lang::eval`] gives, up to the payload of a NaN, for every operand: zeros of either
//! sign, subnormal numbers, infinities and NaN included. Signs are bits, which are put together
//! without a branch. Where a special case costs more than the common one it branches, which is
//! predicted, rather than blends (Cranelift's scalar blends are branches too); what the kernel chooses
//! between, [`choose`] blends. Deliberately absent: mathematical functions, which are called.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{
    BlockArg, ConstantData, Endianness, InstBuilder, InstructionData, MemFlagsData, Opcode, Type,
    Value, types,
};
use cranelift_frontend::FunctionBuilder;
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value;

use super::int;
use super::memory::ty;
use super::ops::{self, Operand};

/// An operand that an instruction does not take from memory.
pub(super) fn in_register(operand: Operand, b: &mut FunctionBuilder<'_>) -> Value {
    match operand.constant {
        Some(value::Value::F32(number)) => kept(u64::from(number.to_bits()), Scalar::F32, b),
        Some(value::Value::F64(number)) => kept(number.to_bits(), Scalar::F64, b),
        _ => operand.value,
    }
}

/// The operands of a sum or a product. A constant one comes second, which is the one that Cranelift
/// reads from memory; where the other is read from there, the constant is kept in a register.
pub(super) fn constant_last(x: Operand, y: Operand, b: &mut FunctionBuilder<'_>) -> [Value; 2] {
    let (other, constant) = match (x.constant, y.constant) {
        (Some(_), None) => (y.value, x),
        (None, Some(_)) => (x.value, y),
        _ => return [x.value, y.value],
    };
    let inst = b.func.dfg.value_def(other).inst();
    let is_read = inst.is_some_and(|inst| b.func.dfg.insts[inst].opcode() == Opcode::Load);
    [other, if is_read { in_register(constant, b) } else { constant.value }]
}

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

/// The bits of a constant in a register. Cranelift writes a scalar constant anew in front of every
/// use that does not read memory, by way of an integer's register; a vector, of which this is the
/// first lane, it loads, in front of the loops.
fn kept(bits: u64, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let (lanes, bytes) = match scalar {
        Scalar::F32 => (types::F32X4, (bits as u32).to_le_bytes().repeat(4)),
        _ => (types::F64X2, bits.to_le_bytes().repeat(2)),
    };
    let bytes = b.func.dfg.constants.insert(ConstantData::from(bytes.as_slice()));
    let vector = b.ins().vconst(lanes, bytes);
    b.ins().extractlane(vector, 0)
}

/// The bits of a constant of either float type; `number` is exact in both.
pub(super) fn kept_number(number: f64, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let bits = match scalar {
        Scalar::F32 => u64::from((number as f32).to_bits()),
        _ => number.to_bits(),
    };
    kept(bits, scalar, b)
}

/// The bit of the sign alone.
fn sign_bit(scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    kept_number(-0.0, scalar, b)
}

/// The sign of `x` as that of a zero.
fn sign_of(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let sign = sign_bit(scalar_of(x, b), b);
    b.ins().band(x, sign)
}

/// `x` without its sign.
pub(super) fn abs(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let scalar = scalar_of(x, b);
    let magnitude = kept(u64::MAX >> (65 - scalar.bits()), scalar, b);
    b.ins().band(x, magnitude)
}

/// `x` with the other sign.
pub(super) fn neg(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let sign = sign_bit(scalar_of(x, b), b);
    b.ins().bxor(x, sign)
}

/// A vector whose first lane is `x`. What the others are does not matter: nothing that is done in
/// lanes rounds or traps.
fn in_lanes(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let dfg = &b.func.dfg;
    if let Some(inst) = dfg.value_def(x).inst()
        && let InstructionData::BinaryImm8 { opcode: Opcode::Extractlane, arg, imm: 0 } =
            dfg.insts[inst]
    {
        return arg;
    }
    let lanes = match dfg.value_type(x) {
        types::F32 => types::F32X4,
        _ => types::F64X2,
    };
    b.ins().splat(lanes, x)
}

/// `x * y + z` with one rounding. That an operand has the other sign is part of the instruction, if
/// Cranelift sees that it has.
pub(super) fn mul_add(args: [Operand; 3], b: &mut FunctionBuilder<'_>) -> Value {
    let [x, y, z] = args;
    let [x, y] = [x, y].map(|factor| in_register(factor, b));
    let [x, y, z] = [x, y, z.value].map(|value| match opposite(value, b) {
        Some(other) => b.ins().fneg(other),
        None => value,
    });
    b.ins().fma(x, y, z)
}

/// What [`neg`] made `x` of.
fn opposite(x: Value, b: &FunctionBuilder<'_>) -> Option<Value> {
    let inst = b.func.dfg.value_def(x).inst()?;
    match b.func.dfg.insts[inst] {
        InstructionData::Binary { opcode: Opcode::Bxor, args: [other, _] } => Some(other),
        _ => None,
    }
}

/// All bits where the comparison holds, none where it does not: compared as vectors, since
/// scalars' comparisons end in flags.
fn mask(order: FloatCC, x: Value, y: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let [x, y] = [x, y].map(|value| in_lanes(value, b));
    let lanes = b.func.dfg.value_type(x);
    let mask = b.ins().fcmp(order, x, y);
    let little = MemFlagsData::new().with_endianness(Endianness::Little);
    b.ins().bitcast(lanes, little, mask)
}

/// 1 with the sign of `x`; NaN for NaN.
///
/// The magnitude raised to 1 and lowered to 1 is 1, or the NaN that it was: both of these give their
/// second operand where they cannot compare.
pub(super) fn signum(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let one = kept_number(1.0, scalar_of(x, b), b);
    let magnitude = abs(x, b);
    let raised = first_if(FloatCC::GreaterThan, one, magnitude, b);
    let lowered = first_if(FloatCC::LessThan, one, raised, b);
    let sign = sign_of(x, b);
    b.ins().bor(lowered, sign)
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
    let mask = mask(order, x, y, b);
    let [yes, no] = [yes, no].map(|value| in_lanes(value, b));
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
pub(super) fn copysign(x: Operand, sign: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let x = in_register(x, b);
    let magnitude = abs(x, b);
    let signed = sign_of(sign, b);
    let number = mask(FloatCC::Equal, sign, sign, b);
    let number = b.ins().extractlane(number, 0);
    let signed = b.ins().band(signed, number);
    b.ins().bor(magnitude, signed)
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
    let magnitude = abs(x, b);
    let smallest = constant(smallest_normal(scalar), scalar, b);
    let infinity = constant(f64::INFINITY, scalar, b);
    let large = b.ins().fcmp(FloatCC::GreaterThanOrEqual, magnitude, smallest);
    let finite = b.ins().fcmp(FloatCC::LessThan, magnitude, infinity);
    b.ins().band(large, finite)
}

/// Whether `x` is between zero and the normal numbers.
pub(super) fn is_subnormal(x: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let scalar = scalar_of(x, b);
    let magnitude = abs(x, b);
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
pub(super) fn clamp(x: Value, limits: [Operand; 2], b: &mut FunctionBuilder<'_>) -> Value {
    let [low, high] = limits.map(|limit| in_register(limit, b));
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
        let magnitude = abs(y, b);
        let mended = b.ins().fadd(remainder, magnitude);
        return choose(negative, mended, remainder, b);
    }
    let quotient = b.ins().fdiv(x, y);
    let quotient = b.ins().trunc(quotient);
    let [down, up] = [-1.0, 1.0].map(|step| constant(step, scalar, b));
    let positive = b.ins().fcmp(FloatCC::GreaterThan, y, zero);
    let step = choose(positive, down, up, b);
    let mended = b.ins().fadd(quotient, step);
    choose(negative, mended, quotient, b)
}

/// Whether `|x|` compares so to infinity.
pub(super) fn compare_to_infinity(
    condition: FloatCC,
    x: Value,
    scalar: Scalar,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let magnitude = abs(x, b);
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
    let half = kept_number(below_half, scalar, b);
    let sign = sign_of(x, b);
    let half = b.ins().bor(half, sign);
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
pub(super) fn to_int(x: Value, from: Scalar, to: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    match (to.is_signed(), to.bits()) {
        (true, 32 | 64) => b.ins().fcvt_to_sint_sat(ty(to), x),
        (false, 64) => to_u64(x, from, b),
        // Through a wider signed type, which is one instruction where nothing saturates.
        (false, 32) => {
            let raised = at_least_zero(x, from, b);
            let wide = b.ins().fcvt_to_sint_sat(types::I64, raised);
            let highest = b.ins().iconst(types::I64, i64::from(u32::MAX));
            let clamped = b.ins().umin(wide, highest);
            b.ins().ireduce(types::I32, clamped)
        }
        // Both limits are floats.
        (signed, bits) => {
            let (low, high) = match signed {
                true => (-(2f64.powi(bits as i32 - 1)), 2f64.powi(bits as i32 - 1) - 1.0),
                false => (0.0, 2f64.powi(bits as i32) - 1.0),
            };
            let raised = match signed {
                true => {
                    let low = kept_number(low, from, b);
                    first_if(FloatCC::GreaterThan, low, x, b)
                }
                false => at_least_zero(x, from, b),
            };
            let high = kept_number(high, from, b);
            let clamped = first_if(FloatCC::LessThan, high, raised, b);
            let wide = b.ins().fcvt_to_sint_sat(types::I32, clamped);
            b.ins().ireduce(ty(to), wide)
        }
    }
}

/// As a signed integer, unless it is beyond those: no float is just the highest of them.
fn to_u64(x: Value, from: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let raised = at_least_zero(x, from, b);
    let signed = b.ins().fcvt_to_sint_sat(types::I64, raised);
    let beyond = b.ins().icmp_imm_s(IntCC::Equal, signed, i64::MAX);
    let [rare, join] = [b.create_block(), b.create_block()];
    b.set_cold_block(rare);
    let result = b.append_block_param(join, types::I64);
    b.ins().brif(beyond, rare, &[], join, &[BlockArg::Value(signed)]);
    b.switch_to_block(rare);
    let unsigned = b.ins().fcvt_to_uint_sat(types::I64, raised);
    b.ins().jump(join, &[BlockArg::Value(unsigned)]);
    b.switch_to_block(join);
    result
}

/// The larger of `x` and 0, which is 0 for NaN.
fn at_least_zero(x: Value, scalar: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    let zero = constant(0.0, scalar, b);
    first_if(FloatCC::GreaterThan, x, zero, b)
}
