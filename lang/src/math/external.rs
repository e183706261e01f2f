//! The functions as addresses: what generated code and the interpreter call.
//!
//! In: an operation and a type. Out: the function that computes it, as C functions are called.
//! Always true: both versions of a function give the same bits; [`with_fma`] is for processors
//! whose fused multiply-add is an instruction, and faster. Deliberately absent: the choice, which
//! needs to know the processor.

use super::{f32, f64, integer};
use crate::op::Op;
use crate::ty::Scalar;

/// The ways to call a function, by the types of its parameters and its result.
macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident [$($unsafety:tt)?] { $($integers:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $name {
            /// `f64 -> f64`
            F64($($unsafety)? extern "C" fn(f64) -> f64),
            /// `f64, f64 -> f64`
            F64F64($($unsafety)? extern "C" fn(f64, f64) -> f64),
            /// `f64, f64, f64 -> f64`
            F64F64F64($($unsafety)? extern "C" fn(f64, f64, f64) -> f64),
            /// `f64, i32 -> f64`
            F64I32($($unsafety)? extern "C" fn(f64, i32) -> f64),
            /// `f32 -> f32`
            F32($($unsafety)? extern "C" fn(f32) -> f32),
            /// `f32, f32 -> f32`
            F32F32($($unsafety)? extern "C" fn(f32, f32) -> f32),
            /// `f32, f32, f32 -> f32`
            F32F32F32($($unsafety)? extern "C" fn(f32, f32, f32) -> f32),
            /// `f32, i32 -> f32`
            F32I32($($unsafety)? extern "C" fn(f32, i32) -> f32),
            $($integers)*
        }
    };
}

kinds! {
    /// A function that any processor runs.
    External [] {
        /// `u64 -> u64`, for functions of unsigned integers, which narrower types extend to.
        U64(extern "C" fn(u64) -> u64),
        /// `u64, u32 -> u64`, for integer powers, which narrower types truncate or clamp.
        U64U32(extern "C" fn(u64, u32) -> u64),
    }
}

kinds! {
    /// A function for processors with AVX2 and FMA: calling it on another one is undefined.
    #[cfg(target_arch = "x86_64")]
    WithFma [unsafe] {}
}

/// The function that computes `op` on operands of type `scalar`, for operations that generated
/// code may call: every row marked `math`, and `rem`, `mul_add`, `round`, integer powers and
/// roots, where no instruction does it.
pub fn external(op: Op, scalar: Scalar) -> Option<External> {
    match scalar {
        Scalar::F64 => plain_f64(op),
        Scalar::F32 => plain_f32(op),
        Scalar::Bool => None,
        _ => integer::external(op, scalar.is_signed()),
    }
}

/// The same function as rustc compiles it for processors with AVX2 and FMA, for operations that
/// gain from it: those of floats.
#[cfg(target_arch = "x86_64")]
pub fn with_fma(op: Op, scalar: Scalar) -> Option<WithFma> {
    match scalar {
        Scalar::F64 => fma_f64(op),
        Scalar::F32 => fma_f32(op),
        _ => None,
    }
}

macro_rules! externals {
    ($name:ident -> $kind:ident $([$features:literal])?,
        $float:ident, $one:ident, $two:ident, $three:ident, $int:ident) => {
        fn $name(op: Op) -> Option<$kind> {
            macro_rules! one {
                ($f:path) => {{
                    $(#[target_feature(enable = $features)])?
                    extern "C" fn call(x: $float) -> $float {
                        $f(x)
                    }
                    $kind::$one(call)
                }};
            }
            macro_rules! two {
                ($f:path) => {{
                    $(#[target_feature(enable = $features)])?
                    extern "C" fn call(x: $float, y: $float) -> $float {
                        $f(x, y)
                    }
                    $kind::$two(call)
                }};
            }
            $(#[target_feature(enable = $features)])?
            extern "C" fn mul_add(x: $float, y: $float, z: $float) -> $float {
                x.mul_add(y, z)
            }
            $(#[target_feature(enable = $features)])?
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
                Op::Erf => one!($float::erf),
                Op::Erfc => one!($float::erfc),
                Op::TanhApprox => one!($float::tanh_approx),
                Op::LnApprox => one!($float::ln_approx),
                Op::SinApprox => one!($float::sin_approx),
                Op::CosApprox => one!($float::cos_approx),
                Op::Powi => $kind::$int(powi),
                Op::MulAdd => $kind::$three(mul_add),
                Op::Rem => two!(rem),
                Op::Round => one!(round),
                _ => return None,
            })
        }
    };
}

externals!(plain_f64 -> External, f64, F64, F64F64, F64F64F64, F64I32);
externals!(plain_f32 -> External, f32, F32, F32F32, F32F32F32, F32I32);
#[cfg(target_arch = "x86_64")]
externals!(fma_f64 -> WithFma ["avx2,fma"], f64, F64, F64F64, F64F64F64, F64I32);
#[cfg(target_arch = "x86_64")]
externals!(fma_f32 -> WithFma ["avx2,fma"], f32, F32, F32F32, F32F32F32, F32I32);
