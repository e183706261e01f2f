//! Scalar values: a number together with its type, and its bits as generated code passes it.
//!
//! Always true: `Value::from_bits(v.scalar(), v.bits()) == v` up to the payload of a NaN, which
//! is kept too. Deliberately absent: operations on values, which are in [`crate::eval`].

use std::fmt;

use crate::ty::Scalar;

macro_rules! values {
    ($($variant:ident $rust:ident $word:ident;)*) => {
        /// A scalar value.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Value {
            /// `bool`
            Bool(bool),
            $(#[doc = concat!("`", stringify!($rust), "`")] $variant($rust),)*
            /// `f32`
            F32(f32),
            /// `f64`
            F64(f64),
        }

        impl Value {
            /// The value's type.
            #[inline]
            pub fn scalar(self) -> Scalar {
                match self {
                    Value::Bool(_) => Scalar::Bool,
                    $(Value::$variant(_) => Scalar::$variant,)*
                    Value::F32(_) => Scalar::F32,
                    Value::F64(_) => Scalar::F64,
                }
            }

            /// The value in the low bits of a word, the others zero.
            #[inline]
            pub fn bits(self) -> u64 {
                match self {
                    Value::Bool(v) => v as u64,
                    $(Value::$variant(v) => v as $word as u64,)*
                    Value::F32(v) => v.to_bits() as u64,
                    Value::F64(v) => v.to_bits(),
                }
            }

            /// The value of type `scalar` whose bits are the low bits of `bits`.
            #[inline]
            pub fn from_bits(scalar: Scalar, bits: u64) -> Value {
                match scalar {
                    Scalar::Bool => Value::Bool(bits & 1 != 0),
                    $(Scalar::$variant => Value::$variant(bits as $word as $rust),)*
                    Scalar::F32 => Value::F32(f32::from_bits(bits as u32)),
                    Scalar::F64 => Value::F64(f64::from_bits(bits)),
                }
            }

            /// The integer, if it is one; a `bool` is not.
            pub fn as_int(self) -> Option<i128> {
                match self {
                    $(Value::$variant(v) => Some(v as i128),)*
                    Value::Bool(_) | Value::F32(_) | Value::F64(_) => None,
                }
            }

            /// The integer `number` as a value of the integer type `scalar`, if it fits.
            pub fn from_int(scalar: Scalar, number: i128) -> Option<Value> {
                match scalar {
                    $(Scalar::$variant => $rust::try_from(number).ok().map(Value::$variant),)*
                    Scalar::Bool | Scalar::F32 | Scalar::F64 => None,
                }
            }
        }

        $(impl Element for $rust {
            const SCALAR: Scalar = Scalar::$variant;
            #[inline]
            fn to_value(self) -> Value { Value::$variant(self) }
            #[inline]
            fn from_value(value: Value) -> Option<$rust> {
                match value { Value::$variant(v) => Some(v), _ => None }
            }
        })*
    };
}

values! {
    I8 i8 u8;
    I16 i16 u16;
    I32 i32 u32;
    I64 i64 u64;
    Isize isize usize;
    U8 u8 u8;
    U16 u16 u16;
    U32 u32 u32;
    U64 u64 u64;
    Usize usize usize;
}

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that kernels compute with: the scalars, as arguments, results and elements.
pub trait Element: sealed::Sealed + Copy + Send + Sync + fmt::Debug + PartialEq + 'static {
    /// The type's row among the scalar types.
    const SCALAR: Scalar;
    /// The value with its type.
    fn to_value(self) -> Value;
    /// The value, if it has this type.
    fn from_value(value: Value) -> Option<Self>;
}

/// The Rust type of a kernel's results: `()`, a scalar, or a tuple of 1 to 8 scalars.
pub trait Results: Sized {
    /// The results, if they are of these types.
    fn from_values(values: &[Value]) -> Option<Self>;
}

impl Results for () {
    fn from_values(values: &[Value]) -> Option<()> {
        values.is_empty().then_some(())
    }
}

impl<T: Element> Results for T {
    fn from_values(values: &[Value]) -> Option<T> {
        let [value] = *values else { return None };
        T::from_value(value)
    }
}

macro_rules! tuples {
    ($($($part:ident)*;)*) => {$(
        impl<$($part: Element),*> Results for ($($part,)*) {
            fn from_values(values: &[Value]) -> Option<Self> {
                let mut values = values.iter().copied();
                let results = ($($part::from_value(values.next()?)?,)*);
                values.next().is_none().then_some(results)
            }
        }
    )*};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

macro_rules! more_elements {
    ($($variant:ident $rust:ident;)*) => {$(
        impl Element for $rust {
            const SCALAR: Scalar = Scalar::$variant;
            #[inline]
            fn to_value(self) -> Value { Value::$variant(self) }
            #[inline]
            fn from_value(value: Value) -> Option<$rust> {
                match value { Value::$variant(v) => Some(v), _ => None }
            }
        }
    )*};
}

more_elements! {
    Bool bool;
    F32 f32;
    F64 f64;
}

macro_rules! seal {
    ($($rust:ident)*) => {$(impl sealed::Sealed for $rust {})*};
}

seal! { bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }

impl Value {
    /// Zero, or `false`.
    pub fn zero(scalar: Scalar) -> Value {
        Value::from_bits(scalar, 0)
    }

    /// Equal as a test would have it: the same bits, or both NaN.
    pub fn same(self, other: Value) -> bool {
        match (self, other) {
            (Value::F32(a), Value::F32(b)) => {
                a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
            }
            (Value::F64(a), Value::F64(b)) => {
                a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
            }
            _ => self == other,
        }
    }
}

/// Prints the value as a Rust literal or constant of its type, without a suffix.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        macro_rules! special {
            ($v:expr, $t:literal) => {
                if $v.is_nan() {
                    f.write_str(concat!($t, "::NAN"))
                } else if $v.is_infinite() {
                    f.write_str(if $v > 0.0 {
                        concat!($t, "::INFINITY")
                    } else {
                        concat!($t, "::NEG_INFINITY")
                    })
                } else {
                    write!(f, "{:?}", $v)
                }
            };
        }
        match *self {
            Value::F32(v) => special!(v, "f32"),
            Value::F64(v) => special!(v, "f64"),
            Value::Bool(v) => write!(f, "{v}"),
            Value::I8(v) => write!(f, "{v}"),
            Value::I16(v) => write!(f, "{v}"),
            Value::I32(v) => write!(f, "{v}"),
            Value::I64(v) => write!(f, "{v}"),
            Value::Isize(v) => write!(f, "{v}"),
            Value::U8(v) => write!(f, "{v}"),
            Value::U16(v) => write!(f, "{v}"),
            Value::U32(v) => write!(f, "{v}"),
            Value::U64(v) => write!(f, "{v}"),
            Value::Usize(v) => write!(f, "{v}"),
        }
    }
}
