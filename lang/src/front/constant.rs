//! Constants: the named ones, and operators on values that are known while checking.
//!
//! In: paths, operations and values. Out: values, or why an operation always traps. Always true:
//! whatever rustc's lints `arithmetic_overflow` and `unconditional_panic` (errors by default)
//! find through operators and casts is found here; a value that is not known is no problem.
//! Deliberately absent: methods and mathematical functions, which those lints do not look into
//! either, so a kernel's constants never depend on how a function is computed.

use crate::op::Op;
use crate::ty::Scalar;
use crate::value::Value;

macro_rules! float_constants {
    ($($name:ident)*) => {
        /// Names in `std::f64::consts` and `std::f32::consts`.
        const FLOAT_CONSTS: &[&str] = &[$(stringify!($name)),*];

        fn float_const(scalar: Scalar, name: &str) -> Option<Value> {
            match (scalar, name) {
                $((Scalar::F64, stringify!($name)) => Some(Value::F64(std::f64::consts::$name)),
                (Scalar::F32, stringify!($name)) => Some(Value::F32(std::f32::consts::$name)),)*
                _ => None,
            }
        }
    };
}

float_constants! {
    PI TAU FRAC_PI_2 FRAC_PI_3 FRAC_PI_4 FRAC_PI_6 FRAC_PI_8 FRAC_1_PI FRAC_2_PI FRAC_2_SQRT_PI
    SQRT_2 FRAC_1_SQRT_2 E LOG2_E LOG2_10 LOG10_E LOG10_2 LN_2 LN_10
}

macro_rules! type_constants {
    ($($name:ident)*) => {
        /// Names of constants of the float types themselves.
        const FLOAT_ASSOCIATED: &[&str] = &[$(stringify!($name)),*];

        fn float_associated(scalar: Scalar, name: &str) -> Option<Value> {
            match (scalar, name) {
                $((Scalar::F64, stringify!($name)) => Some(Value::F64(f64::$name)),
                (Scalar::F32, stringify!($name)) => Some(Value::F32(f32::$name)),)*
                _ => None,
            }
        }
    };
}

type_constants! { INFINITY NEG_INFINITY NAN EPSILON MAX MIN MIN_POSITIVE }

/// Constants of the trait `Float` that lie in `std::f64::consts` otherwise.
const FLOAT_TRAIT: &[&str] =
    &["PI", "TAU", "E", "SQRT_2", "LN_2", "LN_10", "FRAC_PI_2", "FRAC_PI_4"];

/// The constant of this path, such as `std::f64::consts::PI` or `i32::MAX`.
pub(super) fn named(path: &[&str]) -> Option<Value> {
    match *path {
        ["std" | "core", float, "consts", name] => float_const(Scalar::from_name(float)?, name),
        // `std::i32::MAX` and the like are the older spelling, which rustc still takes.
        ["std" | "core", ty, name] if name != "BITS" => associated(Scalar::from_name(ty)?, name),
        [ty, name] => {
            let scalar = Scalar::from_name(ty).filter(|&scalar| scalar != Scalar::Bool)?;
            associated(scalar, name).or_else(|| of_trait(scalar, name))
        }
        _ => None,
    }
}

/// Constants of the traits `Number` and `Float`.
fn of_trait(scalar: Scalar, name: &str) -> Option<Value> {
    match name {
        "ZERO" => cast(Value::U8(0), scalar),
        "ONE" => cast(Value::U8(1), scalar),
        _ if FLOAT_TRAIT.contains(&name) => float_const(scalar, name),
        _ => None,
    }
}

fn associated(scalar: Scalar, name: &str) -> Option<Value> {
    if !scalar.is_int() {
        return float_associated(scalar, name);
    }
    let (low, high) = limits(scalar);
    match name {
        "MAX" => Value::from_int(scalar, high),
        "MIN" => Value::from_int(scalar, low),
        "BITS" => Some(Value::U32(scalar.bits())),
        _ => None,
    }
}

/// Every name that a constant's path may end in.
pub(super) fn all_names() -> impl Iterator<Item = &'static str> {
    FLOAT_CONSTS.iter().chain(FLOAT_ASSOCIATED).copied().chain(["BITS"])
}

/// The least and the greatest value of an integer type.
pub(super) fn limits(scalar: Scalar) -> (i128, i128) {
    let bits = scalar.bits();
    if scalar.is_signed() {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    }
}

/// Why an operation on known values always fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The divisor is zero.
    ZeroDivisor,
    /// The result does not fit the type.
    Overflow,
    /// The shift is as wide as the type, or wider.
    Shift,
}

/// The value of a prefix operator, if it is known.
pub(super) fn unary(op: Op, operand: Option<Value>) -> Result<Option<Value>, Failure> {
    let Some(operand) = operand else { return Ok(None) };
    let scalar = operand.scalar();
    match (op, operand) {
        (Op::Neg, Value::F32(v)) => Ok(Some(Value::F32(-v))),
        (Op::Neg, Value::F64(v)) => Ok(Some(Value::F64(-v))),
        (Op::Neg, _) => fitting(scalar, operand.as_int().and_then(i128::checked_neg)),
        (Op::Not, _) => Ok(Some(Value::from_bits(scalar, !operand.bits()))),
        _ => Ok(None),
    }
}

/// The value of an infix operator on operands of which one or both may be known.
///
/// `scalar` is the type of the left operand.
pub(super) fn binary(
    op: Op,
    scalar: Scalar,
    left: Option<Value>,
    right: Option<Value>,
) -> Result<Option<Value>, Failure> {
    if scalar.is_int()
        && let Some(right) = right.and_then(Value::as_int)
    {
        match op {
            Op::Div | Op::Rem if right == 0 => return Err(Failure::ZeroDivisor),
            Op::Shl | Op::Shr if !(0..i128::from(scalar.bits())).contains(&right) => {
                return Err(Failure::Shift);
            }
            _ => {}
        }
    }
    let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
    match (left, right) {
        (Value::F32(a), Value::F32(b)) => Ok(match op {
            Op::Add => Some(Value::F32(a + b)),
            Op::Sub => Some(Value::F32(a - b)),
            Op::Mul => Some(Value::F32(a * b)),
            Op::Div => Some(Value::F32(a / b)),
            Op::Rem => Some(Value::F32(a % b)),
            _ => compare(op, &a, &b),
        }),
        (Value::F64(a), Value::F64(b)) => Ok(match op {
            Op::Add => Some(Value::F64(a + b)),
            Op::Sub => Some(Value::F64(a - b)),
            Op::Mul => Some(Value::F64(a * b)),
            Op::Div => Some(Value::F64(a / b)),
            Op::Rem => Some(Value::F64(a % b)),
            _ => compare(op, &a, &b),
        }),
        _ => match (left.as_int(), right.as_int()) {
            (Some(a), Some(b)) => int(op, scalar, a, b),
            _ => Ok(bits(op, scalar, left, right)),
        },
    }
}

/// An operator on integers; those that may fail have their operands checked.
fn int(op: Op, scalar: Scalar, a: i128, b: i128) -> Result<Option<Value>, Failure> {
    match op {
        Op::Add => fitting(scalar, a.checked_add(b)),
        Op::Sub => fitting(scalar, a.checked_sub(b)),
        Op::Mul => fitting(scalar, a.checked_mul(b)),
        Op::Div => fitting(scalar, a.checked_div(b)),
        // The remainder of the least value by -1 fails as the quotient does.
        Op::Rem => fitting(scalar, a.checked_div(b)).map(|_| from_int(scalar, a % b)),
        Op::Shl => Ok(from_int(scalar, a << b)),
        Op::Shr => Ok(from_int(scalar, a >> b)),
        Op::And => Ok(from_int(scalar, a & b)),
        Op::Or => Ok(from_int(scalar, a | b)),
        Op::Xor => Ok(from_int(scalar, a ^ b)),
        _ => Ok(compare(op, &a, &b)),
    }
}

/// An operator on `bool`.
fn bits(op: Op, scalar: Scalar, left: Value, right: Value) -> Option<Value> {
    let (a, b) = (left.bits(), right.bits());
    match op {
        Op::And => Some(Value::from_bits(scalar, a & b)),
        Op::Or => Some(Value::from_bits(scalar, a | b)),
        Op::Xor => Some(Value::from_bits(scalar, a ^ b)),
        _ => compare(op, &a, &b),
    }
}

fn compare<T: PartialOrd>(op: Op, a: &T, b: &T) -> Option<Value> {
    Some(Value::Bool(match op {
        Op::Eq => a == b,
        Op::Ne => a != b,
        Op::Lt => a < b,
        Op::Le => a <= b,
        Op::Gt => a > b,
        Op::Ge => a >= b,
        _ => return None,
    }))
}

/// The low bits of an integer.
fn from_int(scalar: Scalar, number: i128) -> Option<Value> {
    Some(Value::from_bits(scalar, number as u64))
}

fn fitting(scalar: Scalar, number: Option<i128>) -> Result<Option<Value>, Failure> {
    match number.and_then(|number| Value::from_int(scalar, number)) {
        Some(value) => Ok(Some(value)),
        None => Err(Failure::Overflow),
    }
}

/// The value `as` the type `to`.
pub(super) fn cast(value: Value, to: Scalar) -> Option<Value> {
    let float = match value {
        Value::F64(v) => v,
        // Exact, so casting in two steps rounds once.
        Value::F32(v) => f64::from(v),
        _ => return cast_int(value, to),
    };
    match to {
        Scalar::Bool => None,
        Scalar::F64 => Some(Value::F64(float)),
        Scalar::F32 => Some(Value::F32(float as f32)),
        _ => {
            let (low, high) = limits(to);
            from_int(to, (float as i128).clamp(low, high))
        }
    }
}

fn cast_int(value: Value, to: Scalar) -> Option<Value> {
    let number = value.as_int().unwrap_or(i128::from(value.bits()));
    match to {
        Scalar::F64 => Some(Value::F64(number as f64)),
        Scalar::F32 => Some(Value::F32(number as f32)),
        Scalar::Bool => (value.scalar() == Scalar::Bool).then_some(value),
        _ => from_int(to, number),
    }
}
