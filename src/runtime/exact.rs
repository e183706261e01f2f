//! The methods whose bits metate defines itself, for code that rustc compiles.
//!
//! In: kernels in which a macro renamed `x.tanh()` to `x.metate_tanh()`. Out: the functions of
//! `math`, in the version for this processor. Always true: floats, and type parameters with the
//! bound `Float`, have a method for each name of `EXACT_METHODS`; integers have those that they
//! share. Deliberately absent: methods that are exact in std, such as `sqrt` and `floor`.

use metate_lang::generic::Float;
pub use metate_lang::math::ExactInt;
use metate_lang::ty::Scalar;

use super::math;

/// A function of the float that `T` is, through `f64`, which holds the values of both exactly.
macro_rules! of_float {
    ($x:ident.$name:ident($($arg:expr => $arg_f32:expr),*), $result:ident => $value:expr) => {
        match T::SCALAR {
            Scalar::F64 => {
                let $result = math::f64::$name($x.to_f64() $(, $arg)*);
                $value
            }
            _ => {
                let $result = math::f32::$name($x.to_f64() as f32 $(, $arg_f32)*);
                $value
            }
        }
    };
}

macro_rules! exact {
    ($($renamed:ident $name:ident($($arg:ident),*);)*) => {
        /// Metate's own mathematical functions as methods of floats.
        #[allow(missing_docs)]
        pub trait Exact: Float {
            $(fn $renamed(self $(, $arg: Self)*) -> Self;)*
            fn metate_powi(self, n: i32) -> Self;
            fn metate_sin_cos(self) -> (Self, Self);
            fn metate_is_sign_negative(self) -> bool;
            fn metate_is_sign_positive(self) -> bool;
        }

        // One for all of them, not one for each, so that a type parameter needs no bound but its
        // own; which float it is is known where it is compiled.
        impl<T: Float> Exact for T {
            $(
                #[inline]
                fn $renamed(self $(, $arg: T)*) -> T {
                    of_float!(self.$name($($arg.to_f64() => $arg.to_f64() as f32),*),
                        result => T::from_f64(result.into()))
                }
            )*

            #[inline]
            fn metate_powi(self, n: i32) -> T {
                of_float!(self.powi(n => n), result => T::from_f64(result.into()))
            }

            #[inline]
            fn metate_sin_cos(self) -> (T, T) {
                of_float!(self.sin_cos(),
                    result => (T::from_f64(result.0.into()), T::from_f64(result.1.into())))
            }

            #[inline]
            fn metate_is_sign_negative(self) -> bool {
                of_float!(self.is_sign_negative(), result => result)
            }

            #[inline]
            fn metate_is_sign_positive(self) -> bool {
                of_float!(self.is_sign_positive(), result => result)
            }
        }

        /// The names of the methods in [`Exact`] and [`ExactBits`].
        #[cfg(test)]
        const NAMES: &[&str] = &[
            $(stringify!($name),)* "powi", "sin_cos", "is_sign_negative", "is_sign_positive",
            "to_bits",
        ];
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
    metate_erf erf();
    metate_erfc erfc();
    metate_min min(other);
    metate_max max(other);
    metate_signum signum();
    metate_copysign copysign(sign);
}

/// What is of another type for each float.
#[allow(missing_docs)]
pub trait ExactBits {
    type Bits;
    fn metate_to_bits(self) -> Self::Bits;
}

impl ExactBits for f64 {
    type Bits = u64;
    #[inline]
    fn metate_to_bits(self) -> u64 {
        math::f64::to_bits(self)
    }
}

impl ExactBits for f32 {
    type Bits = u32;
    #[inline]
    fn metate_to_bits(self) -> u32 {
        math::f32::to_bits(self)
    }
}

#[test]
fn there_is_a_method_for_each_name() {
    let functions = ["erf", "erfc"];
    let mut methods: Vec<_> =
        NAMES.iter().copied().filter(|name| !functions.contains(name)).collect();
    let mut expected = metate_lang::math::EXACT_METHODS.to_vec();
    methods.sort_unstable();
    expected.sort_unstable();
    assert_eq!(methods, expected);
}
