//! Conversions, as Rust's `as`.
//!
//! In: a text and two types. Out: an expression. Always true: integers wrap, floats stop at the limits
//! of integers, a NaN is 0; what is rounded is rounded to nearest, as far as the device rounds a
//! 32-bit integer, or an `f64` to `f32`, so. Deliberately absent: bits of floats.

use metate_lang::ty::Scalar;

use super::Needs;
use super::int::Register;

/// An expression for `a as to`.
pub(super) fn cast(a: &str, from: Scalar, to: Scalar, needs: &mut Needs) -> String {
    if from == to {
        return a.to_owned();
    }
    let words = needs.words;
    match (from, to) {
        (Scalar::Bool, _) => {
            let register = Register::of(to, words);
            format!("select({}, {}, {a})", register.number(0), register.number(1))
        }
        (Scalar::F32 | Scalar::F64, Scalar::F32 | Scalar::F64) => format!("{to}({a})"),
        (Scalar::F32 | Scalar::F64, _) => to_int(a, from, to, needs),
        (_, Scalar::F32 | Scalar::F64) => {
            let register = Register::of(from, words);
            if register.is_long() {
                needs.call(format!("{to}_of_{}", register.ty()), &[a])
            } else {
                format!("{to}({a})")
            }
        }
        _ => between(a, Register::of(from, words), Register::of(to, words)),
    }
}

/// From float to integer.
fn to_int(a: &str, from: Scalar, to: Scalar, needs: &mut Needs) -> String {
    let register = Register::of(to, needs.words);
    if register.narrow && register.signed {
        // The lower word of what it is in 64 bits.
        if from == Scalar::F32 {
            return needs.call("isize_of_f32", &[a]);
        }
        let whole = needs.call(format!("i64_of_{from}"), &[a]);
        return between(&whole, Register { bits: 64, narrow: false, ..register }, register);
    }
    let whole = needs.call(format!("{}_of_{from}", register.ty()), &[a]);
    match (register.bits, register.signed) {
        (32 | 64, _) => whole,
        (bits, false) => format!("min({whole}, {}u)", (1u32 << bits) - 1),
        (bits, true) => {
            let half = 1i32 << (bits - 1);
            format!("clamp({whole}, (-{half}i), {}i)", half - 1)
        }
    }
}

/// From integer to integer: to the other width first, then to the other sign, then to fewer bits.
fn between(a: &str, from: Register, to: Register) -> String {
    let mut expr = a.to_owned();
    let mut signed = from.signed;
    match (from.is_long(), to.is_long()) {
        (false, true) => expr = format!("{}({expr})", if signed { "i64" } else { "u64" }),
        (true, false) => {
            let bits = if signed { format!("bitcast<u64>({expr})") } else { expr };
            (expr, signed) = (format!("u32({bits})"), false);
        }
        _ => {}
    }
    if signed != to.signed {
        expr = format!("bitcast<{}>({expr})", to.ty());
    }
    // Extended by its sign it is what it was, if that fits.
    let fits = from.bits < to.bits && (to.signed || !from.signed)
        || from.bits == to.bits && from.signed == to.signed;
    if fits { expr } else { to.normal(expr) }
}
