//! Mathematical functions: one definition for interpreter, compiled code and rustc's twins.
//!
//! In: floats. Out: results within 1 ULP, specials as std's; each file names its method and says of
//! each function what it was measured at (`docs/math.md` has the table, `lang/verify` made it).
//! A function `f` has a fast path `f_fast`, free of branches, where `f_in_range` holds, and `f_rare` for
//! the rest; `f_approx`, where there is one, is a cheaper fast path within 4 ULP.
//! Always true: calling a function from the interpreter, from generated code and from Rust gives
//! the same bits on every machine, because all of them run the definition here, which says itself
//! where a multiplication and an addition are fused; each file is kernel text as well ([`text`]).
//! Deliberately absent: std's versions, whose bits depend on the system's C library.

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
pub mod sum;
pub mod exact;
pub mod integer;
pub mod external;

pub use exact::{EXACT_METHODS, ExactInt};
pub use external::{External, external};

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
    ("sum", include_str!("sum.rs")),
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

// Always inlined: the caller decides which instructions a function may use.
macro_rules! functions {
    (exact { $($name:ident($($arg:ident),+) = $f64:expr, $f32:expr;)* }
     approximations { $($approx:ident = $file:ident: $fast:ident $in_range:ident $rare:ident,
        $fast_f32:ident $in_range_f32:ident $rare_f32:ident;)* }) => {
        /// The functions of `f64`, each by its method's name.
        pub mod f64 {
            $(#[doc = concat!("`", stringify!($name), "` of `f64`.")]
              #[inline(always)]
              pub fn $name($($arg: f64),+) -> f64 { $f64($($arg),+) })*
            $(#[doc = concat!("`", stringify!($approx), "` of `f64`: within 4 ULP.")]
              #[inline(always)]
              pub fn $approx(x: f64) -> f64 {
                  use super::$file::{$fast, $in_range, $rare};
                  if $in_range(x) { $fast(x) } else { $rare(x) }
              })*
            pub use super::pow::powi;
            pub use super::trig::sin_cos;
            pub use super::sum::{dot_compensated, dot_pairwise, sum_compensated, sum_pairwise};
            pub use super::exact::f64::{
                copysign, is_sign_negative, is_sign_positive, max, min, signum, to_bits,
            };
        }

        /// The functions of `f32`, each by its method's name.
        pub mod f32 {
            $(#[doc = concat!("`", stringify!($name), "` of `f32`.")]
              #[inline(always)]
              pub fn $name($($arg: f32),+) -> f32 { $f32($($arg),+) })*
            $(#[doc = concat!("`", stringify!($approx), "` of `f32`: within 4 ULP.")]
              #[inline(always)]
              pub fn $approx(x: f32) -> f32 {
                  use super::$file::{$fast_f32, $in_range_f32, $rare_f32};
                  if $in_range_f32(x) { $fast_f32(x) } else { $rare_f32(x) }
              })*
            pub use super::pow::powi_f32 as powi;
            pub use super::trig::sin_cos_f32 as sin_cos;
            pub use super::sum::{
                dot_compensated_f32 as dot_compensated, dot_pairwise_f32 as dot_pairwise,
                sum_compensated_f32 as sum_compensated, sum_pairwise_f32 as sum_pairwise,
            };
            pub use super::exact::f32::{
                copysign, is_sign_negative, is_sign_positive, max, min, signum, to_bits,
            };
        }
    };
}

functions! {
    exact {
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
    approximations {
        tanh_approx = hyper: tanh_approx tanh_in_range tanh_rare,
            tanh_f32_approx tanh_f32_in_range tanh_f32_rare;
        ln_approx = log: ln_approx ln_in_range ln_rare,
            ln_f32_approx ln_f32_in_range ln_f32_rare;
        sin_approx = trig: sin_approx sin_in_range sin_rare,
            sin_f32_approx sin_f32_in_range sin_f32_rare;
        cos_approx = trig: cos_approx cos_in_range cos_rare,
            cos_f32_approx cos_f32_in_range cos_f32_rare;
    }
}
