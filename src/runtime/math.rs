//! Mathematical functions in the version for this processor.
//!
//! In: an operation and a type. Out: the function that interpreter and generated code call. Always
//! true: with and without a fused multiply-add as an instruction the bits are the same, since what
//! is called is one definition, which says where it fuses. Deliberately absent: the functions
//! themselves (`metate_lang::math`).

#[cfg(target_arch = "x86_64")]
use std::mem::transmute;

#[cfg(target_arch = "x86_64")]
use metate_lang::math::external::WithFma;
use metate_lang::math::{self, External};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;

/// Functions that Rust code calls, each compiled twice.
macro_rules! functions {
    ($float:ident: $($name:ident($($arg:ident: $ty:ty),+) -> $result:ty;)*) => {$(
        #[doc = concat!("`", stringify!($name), "` of `", stringify!($float),
            "`; see [the table](crate::math) for its error.")]
        #[inline]
        pub fn $name($($arg: $ty),+) -> $result {
            #[cfg(all(target_arch = "x86_64", not(target_feature = "fma")))]
            if super::super::cpu::has_avx2_and_fma() {
                #[target_feature(enable = "avx2,fma")]
                fn with_fma($($arg: $ty),+) -> $result {
                    plain::$name($($arg),+)
                }
                #[allow(unsafe_code)]
                // SAFETY: the processor has what the function is compiled for.
                return unsafe { with_fma($($arg),+) };
            }
            plain::$name($($arg),+)
        }
    )*};
}

/// A module of them, of which most give a float.
macro_rules! module {
    ($(#[$doc:meta])* $float:ident: $($name:ident($($arg:ident: $ty:ty),+);)*) => {
        $(#[$doc])*
        pub mod $float {
            use metate_lang::math::$float as plain;
            pub use plain::{
                copysign, is_sign_negative, is_sign_positive, max, min, signum, to_bits,
            };
            functions! { $float: $($name($($arg: $ty),+) -> $float;)* }
            functions! { $float: sin_cos(x: $float) -> ($float, $float); }
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
fn callable(function: WithFma) -> External {
    assert!(super::cpu::has_avx2_and_fma(), "metate bug: a function for another processor");
    macro_rules! callable {
        ($($kind:ident($($arg:ident),+) -> $result:ident;)*) => {
            match function {$(
                #[allow(unsafe_code)]
                // SAFETY: the types differ in `unsafe` alone, which stands for the instructions
                // that the function may use; the processor has them, as was just asserted.
                WithFma::$kind(function) => External::$kind(unsafe {
                    transmute::<
                        unsafe extern "C" fn($($arg),+) -> $result,
                        extern "C" fn($($arg),+) -> $result,
                    >(function)
                }),
            )*}
        };
    }
    callable! {
        F64(f64) -> f64;
        F64F64(f64, f64) -> f64;
        F64F64F64(f64, f64, f64) -> f64;
        F64I32(f64, i32) -> f64;
        F32(f32) -> f32;
        F32F32(f32, f32) -> f32;
        F32F32F32(f32, f32, f32) -> f32;
        F32I32(f32, i32) -> f32;
    }
}
