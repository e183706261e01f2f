//! Operations on floats.
//!
//! In: an operation and the texts of its operands. Out: an expression. Always true: what a NaN or a
//! zero does is decided on bits, which no driver assumes away. Deliberately absent: builtins whose
//! accuracy nobody promises, and conversions.

use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::super::types::constant;
use super::{Needs, comparison, no_such};

/// An expression for an operation on floats of type `ty`.
pub(super) fn float(op: Op, args: &[&str], ty: Scalar, needs: &mut Needs) -> String {
    if op.row().math {
        needs.math.insert((op, ty));
        return format!("{}({})", function(op, ty), args.join(", "));
    }
    let a = args[0];
    let b = args.get(1).copied().unwrap_or_default();
    match op {
        Op::Add => format!("{a} + {b}"),
        Op::Sub => format!("{a} - {b}"),
        Op::Mul => format!("{a} * {b}"),
        Op::Div => format!("{a} / {b}"),
        Op::Neg => format!("-{a}"),
        Op::Abs => format!("abs({a})"),
        Op::Sqrt => format!("sqrt({a})"),
        Op::Floor => format!("floor({a})"),
        Op::Ceil => format!("ceil({a})"),
        Op::Trunc => format!("trunc({a})"),
        Op::RoundTiesEven => format!("round({a})"),
        Op::Fract => format!("{a} - trunc({a})"),
        Op::Recip => format!("{} / {a}", number(1.0, ty, needs)),
        Op::ToDegrees => format!("{a} * {}", degrees(ty, needs)),
        Op::ToRadians => format!("{a} * {}", radians(ty, needs)),
        // Ordered: with `!=` a NaN would be equal to everything.
        Op::Ne => format!("!({a} == {b})"),
        Op::MulAdd => mul_add(args, ty, needs),
        Op::FromBits => format!("bitcast<{ty}>({a})"),
        Op::IsSignPositive => {
            format!("!{}", needs.call(format!("is_sign_negative_{ty}"), &[a]))
        }
        Op::Rem
        | Op::Keep
        | Op::Signum
        | Op::Min
        | Op::Max
        | Op::Clamp
        | Op::DivEuclid
        | Op::RemEuclid
        | Op::Copysign
        | Op::Round
        | Op::IsNan
        | Op::IsFinite
        | Op::IsInfinite
        | Op::IsNormal
        | Op::IsSubnormal
        | Op::IsSignNegative
        | Op::ToBits
        | Op::NextUp
        | Op::NextDown => needs.call(format!("{}_{ty}", op.row().name), args),
        _ => match comparison(op) {
            Some(operator) => format!("{a} {operator} {b}"),
            None => no_such(op, ty),
        },
    }
}

/// The name of a mathematical function.
pub(in super::super) fn function(op: Op, ty: Scalar) -> String {
    format!("{}_{ty}", op.row().name)
}

fn mul_add(args: &[&str], ty: Scalar, needs: &mut Needs) -> String {
    let (a, b, c) = (args[0], args[1], args[2]);
    let caps = needs.caps;
    let fused = if ty == Scalar::F32 { caps.fused_mul_add } else { caps.fused_mul_add_f64 };
    match (needs.in_math, ty) {
        _ if fused => format!("fma({a}, {b}, {c})"),
        // A product of two `f32` is exact in 64 bits; what is rounded twice is the sum.
        (true, Scalar::F32) if caps.f64 => format!("f32(f64({a}) * f64({b}) + f64({c}))"),
        (true, _) => needs.call(format!("mul_add_near_{ty}"), args),
        (false, _) => needs.call(format!("mul_add_{ty}"), args),
    }
}

fn number(value: f64, ty: Scalar, needs: &Needs) -> String {
    let value = if ty == Scalar::F32 { Value::F32(value as f32) } else { Value::F64(value) };
    constant(value, needs.words)
}

/// What Rust multiplies by.
fn degrees(ty: Scalar, needs: &Needs) -> String {
    let value = if ty == Scalar::F32 {
        Value::F32(1f32.to_degrees())
    } else {
        Value::F64(1f64.to_degrees())
    };
    constant(value, needs.words)
}

fn radians(ty: Scalar, needs: &Needs) -> String {
    let value = if ty == Scalar::F32 {
        Value::F32(1f32.to_radians())
    } else {
        Value::F64(1f64.to_radians())
    };
    constant(value, needs.words)
}
