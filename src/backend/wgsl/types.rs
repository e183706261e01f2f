//! How scalars of the IR stand in registers of a shader, and constants as text.
//!
//! In: scalar types and values. Out: WGSL types and expressions. Always true: integers of 8 and 16
//! bits are kept in 32-bit registers, extended by their sign, so that equal values have equal
//! registers; a constant has exactly the bits of its value. Deliberately absent: elements in
//! memory, which have other types.

use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::Words;

/// The WGSL type of a register that holds a `ty`.
pub fn register(ty: Scalar, words: Words) -> &'static str {
    match (ty, words) {
        (Scalar::Bool, _) => "bool",
        (Scalar::I8 | Scalar::I16 | Scalar::I32, _) | (Scalar::Isize, Words::Narrow) => "i32",
        (Scalar::U8 | Scalar::U16 | Scalar::U32, _) | (Scalar::Usize, Words::Narrow) => "u32",
        (Scalar::I64 | Scalar::Isize, _) => "i64",
        (Scalar::U64 | Scalar::Usize, _) => "u64",
        (Scalar::F32, _) => "f32",
        (Scalar::F64, _) => "f64",
    }
}

/// An expression of the register type that is `value`, to the bit; in narrow words a `usize` or
/// `isize` modulo 2^32. It is an atom: it may stand wherever a name may.
pub fn constant(value: Value, words: Words) -> String {
    match value {
        Value::Bool(v) => v.to_string(),
        Value::I8(v) => signed(v.into()),
        Value::I16(v) => signed(v.into()),
        Value::I32(v) => signed(v),
        Value::U8(v) => format!("{v}u"),
        Value::U16(v) => format!("{v}u"),
        Value::U32(v) => format!("{v}u"),
        Value::Isize(v) if words == Words::Narrow => signed(v as i32),
        Value::Usize(v) if words == Words::Narrow => format!("{}u", v as u32),
        Value::I64(v) => long(v),
        Value::Isize(v) => long(v as i64),
        Value::U64(v) => format!("{v}lu"),
        Value::Usize(v) => format!("{v}lu"),
        Value::F32(v) => short_float(v),
        Value::F64(v) => long_float(v),
    }
}

/// The least number has no literal: WGSL negates a positive one.
fn signed(v: i32) -> String {
    match v {
        i32::MIN => "i32(0x80000000u)".to_owned(),
        0.. => format!("{v}i"),
        _ => format!("({v}i)"),
    }
}

fn long(v: i64) -> String {
    match v {
        i64::MIN => "i64(0x8000000000000000lu)".to_owned(),
        0.. => format!("{v}li"),
        _ => format!("({v}li)"),
    }
}

/// What decimal digits do not say for sure is written by its bits.
fn short_float(v: f32) -> String {
    if v.is_normal() && v > 0.0 || v.to_bits() == 0 {
        format!("{v:?}f")
    } else if v.is_normal() {
        format!("({v:?}f)")
    } else {
        format!("bitcast<f32>({:#x}u)", v.to_bits())
    }
}

fn long_float(v: f64) -> String {
    if v.is_normal() && v > 0.0 || v.to_bits() == 0 {
        format!("{v:?}lf")
    } else if v.is_normal() {
        format!("({v:?}lf)")
    } else {
        format!("bitcast<f64>({:#x}lu)", v.to_bits())
    }
}
