//! The methods whose bits metate defines itself: their names, and those that take no polynomial.
//!
//! In: floats. Out: metate's bits. Always true: a method is listed in [`EXACT_METHODS`] if and only
//! if std's may give other bits. Deliberately absent: methods that are exact in std, such as `sqrt`
//! and `floor`; the trait that gives floats these methods, since it takes the processor's versions.

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

/// Methods that a macro renames to `metate_` and their name in the `native_exact` twin of a
/// kernel. The crate `metate`, which knows the processor, has them.
pub const EXACT_METHODS: &[&str] = &[
    "exp",
    "exp2",
    "exp_m1",
    "ln",
    "ln_1p",
    "log2",
    "log10",
    "log",
    "sin",
    "cos",
    "sin_cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "cbrt",
    "hypot",
    "powf",
    "powi",
    "min",
    "max",
    "signum",
    "copysign",
    "to_bits",
    "is_sign_negative",
    "is_sign_positive",
];

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
