//! What every operation computes: the definition that all engines agree with, bit by bit.
//!
//! In: an operation and its operands. Out: its result. The interpreter runs on it, constant
//! folding uses it, and code generators are tested against it. Always true: it is Rust's own
//! meaning of the operation in a release build, with two additions of DESIGN section 4: `min`
//! and `max` order -0 below +0, and a NaN has no bits that can be seen: `to_bits` and the like
//! see the quiet NaN without a sign. Deliberately absent: memory and checks; a guarded operation
//! whose check is missing panics here.

mod overflow;

pub use overflow::overflows;

use std::cmp::Ordering;

use crate::math::{self, External};
use crate::op::Op;
use crate::ty::Scalar;
use crate::value::{Element, Value};

/// The result of `op` on `args`, of type `result`.
///
/// # Panics
/// If [`Op::accepts`] refuses the types, or if an integer division was not guarded by its check.
pub fn eval(op: Op, args: &[Value], result: Scalar) -> Value {
    match (op, args) {
        (Op::Cast, &[from]) => cast(from, result),
        (Op::Keep, &[value]) => value,
        (Op::FromBits, &[Value::U32(bits)]) => Value::F32(f32::from_bits(bits)),
        (Op::FromBits, &[Value::U64(bits)]) => Value::F64(f64::from_bits(bits)),
        (Op::Select, &[Value::Bool(cond), yes, no]) => {
            if cond {
                yes
            } else {
                no
            }
        }
        (Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge, &[a, b]) => {
            Value::Bool(holds(op, compare(a, b)))
        }
        _ => match args[0] {
            Value::Bool(a) => Value::Bool(bools(op, a, args.get(1).copied())),
            Value::F32(_) => f32::float(op, args),
            Value::F64(_) => f64::float(op, args),
            Value::I8(a) => a.int(op, args),
            Value::I16(a) => a.int(op, args),
            Value::I32(a) => a.int(op, args),
            Value::I64(a) => a.int(op, args),
            Value::Isize(a) => a.int(op, args),
            Value::U8(a) => a.int(op, args),
            Value::U16(a) => a.int(op, args),
            Value::U32(a) => a.int(op, args),
            Value::U64(a) => a.int(op, args),
            Value::Usize(a) => a.int(op, args),
        },
    }
}

fn mismatch(op: Op, args: &[Value]) -> ! {
    panic!("metate bug: {} of {args:?}", op.row().name)
}

fn compare(a: Value, b: Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.partial_cmp(&b),
        (Value::F32(a), Value::F32(b)) => a.partial_cmp(&b),
        (Value::F64(a), Value::F64(b)) => a.partial_cmp(&b),
        _ => a.as_int().partial_cmp(&b.as_int()),
    }
}

fn holds(op: Op, order: Option<Ordering>) -> bool {
    match op {
        Op::Eq => order == Some(Ordering::Equal),
        Op::Ne => order != Some(Ordering::Equal),
        Op::Lt => order == Some(Ordering::Less),
        Op::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Op::Gt => order == Some(Ordering::Greater),
        _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

fn bools(op: Op, a: bool, b: Option<Value>) -> bool {
    match (op, b) {
        (Op::Not, None) => !a,
        (Op::And, Some(Value::Bool(b))) => a & b,
        (Op::Or, Some(Value::Bool(b))) => a | b,
        (Op::Xor, Some(Value::Bool(b))) => a ^ b,
        _ => mismatch(op, &[Value::Bool(a)]),
    }
}

/// Integers: what differs between signed and unsigned types, over what does not.
trait Int: Element {
    /// What signed and unsigned types both have.
    fn int(self, op: Op, args: &[Value]) -> Value;
    /// What only types of this sign have.
    fn own(self, op: Op, args: &[Value]) -> Value;
}

macro_rules! ints {
    ($($rust:ident $sign:ident;)*) => {$(
        impl Int for $rust {
            fn own(self, op: Op, args: &[Value]) -> Value {
                ints!(@own $sign self, op, args)
            }

            fn int(self, op: Op, args: &[Value]) -> Value {
                let operand = |number: usize| match args.get(number).copied().and_then($rust::from_value) {
                    Some(value) => value,
                    None => mismatch(op, args),
                };
                let second = || operand(1);
                // The second operand where it is a `u32`.
                let count = || match args.get(1) {
                    Some(Value::U32(count)) => *count,
                    _ => mismatch(op, args),
                };
                let result = match op {
                    Op::Add => self.wrapping_add(second()),
                    Op::Sub => self.wrapping_sub(second()),
                    Op::Mul => self.wrapping_mul(second()),
                    Op::Div => self.wrapping_div(second()),
                    Op::Rem => self.wrapping_rem(second()),
                    Op::And => self & second(),
                    Op::Or => self | second(),
                    Op::Xor => self ^ second(),
                    Op::Not => !self,
                    Op::Shl => self.wrapping_shl(second() as u32),
                    Op::Shr => self.wrapping_shr(second() as u32),
                    Op::Min => self.min(second()),
                    Op::Max => self.max(second()),
                    Op::Pow | Op::WrappingPow => self.wrapping_pow(count()),
                    Op::Clamp => self.clamp(second(), operand(2)),
                    Op::DivEuclid | Op::WrappingDivEuclid => self.wrapping_div_euclid(second()),
                    Op::RemEuclid | Op::WrappingRemEuclid => self.wrapping_rem_euclid(second()),
                    Op::WrappingAdd => self.wrapping_add(second()),
                    Op::WrappingSub => self.wrapping_sub(second()),
                    Op::WrappingMul => self.wrapping_mul(second()),
                    Op::WrappingDiv => self.wrapping_div(second()),
                    Op::WrappingRem => self.wrapping_rem(second()),
                    Op::WrappingNeg => self.wrapping_neg(),
                    Op::WrappingShl => self.wrapping_shl(count()),
                    Op::WrappingShr => self.wrapping_shr(count()),
                    Op::SaturatingAdd => self.saturating_add(second()),
                    Op::SaturatingSub => self.saturating_sub(second()),
                    Op::SaturatingMul => self.saturating_mul(second()),
                    Op::SaturatingDiv => self.saturating_div(second()),
                    Op::SaturatingPow => self.saturating_pow(count()),
                    Op::AbsDiff => return self.abs_diff(second()).to_value(),
                    Op::CountOnes => return Value::U32(self.count_ones()),
                    Op::CountZeros => return Value::U32(self.count_zeros()),
                    Op::LeadingZeros => return Value::U32(self.leading_zeros()),
                    Op::LeadingOnes => return Value::U32(self.leading_ones()),
                    Op::TrailingZeros => return Value::U32(self.trailing_zeros()),
                    Op::TrailingOnes => return Value::U32(self.trailing_ones()),
                    Op::RotateLeft => self.rotate_left(count()),
                    Op::RotateRight => self.rotate_right(count()),
                    Op::SwapBytes => self.swap_bytes(),
                    Op::ReverseBits => self.reverse_bits(),
                    _ => return self.own(op, args),
                };
                result.to_value()
            }
        }
    )*};
    (@own signed $self:ident, $op:ident, $args:ident) => {
        match $op {
            Op::Neg => $self.wrapping_neg().to_value(),
            Op::Abs | Op::WrappingAbs => $self.wrapping_abs().to_value(),
            Op::Signum => $self.signum().to_value(),
            Op::SaturatingNeg => $self.saturating_neg().to_value(),
            Op::SaturatingAbs => $self.saturating_abs().to_value(),
            Op::UnsignedAbs => $self.unsigned_abs().to_value(),
            Op::IsPositive => Value::Bool($self.is_positive()),
            Op::IsNegative => Value::Bool($self.is_negative()),
            _ => mismatch($op, $args),
        }
    };
    (@own unsigned $self:ident, $op:ident, $args:ident) => {
        match $op {
            Op::IsPowerOfTwo => Value::Bool($self.is_power_of_two()),
            Op::Isqrt => $self.isqrt().to_value(),
            _ => mismatch($op, $args),
        }
    };
}

ints! {
    i8 signed;
    i16 signed;
    i32 signed;
    i64 signed;
    isize signed;
    u8 unsigned;
    u16 unsigned;
    u32 unsigned;
    u64 unsigned;
    usize unsigned;
}

/// Floats.
trait Float: Element {
    fn float(op: Op, args: &[Value]) -> Value;
}

macro_rules! floats {
    ($($rust:ident)*) => {$(
        impl Float for $rust {
            fn float(op: Op, args: &[Value]) -> Value {
                let operand = |number: usize| match args.get(number).copied().and_then($rust::from_value) {
                    Some(value) => value,
                    None => mismatch(op, args),
                };
                let a = operand(0);
                let result = match op {
                    Op::Add => a + operand(1),
                    Op::Sub => a - operand(1),
                    Op::Mul => a * operand(1),
                    Op::Div => a / operand(1),
                    Op::Rem => a % operand(1),
                    Op::DivEuclid => a.div_euclid(operand(1)),
                    Op::RemEuclid => a.rem_euclid(operand(1)),
                    Op::Clamp => a.clamp(operand(1), operand(2)),
                    Op::Neg => -a,
                    Op::Abs => a.abs(),
                    Op::Signum => math::$rust::signum(a),
                    Op::Min => math::$rust::min(a, operand(1)),
                    Op::Max => math::$rust::max(a, operand(1)),
                    Op::Copysign => math::$rust::copysign(a, operand(1)),
                    Op::MulAdd => a.mul_add(operand(1), operand(2)),
                    Op::Recip => a.recip(),
                    Op::Sqrt => a.sqrt(),
                    Op::Floor => a.floor(),
                    Op::Ceil => a.ceil(),
                    Op::Trunc => a.trunc(),
                    Op::Round => a.round(),
                    Op::RoundTiesEven => a.round_ties_even(),
                    Op::Fract => a - a.trunc(),
                    Op::IsNan => return Value::Bool(a.is_nan()),
                    Op::IsFinite => return Value::Bool(a.is_finite()),
                    Op::NextUp => a.next_up(),
                    Op::NextDown => a.next_down(),
                    Op::ToDegrees => a.to_degrees(),
                    Op::ToRadians => a.to_radians(),
                    Op::IsInfinite => return Value::Bool(a.is_infinite()),
                    Op::IsNormal => return Value::Bool(a.is_normal()),
                    Op::IsSubnormal => return Value::Bool(a.is_subnormal()),
                    Op::IsSignNegative => return Value::Bool(math::$rust::is_sign_negative(a)),
                    Op::IsSignPositive => return Value::Bool(math::$rust::is_sign_positive(a)),
                    Op::ToBits => return math::$rust::to_bits(a).to_value(),
                    _ => return function(op, args),
                };
                result.to_value()
            }
        }
    )*};
}

floats! { f32 f64 }

/// The mathematical functions.
fn function(op: Op, args: &[Value]) -> Value {
    let external = math::external(op, args[0].scalar());
    let result = external.and_then(|external| call(external, args));
    result.unwrap_or_else(|| mismatch(op, args))
}

/// The result of a function of floats; `None` if these are no arguments of its.
pub fn call(external: External, args: &[Value]) -> Option<Value> {
    Some(match (external, args) {
        (External::F64(f), &[Value::F64(a)]) => Value::F64(f(a)),
        (External::F64F64(f), &[Value::F64(a), Value::F64(b)]) => Value::F64(f(a, b)),
        (External::F64I32(f), &[Value::F64(a), Value::I32(b)]) => Value::F64(f(a, b)),
        (External::F32(f), &[Value::F32(a)]) => Value::F32(f(a)),
        (External::F32F32(f), &[Value::F32(a), Value::F32(b)]) => Value::F32(f(a, b)),
        (External::F32I32(f), &[Value::F32(a), Value::I32(b)]) => Value::F32(f(a, b)),
        _ => return None,
    })
}

/// Rust's `as`: integers truncate or extend, floats to integers saturate with NaN as 0.
fn cast(from: Value, to: Scalar) -> Value {
    macro_rules! to_number {
        ($v:expr) => {
            match to {
                Scalar::I8 => Value::I8($v as i8),
                Scalar::I16 => Value::I16($v as i16),
                Scalar::I32 => Value::I32($v as i32),
                Scalar::I64 => Value::I64($v as i64),
                Scalar::Isize => Value::Isize($v as isize),
                Scalar::U8 => Value::U8($v as u8),
                Scalar::U16 => Value::U16($v as u16),
                Scalar::U32 => Value::U32($v as u32),
                Scalar::U64 => Value::U64($v as u64),
                Scalar::Usize => Value::Usize($v as usize),
                Scalar::F32 => Value::F32($v as f32),
                Scalar::F64 => Value::F64($v as f64),
                Scalar::Bool => mismatch(Op::Cast, &[from]),
            }
        };
    }
    match from {
        Value::Bool(_) if to == Scalar::Bool => from,
        Value::Bool(v) => to_number!(v as u8),
        Value::I8(v) => to_number!(v),
        Value::I16(v) => to_number!(v),
        Value::I32(v) => to_number!(v),
        Value::I64(v) => to_number!(v),
        Value::Isize(v) => to_number!(v),
        Value::U8(v) => to_number!(v),
        Value::U16(v) => to_number!(v),
        Value::U32(v) => to_number!(v),
        Value::U64(v) => to_number!(v),
        Value::Usize(v) => to_number!(v),
        Value::F32(v) => to_number!(v),
        Value::F64(v) => to_number!(v),
    }
}
