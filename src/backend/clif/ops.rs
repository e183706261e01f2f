//! Operations on scalars, except for what takes more than an instruction.
//!
//! In: a row of the operation table, operands and their types. Out: Cranelift's instructions.
//! Always true: the result has the bits that [`metate_lang::eval`] gives, up to the payload of a
//! NaN; a `bool` is a byte that is 0 or 1; a guarded operation is written only behind its check.
//! Deliberately absent: floats' rounding, extrema, signs and bits, which are in [`super::float`],
//! and integers' division and saturation, which are in [`super::int`].

use cranelift_codegen::ir::condcodes::{CondCode, FloatCC, IntCC};
use cranelift_codegen::ir::immediates::{Ieee32, Ieee64};
use cranelift_codegen::ir::{InstBuilder, InstructionData, MemFlagsData, Type, Value, types};
use cranelift_frontend::FunctionBuilder;
use metate_lang::op::Op;
use metate_lang::ty::{Kind, Scalar};
use metate_lang::value;

use super::calls::Calls;
use super::memory::ty;
use super::{float, int};

/// An operand.
#[derive(Clone, Copy)]
pub(super) struct Operand {
    /// Its value in Cranelift's function.
    pub(super) value: Value,
    /// What it is, if it is constant.
    pub(super) constant: Option<value::Value>,
}

/// The types of an operation.
#[derive(Clone, Copy)]
pub(super) struct Types {
    /// Of the first operand.
    pub(super) operand: Scalar,
    /// Of the result.
    pub(super) result: Scalar,
}

/// A constant.
pub(super) fn constant(value: value::Value, b: &mut FunctionBuilder<'_>) -> Value {
    match value {
        value::Value::F32(number) => b.ins().f32const(Ieee32::with_bits(number.to_bits())),
        value::Value::F64(number) => b.ins().f64const(Ieee64::with_bits(number.to_bits())),
        integer => b.ins().iconst(ty(integer.scalar()), integer.bits() as i64),
    }
}

/// Zero of a scalar type.
pub(super) fn zero(ty: Type, b: &mut FunctionBuilder<'_>) -> Value {
    match ty {
        types::F32 => b.ins().f32const(0.0),
        types::F64 => b.ins().f64const(0.0),
        _ => b.ins().iconst(ty, 0),
    }
}

/// The opposite of a `bool`, by the opposite comparison if it comes from one.
pub(super) fn inverted(condition: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let dfg = &b.func.dfg;
    match dfg.value_def(condition).inst().map(|inst| dfg.insts[inst]) {
        Some(InstructionData::IntCompare { cond, args: [x, y], .. }) => {
            b.ins().icmp(cond.complement(), x, y)
        }
        Some(InstructionData::FloatCompare { cond, args: [x, y], .. }) => {
            b.ins().fcmp(cond.complement(), x, y)
        }
        _ => b.ins().icmp_imm_u(IntCC::Equal, condition, 0),
    }
}

/// A scalar in the low end of a word whose other bits are zero.
pub(super) fn word(value: Value, b: &mut FunctionBuilder<'_>) -> Value {
    let bits = match b.func.dfg.value_type(value) {
        // Stored as it is: eight bytes already.
        types::F64 | types::I64 => return value,
        types::F32 => b.ins().bitcast(types::I32, MemFlagsData::new(), value),
        _ => value,
    };
    b.ins().uextend(types::I64, bits)
}

/// The result of `op`.
pub(super) fn emit(
    op: Op,
    args: &[Operand],
    types: Types,
    b: &mut FunctionBuilder<'_>,
    calls: &mut Calls,
) -> Value {
    let x = args[0].value;
    let y = args.get(1).map_or(x, |operand| operand.value);
    let z = args.get(2).map_or(x, |operand| operand.value);
    let kind = types.operand.kind();
    let is_float = kind == Kind::Float;
    let is_signed = kind == Kind::Signed;
    match op {
        Op::Add if is_float => {
            let [x, y] = float::constant_last(args[0], args[1], b);
            b.ins().fadd(x, y)
        }
        Op::Add | Op::WrappingAdd => b.ins().iadd(x, y),
        Op::Sub if is_float => {
            let x = float::in_register(args[0], b);
            b.ins().fsub(x, y)
        }
        Op::Sub | Op::WrappingSub => b.ins().isub(x, y),
        Op::Mul if is_float => {
            let [x, y] = float::constant_last(args[0], args[1], b);
            b.ins().fmul(x, y)
        }
        Op::Mul | Op::WrappingMul => b.ins().imul(x, y),
        Op::Div if is_float => {
            let x = float::in_register(args[0], b);
            b.ins().fdiv(x, y)
        }
        Op::Rem if is_float => call(op, args, types, b, calls),
        Op::DivEuclid | Op::RemEuclid if is_float => {
            let remainder = call(Op::Rem, args, types, b, calls);
            float::euclid(op, x, y, remainder, b)
        }
        Op::Div
        | Op::Rem
        | Op::DivEuclid
        | Op::RemEuclid
        | Op::WrappingDiv
        | Op::WrappingRem
        | Op::WrappingDivEuclid
        | Op::WrappingRemEuclid
        | Op::SaturatingDiv => int::division(op, x, y, types.operand, b),
        Op::Neg if is_float => float::neg(x, b),
        Op::Neg | Op::WrappingNeg => b.ins().ineg(x),
        Op::Not if kind == Kind::Bool => b.ins().bxor_imm_u(x, 1),
        Op::Not => b.ins().bnot(x),
        Op::And => b.ins().band(x, y),
        Op::Or => b.ins().bor(x, y),
        Op::Xor => b.ins().bxor(x, y),
        // Cranelift masks the amount to the width of the operand, as Rust's release builds do.
        Op::Shl | Op::WrappingShl => b.ins().ishl(x, y),
        Op::Shr | Op::WrappingShr if is_signed => b.ins().sshr(x, y),
        Op::Shr | Op::WrappingShr => b.ins().ushr(x, y),
        Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => compare(op, kind, x, y, b),
        Op::Select if types.result.is_float() => float::choose(x, y, z, b),
        Op::Select => b.ins().select(x, y, z),
        Op::Cast => cast(x, types.operand, types.result, b),
        Op::Keep => x,
        Op::Abs if is_float => float::abs(x, b),
        Op::Abs | Op::WrappingAbs | Op::UnsignedAbs => b.ins().iabs(x),
        Op::Signum if is_float => float::signum(x, b),
        Op::Signum => int::signum(x, types.operand, b),
        Op::Min | Op::Max if is_float => float::extremum(op, args[0], args[1], b),
        Op::Min if is_signed => b.ins().smin(x, y),
        Op::Min => b.ins().umin(x, y),
        Op::Max if is_signed => b.ins().smax(x, y),
        Op::Max => b.ins().umax(x, y),
        Op::SaturatingAdd => int::saturating_add(x, y, types.operand, b),
        Op::SaturatingSub => int::saturating_sub(x, y, types.operand, b),
        Op::SaturatingMul => int::saturating_mul(x, y, types.operand, b),
        Op::SaturatingNeg => int::saturating_neg(x, types.operand, b),
        Op::SaturatingAbs => int::saturating_abs(x, types.operand, b),
        Op::SaturatingPow => {
            let power = wide_pow(op, args, types, b, calls);
            int::saturated(power, types.operand, b)
        }
        Op::AbsDiff => int::abs_diff(x, y, types.operand, b),
        Op::CountOnes
        | Op::CountZeros
        | Op::LeadingZeros
        | Op::LeadingOnes
        | Op::TrailingZeros
        | Op::TrailingOnes => int::count(op, x, b),
        Op::RotateLeft => b.ins().rotl(x, y),
        Op::RotateRight => b.ins().rotr(x, y),
        Op::SwapBytes if types.operand.bits() == 8 => x,
        Op::SwapBytes => b.ins().bswap(x),
        Op::ReverseBits => b.ins().bitrev(x),
        Op::IsPositive => b.ins().icmp_imm_s(IntCC::SignedGreaterThan, x, 0),
        Op::IsNegative => b.ins().icmp_imm_s(IntCC::SignedLessThan, x, 0),
        Op::IsPowerOfTwo => {
            let ones = int::count(Op::CountOnes, x, b);
            b.ins().icmp_imm_u(IntCC::Equal, ones, 1)
        }
        Op::Clamp if is_float => float::clamp(x, [args[1], args[2]], b),
        Op::Clamp => int::clamp(x, y, z, types.operand, b),
        Op::Pow | Op::WrappingPow => int_pow(args, types, b, calls),
        Op::Isqrt => int_isqrt(args, types, b, calls),
        Op::MulAdd => float::mul_add([args[0], args[1], args[2]], b),
        Op::Recip => {
            let one = float::kept_number(1.0, types.operand, b);
            b.ins().fdiv(one, x)
        }
        Op::Sqrt => b.ins().sqrt(x),
        Op::Floor => b.ins().floor(x),
        Op::Ceil => b.ins().ceil(x),
        Op::Trunc => b.ins().trunc(x),
        Op::Round => float::round(x, types.operand, b),
        Op::RoundTiesEven => b.ins().nearest(x),
        Op::Fract => {
            let whole = b.ins().trunc(x);
            b.ins().fsub(x, whole)
        }
        Op::Copysign => float::copysign(args[0], y, b),
        Op::IsNormal => float::is_normal(x, b),
        Op::IsSubnormal => float::is_subnormal(x, b),
        Op::IsSignNegative => float::is_sign_negative(x, b),
        Op::IsSignPositive => {
            let negative = float::is_sign_negative(x, b);
            b.ins().bxor_imm_u(negative, 1)
        }
        Op::ToBits => float::to_bits(x, b),
        Op::FromBits => b.ins().bitcast(ty(types.result), MemFlagsData::new(), x),
        Op::NextUp => float::next_up(x, b),
        Op::NextDown => {
            let opposite = float::neg(x, b);
            let next = float::next_up(opposite, b);
            float::neg(next, b)
        }
        Op::ToDegrees | Op::ToRadians => float::to_unit(op, x, b),
        Op::IsNan => b.ins().fcmp(FloatCC::Unordered, x, x),
        Op::IsFinite => float::compare_to_infinity(FloatCC::LessThan, x, types.operand, b),
        Op::IsInfinite => float::compare_to_infinity(FloatCC::Equal, x, types.operand, b),
        Op::Exp
        | Op::Exp2
        | Op::ExpM1
        | Op::Ln
        | Op::Ln1p
        | Op::Log2
        | Op::Log10
        | Op::Log
        | Op::Sin
        | Op::Cos
        | Op::Tan
        | Op::Asin
        | Op::Acos
        | Op::Atan
        | Op::Atan2
        | Op::Sinh
        | Op::Cosh
        | Op::Tanh
        | Op::Asinh
        | Op::Acosh
        | Op::Atanh
        | Op::Cbrt
        | Op::Hypot
        | Op::Powf
        | Op::Powi
        | Op::Erf
        | Op::Erfc
        | Op::TanhApprox
        | Op::LnApprox
        | Op::SinApprox
        | Op::CosApprox => call(op, args, types, b, calls),
    }
}

/// Calls the function that computes `op`.
fn call(
    op: Op,
    args: &[Operand],
    types: Types,
    b: &mut FunctionBuilder<'_>,
    calls: &mut Calls,
) -> Value {
    let function = calls.import(b.func, op, types.operand);
    let args: Vec<Value> = args.iter().map(|operand| operand.value).collect();
    let call = b.ins().call(function, &args);
    b.inst_results(call)[0]
}

/// A comparison.
pub(super) fn compare(
    op: Op,
    kind: Kind,
    x: Value,
    y: Value,
    b: &mut FunctionBuilder<'_>,
) -> Value {
    let (float, signed, unsigned) = match op {
        Op::Eq => (FloatCC::Equal, IntCC::Equal, IntCC::Equal),
        Op::Ne => (FloatCC::NotEqual, IntCC::NotEqual, IntCC::NotEqual),
        Op::Lt => (FloatCC::LessThan, IntCC::SignedLessThan, IntCC::UnsignedLessThan),
        Op::Le => {
            (FloatCC::LessThanOrEqual, IntCC::SignedLessThanOrEqual, IntCC::UnsignedLessThanOrEqual)
        }
        Op::Gt => (FloatCC::GreaterThan, IntCC::SignedGreaterThan, IntCC::UnsignedGreaterThan),
        _ => (
            FloatCC::GreaterThanOrEqual,
            IntCC::SignedGreaterThanOrEqual,
            IntCC::UnsignedGreaterThanOrEqual,
        ),
    };
    match kind {
        // The form that Cranelift's rules for minima and maxima look for.
        Kind::Float if op == Op::Gt => b.ins().fcmp(FloatCC::LessThan, y, x),
        Kind::Float => b.ins().fcmp(float, x, y),
        Kind::Signed => b.ins().icmp(signed, x, y),
        Kind::Unsigned | Kind::Bool => b.ins().icmp(unsigned, x, y),
    }
}

/// A power of 64 bits, cut down: the low bits of a product depend on low bits alone.
fn int_pow(
    args: &[Operand],
    types: Types,
    b: &mut FunctionBuilder<'_>,
    calls: &mut Calls,
) -> Value {
    let power = wide_pow(Op::Pow, args, types, b, calls);
    resize(power, types.operand, ty(types.result), b)
}

/// A power of 64 bits, wrapping or saturating there.
fn wide_pow(
    op: Op,
    args: &[Operand],
    types: Types,
    b: &mut FunctionBuilder<'_>,
    calls: &mut Calls,
) -> Value {
    let base = resize(args[0].value, types.operand, types::I64, b);
    let function = calls.import(b.func, op, types.operand);
    let call = b.ins().call(function, &[base, args[1].value]);
    b.inst_results(call)[0]
}

/// The root of 64 bits, which fits the type of a narrower operand.
fn int_isqrt(
    args: &[Operand],
    types: Types,
    b: &mut FunctionBuilder<'_>,
    calls: &mut Calls,
) -> Value {
    let square = resize(args[0].value, types.operand, types::I64, b);
    let function = calls.import(b.func, Op::Isqrt, types.operand);
    let call = b.ins().call(function, &[square]);
    let root = b.inst_results(call)[0];
    resize(root, types.operand, ty(types.result), b)
}

/// Truncates or extends an integer, or a `bool`, of type `from`.
pub(super) fn resize(x: Value, from: Scalar, to: Type, b: &mut FunctionBuilder<'_>) -> Value {
    let width = b.func.dfg.value_type(x).bits();
    match (width.cmp(&to.bits()), from.is_signed()) {
        (std::cmp::Ordering::Equal, _) => x,
        (std::cmp::Ordering::Greater, _) => b.ins().ireduce(to, x),
        (std::cmp::Ordering::Less, true) => b.ins().sextend(to, x),
        (std::cmp::Ordering::Less, false) => b.ins().uextend(to, x),
    }
}

/// Rust's `as`.
fn cast(x: Value, from: Scalar, to: Scalar, b: &mut FunctionBuilder<'_>) -> Value {
    match (from.is_float(), to.is_float()) {
        (false, false) => resize(x, from, ty(to), b),
        (false, true) => float::from_int(x, from, to, b),
        (true, false) => float::to_int(x, from, to, b),
        (true, true) => match (from, to) {
            (Scalar::F32, Scalar::F64) => b.ins().fpromote(types::F64, x),
            (Scalar::F64, Scalar::F32) => b.ins().fdemote(types::F32, x),
            _ => x,
        },
    }
}
