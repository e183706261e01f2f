//! Powers to an integer exponent and logarithms to any base.
//!
//! In: floats and integers. Out: results whose error is that of the products and quotients they
//! are made of: it grows with the exponent. Always true: `powi` is one fixed sequence of multiplications, so that every engine gives
//! its bits. Deliberately absent: `powf`, which is libm's for now.

macro_rules! pow {
    ($powi:ident, $log:ident, $float:ident, $ln:path) => {
        /// `x` to the integer power `n`, by repeated squaring from the low bit of `|n|` up
        /// (Knuth, The Art of Computer Programming, section 4.6.3, algorithm A); a negative
        /// power is the reciprocal of the positive one.
        pub fn $powi(x: $float, n: i32) -> $float {
            let mut square = x;
            let mut rest = n.unsigned_abs();
            let mut power: $float = 1.0;
            while rest != 0 {
                if rest & 1 != 0 {
                    power *= square;
                }
                square *= square;
                rest >>= 1;
            }
            if n < 0 { 1.0 / power } else { power }
        }

        /// The logarithm of `x` to the base `base`: a quotient of natural logarithms.
        pub fn $log(x: $float, base: $float) -> $float {
            $ln(x) / $ln(base)
        }
    };
}

use super::External;
use crate::ty::Scalar;

/// The function that tells whether an integer power overflows its type, with 1 for yes; the base
/// is extended to 64 bits.
pub fn pow_overflow(scalar: Scalar) -> Option<External> {
    macro_rules! of {
        ($int:ident) => {{
            extern "C" fn overflows(base: u64, exponent: u32) -> u64 {
                u64::from((base as $int).checked_pow(exponent).is_none())
            }
            External::U64U32(overflows)
        }};
    }
    Some(match scalar {
        Scalar::I8 => of!(i8),
        Scalar::I16 => of!(i16),
        Scalar::I32 => of!(i32),
        Scalar::I64 => of!(i64),
        Scalar::Isize => of!(isize),
        Scalar::U8 => of!(u8),
        Scalar::U16 => of!(u16),
        Scalar::U32 => of!(u32),
        Scalar::U64 => of!(u64),
        Scalar::Usize => of!(usize),
        Scalar::Bool | Scalar::F32 | Scalar::F64 => return None,
    })
}

pow!(powi, log, f64, libm::log);
pow!(powi_f32, log_f32, f32, libm::logf);
