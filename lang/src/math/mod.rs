//! Mathematical functions: one definition for interpreter, compiled code and rustc's twins.
//!
//! In: floats. Out: results as exact as the crate libm's, whose functions most of these still are;
//! `tanh`, `powi` and `log` are ours and say how exact they are.
//! Always true: calling a function from the interpreter, from generated code and from Rust gives
//! the same bits on every machine, because all three run the code that rustc made of the
//! definition here and no definition uses a fused multiply-add. Deliberately absent: std's
//! versions, whose bits depend on the system's C library.

pub mod exact;
pub mod hyper;
pub mod pow;

pub use exact::{EXACT_METHODS, Exact, ExactInt};

use crate::op::Op;
use crate::ty::Scalar;

/// A function that generated code calls.
#[derive(Clone, Copy, Debug)]
pub enum External {
    /// `f64 -> f64`
    F64(extern "C" fn(f64) -> f64),
    /// `f64, f64 -> f64`
    F64F64(extern "C" fn(f64, f64) -> f64),
    /// `f64, f64, f64 -> f64`
    F64F64F64(extern "C" fn(f64, f64, f64) -> f64),
    /// `f64, i32 -> f64`
    F64I32(extern "C" fn(f64, i32) -> f64),
    /// `f32 -> f32`
    F32(extern "C" fn(f32) -> f32),
    /// `f32, f32 -> f32`
    F32F32(extern "C" fn(f32, f32) -> f32),
    /// `f32, f32, f32 -> f32`
    F32F32F32(extern "C" fn(f32, f32, f32) -> f32),
    /// `f32, i32 -> f32`
    F32I32(extern "C" fn(f32, i32) -> f32),
    /// `u64 -> u64`, for functions of unsigned integers, which narrower types extend to.
    U64(extern "C" fn(u64) -> u64),
    /// `u64, u32 -> u64`, for integer powers, which narrower types truncate or clamp.
    U64U32(extern "C" fn(u64, u32) -> u64),
}

macro_rules! functions {
    ($($name:ident($($arg:ident),+) = $f64:expr, $f32:expr;)*) => {
        /// The functions of `f64`, each by its method's name.
        pub mod f64 {
            $(#[doc = concat!("`", stringify!($name), "` of `f64`.")]
              #[inline]
              pub fn $name($($arg: f64),+) -> f64 { $f64($($arg),+) })*
            pub use super::pow::powi;
            pub use super::exact::f64::{
                copysign, is_sign_negative, is_sign_positive, max, min, signum, to_bits,
            };
        }

        /// The functions of `f32`, each by its method's name.
        pub mod f32 {
            $(#[doc = concat!("`", stringify!($name), "` of `f32`.")]
              #[inline]
              pub fn $name($($arg: f32),+) -> f32 { $f32($($arg),+) })*
            pub use super::pow::powi_f32 as powi;
            pub use super::exact::f32::{
                copysign, is_sign_negative, is_sign_positive, max, min, signum, to_bits,
            };
        }
    };
}

functions! {
    exp(x) = libm::exp, libm::expf;
    exp2(x) = libm::exp2, libm::exp2f;
    exp_m1(x) = libm::expm1, libm::expm1f;
    ln(x) = libm::log, libm::logf;
    ln_1p(x) = libm::log1p, libm::log1pf;
    log2(x) = libm::log2, libm::log2f;
    log10(x) = libm::log10, libm::log10f;
    log(x, base) = super::pow::log, super::pow::log_f32;
    sin(x) = libm::sin, libm::sinf;
    cos(x) = libm::cos, libm::cosf;
    tan(x) = libm::tan, libm::tanf;
    asin(x) = libm::asin, libm::asinf;
    acos(x) = libm::acos, libm::acosf;
    atan(x) = libm::atan, libm::atanf;
    atan2(y, x) = libm::atan2, libm::atan2f;
    sinh(x) = libm::sinh, libm::sinhf;
    cosh(x) = libm::cosh, libm::coshf;
    tanh(x) = super::hyper::tanh, super::hyper::tanh_f32;
    asinh(x) = libm::asinh, libm::asinhf;
    acosh(x) = libm::acosh, libm::acoshf;
    atanh(x) = libm::atanh, libm::atanhf;
    cbrt(x) = libm::cbrt, libm::cbrtf;
    hypot(x, y) = libm::hypot, libm::hypotf;
    powf(x, y) = libm::pow, libm::powf;
}

/// The function that computes `op` on operands of type `scalar`, for operations that generated
/// code may call: every row marked `math`, and `rem`, `mul_add`, `round`, integer powers and
/// roots, where no instruction does it.
pub fn external(op: Op, scalar: Scalar) -> Option<External> {
    match scalar {
        Scalar::F64 => external_f64(op),
        Scalar::F32 => external_f32(op),
        Scalar::Bool => None,
        _ => external_int(op, scalar.is_signed()),
    }
}

/// Functions of integers, which are extended to 64 bits.
fn external_int(op: Op, signed: bool) -> Option<External> {
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

macro_rules! externals {
    ($name:ident, $float:ident, $one:ident, $two:ident, $three:ident, $int:ident) => {
        fn $name(op: Op) -> Option<External> {
            macro_rules! one {
                ($f:path) => {{
                    extern "C" fn call(x: $float) -> $float {
                        $f(x)
                    }
                    External::$one(call)
                }};
            }
            macro_rules! two {
                ($f:path) => {{
                    extern "C" fn call(x: $float, y: $float) -> $float {
                        $f(x, y)
                    }
                    External::$two(call)
                }};
            }
            extern "C" fn mul_add(x: $float, y: $float, z: $float) -> $float {
                x.mul_add(y, z)
            }
            extern "C" fn powi(x: $float, n: i32) -> $float {
                $float::powi(x, n)
            }
            fn rem(x: $float, y: $float) -> $float {
                x % y
            }
            fn round(x: $float) -> $float {
                x.round()
            }
            Some(match op {
                Op::Exp => one!($float::exp),
                Op::Exp2 => one!($float::exp2),
                Op::ExpM1 => one!($float::exp_m1),
                Op::Ln => one!($float::ln),
                Op::Ln1p => one!($float::ln_1p),
                Op::Log2 => one!($float::log2),
                Op::Log10 => one!($float::log10),
                Op::Log => two!($float::log),
                Op::Sin => one!($float::sin),
                Op::Cos => one!($float::cos),
                Op::Tan => one!($float::tan),
                Op::Asin => one!($float::asin),
                Op::Acos => one!($float::acos),
                Op::Atan => one!($float::atan),
                Op::Atan2 => two!($float::atan2),
                Op::Sinh => one!($float::sinh),
                Op::Cosh => one!($float::cosh),
                Op::Tanh => one!($float::tanh),
                Op::Asinh => one!($float::asinh),
                Op::Acosh => one!($float::acosh),
                Op::Atanh => one!($float::atanh),
                Op::Cbrt => one!($float::cbrt),
                Op::Hypot => two!($float::hypot),
                Op::Powf => two!($float::powf),
                Op::Powi => External::$int(powi),
                Op::MulAdd => External::$three(mul_add),
                Op::Rem => two!(rem),
                Op::Round => one!(round),
                _ => return None,
            })
        }
    };
}

externals!(external_f64, f64, F64, F64F64, F64F64F64, F64I32);
externals!(external_f32, f32, F32, F32F32, F32F32F32, F32I32);
