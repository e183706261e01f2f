//! The methods whose bits metate defines itself, for code that rustc compiles.
//!
//! In: kernels in which a macro renamed `x.tanh()` to `x.metate_tanh()`. Out: metate's bits.
//! Always true: a method is listed in [`EXACT_METHODS`] if and only if std's may give other
//! bits. Deliberately absent: methods that are exact in std, such as `sqrt` and `floor`.

macro_rules! float_basics {
    ($($float:ident $bits:ident $nan:literal;)*) => {$(
        #[doc = concat!("Functions of `", stringify!($float), "` that are exact but not std's.")]
        pub(super) mod $float {
            /// The smaller operand; -0 is below +0; a NaN gives the other operand.
            pub fn min(a: $float, b: $float) -> $float {
                if a < b || b.is_nan() || a == b && a.is_sign_negative() { a } else { b }
            }

            /// The larger operand; +0 is above -0; a NaN gives the other operand.
            pub fn max(a: $float, b: $float) -> $float {
                if a > b || b.is_nan() || a == b && a.is_sign_positive() { a } else { b }
            }

            /// `a` with the sign of `b`; a NaN `b` counts as positive.
            pub fn copysign(a: $float, b: $float) -> $float {
                if b.is_nan() { a.abs() } else { a.copysign(b) }
            }

            /// 1 with the sign of `a`, or NaN.
            pub fn signum(a: $float) -> $float {
                if a.is_nan() { $float::NAN } else { (1.0 as $float).copysign(a) }
            }

            /// The bits of `a`; of a NaN always those of the quiet one without a sign.
            pub fn to_bits(a: $float) -> $bits {
                if a.is_nan() { $nan } else { a.to_bits() }
            }

            /// Whether `a` has a minus sign; a NaN has none.
            pub fn is_sign_negative(a: $float) -> bool {
                !a.is_nan() && a.is_sign_negative()
            }

            /// Whether `a` has no minus sign; a NaN has none.
            pub fn is_sign_positive(a: $float) -> bool {
                !is_sign_negative(a)
            }
        }
    )*};
}

float_basics! {
    f32 u32 0x7fc0_0000;
    f64 u64 0x7ff8_0000_0000_0000;
}

macro_rules! exact {
    ($($renamed:ident $name:ident($($arg:ident),*);)*) => {
        /// Methods that a macro renames to `metate_` and their name in the `native_exact` twin
        /// of a kernel.
        pub const EXACT_METHODS: &[&str] =
            &[$(stringify!($name),)* "powi", "min", "max", "signum", "sin_cos", "to_bits",
              "is_sign_negative", "is_sign_positive"];

        /// Metate's own mathematical functions as methods.
        #[allow(missing_docs)]
        pub trait Exact: Sized {
            type Bits;
            $(fn $renamed(self $(, $arg: Self)*) -> Self;)*
            fn metate_powi(self, n: i32) -> Self;
            fn metate_erf(self) -> Self;
            fn metate_erfc(self) -> Self;
            fn metate_sin_cos(self) -> (Self, Self);
            fn metate_min(self, other: Self) -> Self;
            fn metate_max(self, other: Self) -> Self;
            fn metate_signum(self) -> Self;
            fn metate_to_bits(self) -> Self::Bits;
            fn metate_is_sign_negative(self) -> bool;
            fn metate_is_sign_positive(self) -> bool;
        }

        exact!(@float f32 u32 $($renamed $name($($arg),*);)*);
        exact!(@float f64 u64 $($renamed $name($($arg),*);)*);
    };
    (@float $float:ident $bits:ident $($renamed:ident $name:ident($($arg:ident),*);)*) => {
        impl Exact for $float {
            type Bits = $bits;
            $(fn $renamed(self $(, $arg: $float)*) -> $float {
                super::$float::$name(self $(, $arg)*)
            })*
            fn metate_powi(self, n: i32) -> $float { super::$float::powi(self, n) }
            fn metate_erf(self) -> $float { super::$float::erf(self) }
            fn metate_erfc(self) -> $float { super::$float::erfc(self) }
            fn metate_sin_cos(self) -> ($float, $float) {
                super::$float::sin_cos(self)
            }
            fn metate_min(self, other: $float) -> $float { super::$float::min(self, other) }
            fn metate_max(self, other: $float) -> $float { super::$float::max(self, other) }
            fn metate_signum(self) -> $float { super::$float::signum(self) }
            fn metate_to_bits(self) -> $bits { super::$float::to_bits(self) }
            fn metate_is_sign_negative(self) -> bool { super::$float::is_sign_negative(self) }
            fn metate_is_sign_positive(self) -> bool { super::$float::is_sign_positive(self) }
        }
    };
}

exact! {
    metate_exp exp();
    metate_exp2 exp2();
    metate_exp_m1 exp_m1();
    metate_ln ln();
    metate_ln_1p ln_1p();
    metate_log2 log2();
    metate_log10 log10();
    metate_log log(base);
    metate_sin sin();
    metate_cos cos();
    metate_tan tan();
    metate_asin asin();
    metate_acos acos();
    metate_atan atan();
    metate_atan2 atan2(x);
    metate_sinh sinh();
    metate_cosh cosh();
    metate_tanh tanh();
    metate_asinh asinh();
    metate_acosh acosh();
    metate_atanh atanh();
    metate_cbrt cbrt();
    metate_hypot hypot(y);
    metate_powf powf(y);
    metate_copysign copysign(sign);
}

/// Integers share some of the names; for them the methods are std's.
#[allow(missing_docs)]
pub trait ExactInt: Sized {
    fn metate_min(self, other: Self) -> Self;
    fn metate_max(self, other: Self) -> Self;
    fn metate_signum(self) -> Self;
}

macro_rules! exact_ints {
    ($($int:ident $signum:expr;)*) => {$(
        impl ExactInt for $int {
            fn metate_min(self, other: $int) -> $int { self.min(other) }
            fn metate_max(self, other: $int) -> $int { self.max(other) }
            fn metate_signum(self) -> $int { $signum(self) }
        }
    )*};
}

exact_ints! {
    i8 i8::signum;
    i16 i16::signum;
    i32 i32::signum;
    i64 i64::signum;
    isize isize::signum;
    // Unsigned types have no such method in Rust; the checker refuses it on them.
    u8 std::convert::identity;
    u16 std::convert::identity;
    u32 std::convert::identity;
    u64 std::convert::identity;
    usize std::convert::identity;
}
