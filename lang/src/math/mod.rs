//! Mathematical functions: one definition for interpreter, compiled code and rustc's twins.
//!
//! In: floats. Out: results as exact as the crate libm's, whose functions most of these still are;
//! `tanh`, `powi` and `log` are ours and say how exact they are.
//! Always true: calling a function from the interpreter, from generated code and from Rust gives
//! the same bits on every machine, because all three run the code that rustc made of the
//! definition here and no definition uses a fused multiply-add. Deliberately absent: std's
//! versions, whose bits depend on the system's C library.

pub mod double;
pub mod exp;
pub mod log;
pub mod pow;
pub mod trig;
pub mod arc;
pub mod hyper;
pub mod arcosh;
pub mod root;
pub mod erf;
pub mod exact;
pub mod integer;

pub use exact::{EXACT_METHODS, Exact, ExactInt};

use crate::op::Op;
use crate::ty::Scalar;

/// The value itself; an engine that regroups arithmetic must not do so across it. Kernels have it
/// from the prelude.
#[inline(always)]
pub fn keep<T>(x: T) -> T {
    x
}

/// The files that are kernel text as well, each with its contents, in an order in which every
/// function stands behind those that it calls.
pub const FILES: &[(&str, &str)] = &[
    ("double", include_str!("double.rs")),
    ("exp", include_str!("exp.rs")),
    ("log", include_str!("log.rs")),
    ("pow", include_str!("pow.rs")),
    ("trig", include_str!("trig.rs")),
    ("arc", include_str!("arc.rs")),
    ("hyper", include_str!("hyper.rs")),
    ("arcosh", include_str!("arcosh.rs")),
    ("root", include_str!("root.rs")),
    ("erf", include_str!("erf.rs")),
];

/// All of [`FILES`] as one text of kernels: without what names other files, which a text of its
/// own does not have.
pub fn text() -> String {
    let mut text = String::new();
    for (_, file) in FILES {
        let lines = file.lines().filter(|line| {
            !["//!", "#![", "use super::"].iter().any(|start| line.starts_with(start))
        });
        lines.for_each(|line| text.extend([line, "\n"]));
    }
    text
}

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
    exp(x) = super::exp::exp, super::exp::exp_f32;
    exp2(x) = super::exp::exp2, super::exp::exp2_f32;
    exp_m1(x) = super::exp::exp_m1, super::exp::exp_m1_f32;
    ln(x) = super::log::ln, super::log::ln_f32;
    ln_1p(x) = super::log::ln_1p, super::log::ln_1p_f32;
    log2(x) = super::log::log2, super::log::log2_f32;
    log10(x) = super::log::log10, super::log::log10_f32;
    log(x, base) = super::log::log, super::log::log_f32;
    sin(x) = super::trig::sin, super::trig::sin_f32;
    cos(x) = super::trig::cos, super::trig::cos_f32;
    tan(x) = super::trig::tan, super::trig::tan_f32;
    asin(x) = super::arc::asin, super::arc::asin_f32;
    acos(x) = super::arc::acos, super::arc::acos_f32;
    atan(x) = super::arc::atan, super::arc::atan_f32;
    atan2(y, x) = super::arc::atan2, super::arc::atan2_f32;
    sinh(x) = super::hyper::sinh, super::hyper::sinh_f32;
    cosh(x) = super::hyper::cosh, super::hyper::cosh_f32;
    tanh(x) = super::hyper::tanh, super::hyper::tanh_f32;
    asinh(x) = super::arcosh::asinh, super::arcosh::asinh_f32;
    acosh(x) = super::arcosh::acosh, super::arcosh::acosh_f32;
    atanh(x) = super::arcosh::atanh, super::arcosh::atanh_f32;
    cbrt(x) = super::root::cbrt, super::root::cbrt_f32;
    hypot(x, y) = super::root::hypot, super::root::hypot_f32;
    powf(x, y) = super::pow::powf, super::pow::powf_f32;
    erf(x) = super::erf::erf, super::erf::erf_f32;
    erfc(x) = super::erf::erfc, super::erf::erfc_f32;
}

/// The function that computes `op` on operands of type `scalar`, for operations that generated
/// code may call: every row marked `math`, and `rem`, `mul_add`, `round`, integer powers and
/// roots, where no instruction does it.
pub fn external(op: Op, scalar: Scalar) -> Option<External> {
    match scalar {
        Scalar::F64 => external_f64(op),
        Scalar::F32 => external_f32(op),
        Scalar::Bool => None,
        _ => integer::external(op, scalar.is_signed()),
    }
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
