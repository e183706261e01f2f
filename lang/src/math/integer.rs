//! Functions of integers that no instruction computes: powers and roots.
//!
//! In: an operation and a type. Out: the function that generated code and the interpreter call.
//! Always true: operands of narrower types are extended to 64 bits. Deliberately absent: floats.

use super::External;
use crate::op::Op;
use crate::ty::Scalar;

/// Functions of integers, which are extended to 64 bits.
pub(super) fn external(op: Op, signed: bool) -> Option<External> {
    extern "C" fn pow(base: u64, exponent: u32) -> u64 {
        base.wrapping_pow(exponent)
    }
    extern "C" fn saturating_pow(base: u64, exponent: u32) -> u64 {
        base.saturating_pow(exponent)
    }
    extern "C" fn saturating_pow_signed(base: u64, exponent: u32) -> u64 {
        base.cast_signed().saturating_pow(exponent).cast_unsigned()
    }
    extern "C" fn isqrt(number: u64) -> u64 {
        number.isqrt()
    }
    Some(match op {
        Op::Pow | Op::WrappingPow => External::U64U32(pow),
        Op::SaturatingPow if signed => External::U64U32(saturating_pow_signed),
        Op::SaturatingPow => External::U64U32(saturating_pow),
        Op::Isqrt => External::U64(isqrt),
        _ => return None,
    })
}

/// The function that tells whether an integer power overflows its type, with 1 for yes; the base
/// is extended to 64 bits.
pub fn pow_overflow(scalar: Scalar) -> Option<External> {
    macro_rules! of {
        ($int:ident) => {{
            extern "C" fn overflows(base: u64, exponent: u32) -> u64 {
                u64::from((base as $int).checked_pow(exponent).is_none())
            }
            External::U64U32(overflows)
        }};
    }
    Some(match scalar {
        Scalar::I8 => of!(i8),
        Scalar::I16 => of!(i16),
        Scalar::I32 => of!(i32),
        Scalar::I64 => of!(i64),
        Scalar::Isize => of!(isize),
        Scalar::U8 => of!(u8),
        Scalar::U16 => of!(u16),
        Scalar::U32 => of!(u32),
        Scalar::U64 => of!(u64),
        Scalar::Usize => of!(usize),
        Scalar::Bool | Scalar::F32 | Scalar::F64 => return None,
    })
}
