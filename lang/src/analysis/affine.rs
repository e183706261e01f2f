//! Affine forms: a constant and multiples of values, as integers without a width.
//!
//! In: sums, differences and multiples. Out: [`Affine`]. Always true: terms are sorted by value and
//! have coefficients that are not 0; forms that grow beyond [`MOST_TERMS`] or [`LARGEST`] are not
//! made, so arithmetic on forms never overflows. Deliberately absent: what machine integers make of
//! a form, which is `range`'s and `bounds`'.

use std::fmt;

use crate::ir::Val;
use crate::util::index::Index;

/// The most terms of a form.
pub const MOST_TERMS: usize = 8;

/// The largest coefficient.
pub const LARGEST: i128 = 1 << 16;

/// The largest constant.
pub const LARGEST_CONSTANT: i128 = 1 << 58;

/// `constant + coefficient * value + ..`
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Affine {
    /// Sorted by value, no coefficient 0.
    terms: Vec<(Val, i128)>,
    constant: i128,
}

impl Affine {
    /// A constant, if it is not too large.
    pub fn constant(constant: i128) -> Option<Affine> {
        Affine { terms: Vec::new(), constant }.checked()
    }

    /// A value.
    pub fn symbol(value: Val) -> Affine {
        Affine { terms: vec![(value, 1)], constant: 0 }
    }

    /// The constant part.
    pub fn constant_part(&self) -> i128 {
        self.constant
    }

    /// The values and their coefficients.
    pub fn terms(&self) -> &[(Val, i128)] {
        &self.terms
    }

    /// How often the value is in it.
    pub fn coefficient(&self, value: Val) -> i128 {
        let at = self.terms.binary_search_by_key(&value, |term| term.0);
        at.map_or(0, |at| self.terms[at].1)
    }

    /// The single value that it is, if it is one.
    pub fn as_symbol(&self) -> Option<Val> {
        match self.terms[..] {
            [(value, 1)] if self.constant == 0 => Some(value),
            _ => None,
        }
    }

    /// The sum with a multiple of another form.
    pub fn plus(&self, other: &Affine, times: i128) -> Option<Affine> {
        let mut sum = Affine { constant: self.constant + times * other.constant, ..self.clone() };
        for &(value, coefficient) in &other.terms {
            let added = times * coefficient;
            match sum.terms.binary_search_by_key(&value, |term| term.0) {
                Ok(at) => sum.terms[at].1 += added,
                Err(at) => sum.terms.insert(at, (value, added)),
            }
        }
        sum.terms.retain(|term| term.1 != 0);
        sum.checked()
    }

    /// The sum with a constant.
    pub fn plus_constant(&self, constant: i128) -> Option<Affine> {
        Affine { constant: self.constant + constant, ..self.clone() }.checked()
    }

    /// A multiple.
    pub fn times(&self, factor: i128) -> Option<Affine> {
        Affine { terms: Vec::new(), constant: 0 }.plus(self, factor)
    }

    /// The form with another one in place of a value.
    pub fn with(&self, value: Val, form: &Affine) -> Option<Affine> {
        let coefficient = self.coefficient(value);
        let mut rest = self.clone();
        rest.terms.retain(|term| term.0 != value);
        rest.plus(form, coefficient)
    }

    fn checked(self) -> Option<Affine> {
        let small = |&(_, coefficient): &(Val, i128)| coefficient.abs() <= LARGEST;
        let fits = self.terms.len() <= MOST_TERMS
            && self.constant.abs() <= LARGEST_CONSTANT
            && self.terms.iter().all(small);
        fits.then_some(self)
    }
}

impl fmt::Display for Affine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &(value, coefficient) in &self.terms {
            let sign = if coefficient < 0 { "-" } else { "+" };
            match coefficient.abs() {
                1 => write!(f, "{sign}v{} ", value.number())?,
                times => write!(f, "{sign}{times}*v{} ", value.number())?,
            }
        }
        write!(f, "{:+}", self.constant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_add_and_cancel() {
        let [a, b] = [Val::new(0), Val::new(1)].map(Affine::symbol);
        let sum = a.plus(&b, 3).and_then(|sum| sum.plus_constant(-1)).expect("small");
        assert_eq!(sum.to_string(), "+v0 +3*v1 -1");
        let none = sum.plus(&a, -1).expect("small");
        assert_eq!(none.coefficient(Val::new(0)), 0);
        assert_eq!(none.with(Val::new(1), &a).expect("small").to_string(), "+3*v0 -1");
        assert!(sum.times(LARGEST).is_none(), "a coefficient too large");
        assert!(Affine::constant(LARGEST_CONSTANT + 1).is_none());
    }
}
