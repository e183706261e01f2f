//! Mathematical functions in the version for this processor.
//!
//! In: an operation and a type. Out: the function that interpreter and generated code call. Always
//! true: with and without a fused multiply-add as an instruction the bits are the same, since what
//! is called is one definition, which says where it fuses. Deliberately absent: the functions
//! themselves (`metate_lang::math`).

use metate_lang::math::{self, External};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;

/// A module of functions that Rust code calls, each compiled twice.
macro_rules! module {
    ($(#[$doc:meta])* $float:ident: $($name:ident($($arg:ident: $ty:ty),+);)*) => {
        $(#[$doc])*
        pub mod $float {
            use metate_lang::math::$float as plain;
            pub use plain::{
                copysign, is_sign_negative, is_sign_positive, max, min, signum, sin_cos, to_bits,
            };
            $(
                #[doc = concat!("`", stringify!($name), "` of `", stringify!($float),
                    "`; see [the table](crate::math) for its error.")]
                #[inline]
                pub fn $name($($arg: $ty),+) -> $float {
                    #[cfg(all(target_arch = "x86_64", not(target_feature = "fma")))]
                    if super::super::cpu::has_avx2_and_fma() {
                        #[target_feature(enable = "avx2,fma")]
                        fn with_fma($($arg: $ty),+) -> $float {
                            plain::$name($($arg),+)
                        }
                        #[allow(unsafe_code)]
                        // SAFETY: the processor has what the function is compiled for.
                        return unsafe { with_fma($($arg),+) };
                    }
                    plain::$name($($arg),+)
                }
            )*
        }
    };
}

macro_rules! modules {
    ($($(#[$doc:meta])* $float:ident;)*) => {$(
        module! {
            $(#[$doc])* $float:
            exp(x: $float); exp2(x: $float); exp_m1(x: $float);
            ln(x: $float); ln_1p(x: $float); log2(x: $float); log10(x: $float); log(x: $float, base: $float);
            sin(x: $float); cos(x: $float); tan(x: $float); asin(x: $float); acos(x: $float); atan(x: $float); atan2(y: $float, x: $float);
            sinh(x: $float); cosh(x: $float); tanh(x: $float); asinh(x: $float); acosh(x: $float); atanh(x: $float);
            cbrt(x: $float); hypot(x: $float, y: $float); powf(x: $float, y: $float); powi(x: $float, n: i32);
            erf(x: $float); erfc(x: $float);
            sum_pairwise(x: &[$float]); sum_compensated(x: &[$float]);
            dot_pairwise(x: &[$float], y: &[$float]); dot_compensated(x: &[$float], y: &[$float]);
        }
    )*};
}

modules! {
    /// Functions of `f64`, each by its method's name.
    f64;
    /// Functions of `f32`, each by its method's name.
    f32;
}

/// The function that computes `op` on operands of type `scalar`, if a function does.
pub fn external(op: Op, scalar: Scalar) -> Option<External> {
    #[cfg(target_arch = "x86_64")]
    if super::cpu::has_avx2_and_fma()
        && let Some(found) = math::external::with_fma(op, scalar)
    {
        return Some(callable(found));
    }
    math::external(op, scalar)
}

/// A function for processors with AVX2 and FMA, on one of them, as any other.
#[cfg(target_arch = "x86_64")]
fn callable(function: math::external::WithFma) -> External {
    use math::external::WithFma;
    use std::mem::transmute;
    assert!(super::cpu::has_avx2_and_fma(), "metate bug: a function for another processor");
    #[allow(unsafe_code)]
    // SAFETY: each pair of types differs in `unsafe` alone, which stands for the instructions that
    // the function may use; the processor has them, as was just asserted.
    unsafe {
        match function {
            WithFma::F64(f) => External::F64(transmute::<
                unsafe extern "C" fn(f64) -> f64,
                extern "C" fn(f64) -> f64,
            >(f)),
            WithFma::F64F64(f) => External::F64F64(transmute::<
                unsafe extern "C" fn(f64, f64) -> f64,
                extern "C" fn(f64, f64) -> f64,
            >(f)),
            WithFma::F64F64F64(f) => External::F64F64F64(transmute::<
                unsafe extern "C" fn(f64, f64, f64) -> f64,
                extern "C" fn(f64, f64, f64) -> f64,
            >(f)),
            WithFma::F64I32(f) => External::F64I32(transmute::<
                unsafe extern "C" fn(f64, i32) -> f64,
                extern "C" fn(f64, i32) -> f64,
            >(f)),
            WithFma::F32(f) => External::F32(transmute::<
                unsafe extern "C" fn(f32) -> f32,
                extern "C" fn(f32) -> f32,
            >(f)),
            WithFma::F32F32(f) => External::F32F32(transmute::<
                unsafe extern "C" fn(f32, f32) -> f32,
                extern "C" fn(f32, f32) -> f32,
            >(f)),
            WithFma::F32F32F32(f) => External::F32F32F32(transmute::<
                unsafe extern "C" fn(f32, f32, f32) -> f32,
                extern "C" fn(f32, f32, f32) -> f32,
            >(f)),
            WithFma::F32I32(f) => External::F32I32(transmute::<
                unsafe extern "C" fn(f32, i32) -> f32,
                extern "C" fn(f32, i32) -> f32,
            >(f)),
            WithFma::U64(f) => External::U64(transmute::<
                unsafe extern "C" fn(u64) -> u64,
                extern "C" fn(u64) -> u64,
            >(f)),
            WithFma::U64U32(f) => External::U64U32(transmute::<
                unsafe extern "C" fn(u64, u32) -> u64,
                extern "C" fn(u64, u32) -> u64,
            >(f)),
        }
    }
}
