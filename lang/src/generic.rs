//! Numbers of any type: what a kernel may do with a type parameter.
//!
//! In: `fn f<T: Float>(..)`. Out: the traits that rustc compiles such a function with, and the
//! same knowledge for the checker: which types a bound stands for, and which methods it gives.
//! Always true: a method of a trait here computes what the method of the same name of the type
//! computes. Deliberately absent: bounds of one's own, and numbers that are no scalars.

use std::ops::{
    Add, AddAssign, BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Div, DivAssign,
    Mul, MulAssign, Neg, Not, Rem, RemAssign, Shl, ShlAssign, Shr, ShrAssign, Sub, SubAssign,
};

use serde::{Deserialize, Serialize};

use crate::math::ExactInt;
use crate::ty::Scalar;
use crate::value::Element;

/// The types of numbers: integers and floats.
///
/// Conversions are those of `as`: they round, and cut off or saturate what does not fit.
///
/// ```
/// use metate_lang::generic::Number;
///
/// fn mean<T: Number>(x: &[T]) -> T {
///     let mut sum = T::ZERO;
///     for i in 0..x.len() {
///         sum += x[i];
///     }
///     sum / T::from_usize(x.len())
/// }
/// assert_eq!(mean(&[1.0, 2.0]), 1.5);
/// assert_eq!(mean(&[1, 5]), 3);
/// ```
pub trait Number:
    Element
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Rem<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + RemAssign
{
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// The smallest finite number.
    const MIN: Self;
    /// The largest finite number.
    const MAX: Self;
    /// `value as Self`
    fn from_f64(value: f64) -> Self;
    /// `value as Self`
    fn from_i64(value: i64) -> Self;
    /// `value as Self`
    fn from_usize(value: usize) -> Self;
    /// `self as f64`
    fn to_f64(self) -> f64;
    /// `self as i64`
    fn to_i64(self) -> i64;
    /// `self as usize`
    fn to_usize(self) -> usize;
}

macro_rules! numbers {
    ($($rust:ident)*) => {$(
        impl Number for $rust {
            const ZERO: $rust = 0 as $rust;
            const ONE: $rust = 1 as $rust;
            const MIN: $rust = $rust::MIN;
            const MAX: $rust = $rust::MAX;
            #[inline]
            fn from_f64(value: f64) -> $rust { value as $rust }
            #[inline]
            fn from_i64(value: i64) -> $rust { value as $rust }
            #[inline]
            fn from_usize(value: usize) -> $rust { value as $rust }
            #[inline]
            fn to_f64(self) -> f64 { self as f64 }
            #[inline]
            fn to_i64(self) -> i64 { self as i64 }
            #[inline]
            fn to_usize(self) -> usize { self as usize }
        }
    )*};
}

numbers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }

macro_rules! bounds {
    (
        $(#[$doc:meta])*
        trait $bound:ident: $($super:path),* where [$($types:ident)*];
        $(const $constant:ident: $constant_ty:ty = $module:ident;)*
        $(fn $method:ident($($arg:ident: $arg_ty:ty),*) -> $ret:ty;)*
        list $list:ident
    ) => {
        $(#[$doc])*
        #[allow(missing_docs)]
        pub trait $bound: Number $(+ $super)* {
            $(const $constant: $constant_ty;)*
            $(fn $method(self $(, $arg: $arg_ty)*) -> $ret;)*
        }

        /// The methods that the bound gives.
        const $list: &[&str] = &[$(stringify!($method)),*];

        bounds!(@each $bound [$($types)*]
            { $(const $constant: $constant_ty = $module;)* }
            { $(fn $method($($arg: $arg_ty),*) -> $ret;)* });
    };
    (@each $bound:ident [$($rust:ident)*] $constants:tt $methods:tt) => {
        $(bounds!(@impl $bound $rust $constants $methods);)*
    };
    (@impl $bound:ident $rust:ident
        { $(const $constant:ident: $constant_ty:ty = $module:ident;)* }
        { $(fn $method:ident($($arg:ident: $arg_ty:ty),*) -> $ret:ty;)* }
    ) => {
        impl $bound for $rust {
            $(const $constant: $constant_ty = bounds!(@constant $module $rust $constant);)*
            $(#[inline]
            fn $method(self $(, $arg: $arg_ty)*) -> $ret { $rust::$method(self $(, $arg)*) })*
        }
    };
    (@constant own $rust:ident $constant:ident) => { $rust::$constant };
    (@constant consts $rust:ident $constant:ident) => { std::$rust::consts::$constant };
}

bounds! {
    /// `f32` and `f64`.
    ///
    /// The methods are those of the types, which say what they compute.
    trait Float: Neg<Output = Self> where [f32 f64];
    const INFINITY: Self = own;
    const NEG_INFINITY: Self = own;
    const NAN: Self = own;
    const EPSILON: Self = own;
    const MIN_POSITIVE: Self = own;
    const PI: Self = consts;
    const TAU: Self = consts;
    const E: Self = consts;
    const SQRT_2: Self = consts;
    const LN_2: Self = consts;
    const LN_10: Self = consts;
    const FRAC_PI_2: Self = consts;
    const FRAC_PI_4: Self = consts;
    fn exp() -> Self;
    fn exp2() -> Self;
    fn exp_m1() -> Self;
    fn ln() -> Self;
    fn ln_1p() -> Self;
    fn log2() -> Self;
    fn log10() -> Self;
    fn log(base: Self) -> Self;
    fn sin() -> Self;
    fn cos() -> Self;
    fn tan() -> Self;
    fn asin() -> Self;
    fn acos() -> Self;
    fn atan() -> Self;
    fn atan2(x: Self) -> Self;
    fn sinh() -> Self;
    fn cosh() -> Self;
    fn tanh() -> Self;
    fn asinh() -> Self;
    fn acosh() -> Self;
    fn atanh() -> Self;
    fn sqrt() -> Self;
    fn cbrt() -> Self;
    fn hypot(y: Self) -> Self;
    fn powf(y: Self) -> Self;
    fn powi(n: i32) -> Self;
    fn recip() -> Self;
    fn mul_add(a: Self, b: Self) -> Self;
    fn abs() -> Self;
    fn signum() -> Self;
    fn copysign(sign: Self) -> Self;
    fn floor() -> Self;
    fn ceil() -> Self;
    fn round() -> Self;
    fn round_ties_even() -> Self;
    fn trunc() -> Self;
    fn fract() -> Self;
    fn min(other: Self) -> Self;
    fn max(other: Self) -> Self;
    fn clamp(low: Self, high: Self) -> Self;
    fn rem_euclid(divisor: Self) -> Self;
    fn div_euclid(divisor: Self) -> Self;
    fn to_degrees() -> Self;
    fn to_radians() -> Self;
    fn is_nan() -> bool;
    fn is_finite() -> bool;
    fn is_infinite() -> bool;
    fn is_sign_negative() -> bool;
    fn is_sign_positive() -> bool;
    list FLOAT_METHODS
}

bounds! {
    /// The integer types.
    ///
    /// The methods are those of the types, which say what they compute.
    trait Int:
        Not<Output = Self>, BitAnd<Output = Self>, BitOr<Output = Self>, BitXor<Output = Self>,
        BitAndAssign, BitOrAssign, BitXorAssign, Shl<u32, Output = Self>, Shr<u32, Output = Self>,
        ShlAssign<u32>, ShrAssign<u32>, Ord, ExactInt
        where [i8 i16 i32 i64 isize u8 u16 u32 u64 usize];
    const BITS: u32 = own;
    fn pow(exponent: u32) -> Self;
    fn rem_euclid(divisor: Self) -> Self;
    fn div_euclid(divisor: Self) -> Self;
    fn wrapping_add(other: Self) -> Self;
    fn wrapping_sub(other: Self) -> Self;
    fn wrapping_mul(other: Self) -> Self;
    fn wrapping_neg() -> Self;
    fn wrapping_shl(amount: u32) -> Self;
    fn wrapping_shr(amount: u32) -> Self;
    fn saturating_add(other: Self) -> Self;
    fn saturating_sub(other: Self) -> Self;
    fn saturating_mul(other: Self) -> Self;
    fn count_ones() -> u32;
    fn count_zeros() -> u32;
    fn leading_zeros() -> u32;
    fn trailing_zeros() -> u32;
    fn rotate_left(amount: u32) -> Self;
    fn rotate_right(amount: u32) -> Self;
    fn swap_bytes() -> Self;
    fn reverse_bits() -> Self;
    list INT_METHODS
}

/// What a type parameter may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Bound {
    /// Any number.
    Number,
    /// An integer.
    Int,
    /// A float.
    Float,
}

impl Bound {
    /// Every bound.
    pub const ALL: &'static [Bound] = &[Bound::Number, Bound::Int, Bound::Float];

    /// The trait's name.
    pub fn name(self) -> &'static str {
        match self {
            Bound::Number => "Number",
            Bound::Int => "Int",
            Bound::Float => "Float",
        }
    }

    /// The bound of this name.
    pub fn from_name(name: &str) -> Option<Bound> {
        Bound::ALL.iter().copied().find(|bound| bound.name() == name)
    }

    /// Whether the type has the trait.
    pub fn holds(self, scalar: Scalar) -> bool {
        match self {
            Bound::Number => scalar.is_int() || scalar.is_float(),
            Bound::Int => scalar.is_int(),
            Bound::Float => scalar.is_float(),
        }
    }

    /// The methods that the trait itself gives a value.
    fn methods(self) -> &'static [&'static str] {
        match self {
            Bound::Number => &[],
            Bound::Int => INT_METHODS,
            Bound::Float => FLOAT_METHODS,
        }
    }

    /// Whether a value has this method.
    pub fn has_method(self, name: &str) -> bool {
        // Those of `Ord` come with the trait: of its own they would be ambiguous for integers.
        let ordered = self == Bound::Int && matches!(name, "min" | "max" | "clamp");
        ordered || self.methods().contains(&name)
    }

    /// Two types with the trait that have as little as possible in common: what may be done with
    /// both, and makes no difference between them, may be done with every type.
    pub fn witnesses(self) -> [Scalar; 2] {
        match self {
            Bound::Number => [Scalar::U16, Scalar::F64],
            Bound::Int => [Scalar::U32, Scalar::I64],
            Bound::Float => [Scalar::F32, Scalar::F64],
        }
    }

    /// The type that stands for all where one must.
    pub fn usual(self) -> Scalar {
        match self {
            Bound::Number | Bound::Float => Scalar::F64,
            Bound::Int => Scalar::I64,
        }
    }
}
