//! Linear expressions over integer variables, in checked arithmetic.
//!
//! In and out: sums of variables times integers, plus a constant. Always true: terms are in the
//! order of their variables and none has the coefficient 0, so that equal expressions are equal
//! values; where a number would not fit 127 bits there is no result. Deliberately absent:
//! products of variables.

use std::fmt;

use crate::index_type;
use crate::util::index::Index;

index_type! {
    /// An integer variable.
    Var;
}

/// `2 * v0 - v3 + 7`
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Linear {
    terms: Vec<(Var, i128)>,
    constant: i128,
}

impl Linear {
    /// A number.
    pub fn constant(constant: i128) -> Linear {
        Linear { terms: Vec::new(), constant }
    }

    /// A variable.
    pub fn var(var: Var) -> Linear {
        Linear { terms: vec![(var, 1)], constant: 0 }
    }

    /// The variables with their coefficients, in the order of the variables.
    pub fn terms(&self) -> &[(Var, i128)] {
        &self.terms
    }

    /// What is added to the terms.
    pub fn offset(&self) -> i128 {
        self.constant
    }

    /// The number, if there are no variables.
    pub fn as_constant(&self) -> Option<i128> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// The variable, if there is nothing else.
    pub fn as_var(&self) -> Option<Var> {
        match (self.terms.as_slice(), self.constant) {
            (&[(var, 1)], 0) => Some(var),
            _ => None,
        }
    }

    /// What the variable is multiplied by.
    pub fn coefficient(&self, var: Var) -> i128 {
        match self.terms.binary_search_by_key(&var, |term| term.0) {
            Ok(at) => self.terms[at].1,
            Err(_) => 0,
        }
    }

    /// The expression without one of its variables.
    pub fn without(&self, var: Var) -> Linear {
        let terms = self.terms.iter().copied().filter(|term| term.0 != var).collect();
        Linear { terms, constant: self.constant }
    }

    /// `self + other * factor`
    pub fn plus(&self, other: &Linear, factor: i128) -> Option<Linear> {
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        let (mut left, mut right) = (self.terms.as_slice(), other.terms.as_slice());
        loop {
            match (left, right) {
                ([], []) => break,
                ([first, rest @ ..], _) if right.first().is_none_or(|it| first.0 < it.0) => {
                    terms.push(*first);
                    left = rest;
                }
                ([first, rest @ ..], [second, others @ ..]) if first.0 == second.0 => {
                    let sum = fitting(first.1.checked_add(second.1.checked_mul(factor)?))?;
                    if sum != 0 {
                        terms.push((first.0, sum));
                    }
                    (left, right) = (rest, others);
                }
                (_, [second, others @ ..]) => {
                    let scaled = fitting(second.1.checked_mul(factor))?;
                    if scaled != 0 {
                        terms.push((second.0, scaled));
                    }
                    right = others;
                }
                // The first arm takes what has nothing to its right.
                (_, []) => break,
            }
        }
        let scaled = other.constant.checked_mul(factor)?;
        let constant = fitting(self.constant.checked_add(scaled))?;
        Some(Linear { terms, constant })
    }

    /// `self - other`
    pub fn minus(&self, other: &Linear) -> Option<Linear> {
        self.plus(other, -1)
    }

    /// `self + number`
    pub fn shifted(&self, number: i128) -> Option<Linear> {
        let constant = fitting(self.constant.checked_add(number))?;
        Some(Linear { terms: self.terms.clone(), constant })
    }

    /// `self * factor`
    pub fn times(&self, factor: i128) -> Option<Linear> {
        Linear::default().plus(self, factor)
    }

    /// The expression with `value` in place of a variable.
    pub fn replaced(&self, var: Var, value: &Linear) -> Option<Linear> {
        match self.coefficient(var) {
            0 => Some(self.clone()),
            factor => self.without(var).plus(value, factor),
        }
    }

    /// The expression with other variables.
    pub fn renamed(&self, name: &mut dyn FnMut(Var) -> Var) -> Linear {
        let mut terms: Vec<_> = self.terms.iter().map(|&(var, by)| (name(var), by)).collect();
        terms.sort_unstable();
        Linear { terms, constant: self.constant }
    }

    /// The greatest common divisor of the coefficients; 0 without variables.
    pub fn divisor(&self) -> i128 {
        self.terms.iter().fold(0, |divisor, term| gcd(divisor, term.1))
    }

    /// Coefficients divided by `divisor`, which divides them all, and the constant rounded down.
    pub fn divided(&self, divisor: i128) -> Linear {
        let terms = self.terms.iter().map(|&(var, by)| (var, by / divisor)).collect();
        Linear { terms, constant: self.constant.div_euclid(divisor) }
    }

    /// Its value where variables have these values, and 0 where they have none.
    pub fn at(&self, point: &[i128]) -> Option<i128> {
        self.terms.iter().try_fold(self.constant, |sum, &(var, by)| {
            let value = point.get(var.number()).copied().unwrap_or(0);
            sum.checked_add(value.checked_mul(by)?)
        })
    }
}

impl fmt::Debug for Linear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (var, by) in &self.terms {
            write!(f, "{by:+}*v{} ", var.number())?;
        }
        write!(f, "{:+}", self.constant)
    }
}

/// A number that is far enough from the limits to be negated and to have 1 added to it.
fn fitting(number: Option<i128>) -> Option<i128> {
    number.filter(|number| number.unsigned_abs() <= 1 << 126)
}

/// The greatest common divisor of two numbers, not negative.
pub fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1)
}
