//! Distances in units of the last place.
//!
//! In: a result and its reference. Out: their distance in ULP, of which 0.5 is what the best
//! rounding may have. Always true: the unit is the spacing of floats in the binade of the
//! reference, not below the smallest subnormal; the floats go on above the largest one, infinity
//! standing for the next. Deliberately absent: results that are no numbers.

use rug::Float;

/// A type of floats.
#[derive(Clone, Copy)]
pub struct Format {
    /// Bits of the significand.
    pub digits: i32,
    /// The largest exponent: all floats are below 2 to its power.
    pub most: i32,
    /// The exponent of the smallest normal float, as a power of 2 times one half.
    pub least: i32,
}

pub const F64: Format = Format { digits: 53, most: 1024, least: -1021 };
pub const F32: Format = Format { digits: 24, most: 128, least: -125 };

/// The distance of `found`, a float of the format, from `expected`.
pub fn distance(found: f64, expected: &Float, format: Format) -> f64 {
    let exponent = expected.get_exp().unwrap_or(format.least).clamp(format.least, format.most);
    let mut found = match found.is_infinite() {
        true => Float::with_val(expected.prec(), Float::i_exp(1, format.most)) * found.signum(),
        false => Float::with_val(expected.prec(), found),
    };
    // Beyond the largest float all is infinity, and that is what was found.
    let beyond = *expected.as_abs() >= Float::with_val(64, Float::i_exp(1, format.most));
    if beyond && found.as_abs().get_exp() == Some(format.most + 1) {
        return if found.is_sign_negative() == expected.is_sign_negative() {
            0.0
        } else {
            f64::INFINITY
        };
    }
    found -= expected;
    (found.abs() >> (exponent - format.digits)).to_f64()
}
