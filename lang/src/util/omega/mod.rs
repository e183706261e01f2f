//! Whether a system of linear equations and inequalities has a solution in integers.
//!
//! In: a [`System`]. Out: that it has none, a solution, or that the bounds on work or numbers
//! were met first. The method is the Omega test: W. Pugh, "The Omega test: a fast and practical
//! integer programming algorithm for dependence analysis", CACM 35(8), 1992. Equations are solved
//! for a variable, with a new one where no coefficient is 1 or -1; inequalities are projected as
//! Fourier and Motzkin do, and where a projection is larger than what it is of, its *dark shadow*
//! and *splinters* tell.
//!
//! Always true: [`Answer::Empty`] and [`Answer::Point`] are exact; a point satisfies the system.
//! Deliberately absent: sets of solutions, objective functions, and rational arithmetic.

mod linear;
mod project;

use std::collections::HashMap;

pub use linear::{Linear, Var, gcd};

use crate::util::index::Index;

/// Steps that one system may take.
const MOST_STEPS: u32 = 600;
/// Inequalities that a system may have on the way.
const MOST_INEQUALITIES: usize = 240;

/// What must hold.
#[derive(Clone, Debug, Default)]
pub struct System {
    /// Each is 0.
    pub equations: Vec<Linear>,
    /// None is negative.
    pub inequalities: Vec<Linear>,
}

/// Whether there is a solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is none.
    Empty,
    /// This is one: the value of each variable by its number; those that are missing are 0.
    Point(Vec<i128>),
    /// Numbers or work grew too large to tell.
    Unknown,
}

impl System {
    /// Adds that `linear` is 0.
    pub fn equal(&mut self, linear: Linear) {
        self.equations.push(linear);
    }

    /// Adds that `linear` is not negative.
    pub fn at_least_zero(&mut self, linear: Linear) {
        self.inequalities.push(linear);
    }

    /// Whether the point is a solution.
    pub fn holds_at(&self, point: &[i128]) -> bool {
        self.equations.iter().all(|linear| linear.at(point) == Some(0))
            && self.inequalities.iter().all(|linear| linear.at(point).is_some_and(|at| at >= 0))
    }

    /// Whether there is a solution.
    pub fn solve(&self) -> Answer {
        let all = self.equations.iter().chain(&self.inequalities);
        let used = all.flat_map(|linear| linear.terms()).map(|term| term.0.number() + 1).max();
        let mut solver = Solver { next: used.unwrap_or(0), steps: MOST_STEPS };
        let answer = solver.solve(self.clone());
        match answer {
            Ok(Some(point)) if self.holds_at(&point) => Answer::Point(point),
            Ok(None) => Answer::Empty,
            Ok(Some(_)) | Err(TooLarge) => Answer::Unknown,
        }
    }
}

/// Numbers or work grew too large.
struct TooLarge;

/// A solution, or that there is none.
type Found = Result<Option<Vec<i128>>, TooLarge>;

struct Solver {
    /// The number of the next new variable.
    next: usize,
    steps: u32,
}

impl Solver {
    fn step(&mut self) -> Result<(), TooLarge> {
        self.steps = self.steps.checked_sub(1).ok_or(TooLarge)?;
        Ok(())
    }

    /// A variable that is used nowhere.
    fn fresh(&mut self) -> Var {
        self.next += 1;
        Var::new(self.next - 1)
    }

    /// Solves the equations, then the inequalities that are left.
    fn solve(&mut self, mut system: System) -> Found {
        let mut solved: Vec<(Var, Linear)> = Vec::new();
        loop {
            self.step()?;
            if !normalize(&mut system) {
                return Ok(None);
            }
            let Some(at) = simplest(&system.equations) else { break };
            let equation = system.equations.swap_remove(at);
            let (var, value) = self.solved_for(&equation)?;
            // An equation without a coefficient of 1 stays, with smaller ones.
            if value.terms().iter().any(|term| term.0.number() + 1 == self.next) {
                system.equations.push(equation);
            }
            replace(&mut system, var, &value)?;
            solved.push((var, value));
        }
        let Some(mut point) = self.project(system.inequalities)? else { return Ok(None) };
        for (var, value) in solved.iter().rev() {
            let value = value.at(&point).ok_or(TooLarge)?;
            set(&mut point, *var, value);
        }
        Ok(Some(point))
    }

    /// What one of the variables of an equation is. If no coefficient is 1 or -1, a new variable
    /// takes part in it.
    fn solved_for(&mut self, equation: &Linear) -> Result<(Var, Linear), TooLarge> {
        let smallest = equation.terms().iter().min_by_key(|term| term.1.unsigned_abs());
        let &(var, by) = smallest.ok_or(TooLarge)?;
        if by.unsigned_abs() == 1 {
            let value = equation.without(var).times(-by).ok_or(TooLarge)?;
            return Ok((var, value));
        }
        let modulus = by.checked_abs().and_then(|by| by.checked_add(1)).ok_or(TooLarge)?;
        let sign = by.signum();
        let mut value = Linear::constant(sign * symmetric(equation.offset(), modulus));
        for &(other, by) in equation.terms().iter().filter(|term| term.0 != var) {
            let scaled = sign * symmetric(by, modulus);
            value = value.plus(&Linear::var(other), scaled).ok_or(TooLarge)?;
        }
        let fresh = Linear::var(self.fresh());
        let value = value.plus(&fresh, -sign * modulus).ok_or(TooLarge)?;
        Ok((var, value))
    }
}

/// The remainder that is nearest to 0: Pugh's `mod` with a hat.
fn symmetric(number: i128, modulus: i128) -> i128 {
    let rest = number.rem_euclid(modulus);
    if rest >= modulus - rest { rest - modulus } else { rest }
}

/// The equation with the smallest coefficient.
fn simplest(equations: &[Linear]) -> Option<usize> {
    let smallest = |linear: &Linear| linear.terms().iter().map(|it| it.1.unsigned_abs()).min();
    (0..equations.len()).min_by_key(|&at| (smallest(&equations[at]), equations[at].terms().len()))
}

fn replace(system: &mut System, var: Var, value: &Linear) -> Result<(), TooLarge> {
    for linear in system.equations.iter_mut().chain(&mut system.inequalities) {
        if linear.coefficient(var) != 0 {
            *linear = linear.replaced(var, value).ok_or(TooLarge)?;
        }
    }
    Ok(())
}

fn set(point: &mut Vec<i128>, var: Var, value: i128) {
    if point.len() <= var.number() {
        point.resize(var.number() + 1, 0);
    }
    point[var.number()] = value;
}

/// Divides by common divisors, keeps the tightest of similar inequalities, and makes equations of
/// opposite ones that leave one value. Whether nothing contradicts itself already.
fn normalize(system: &mut System) -> bool {
    let mut tightest: HashMap<Vec<(Var, i128)>, i128> = HashMap::new();
    for linear in system.inequalities.drain(..) {
        let Some(divisor) = Some(linear.divisor()).filter(|&divisor| divisor != 0) else {
            if linear.offset() < 0 {
                return false;
            }
            continue;
        };
        let linear = linear.divided(divisor);
        let offset = tightest.entry(linear.terms().to_vec()).or_insert(linear.offset());
        *offset = linear.offset().min(*offset);
    }
    let mut rows: Vec<_> = tightest.iter().map(|(terms, &offset)| (terms, offset)).collect();
    // The order of a hash table differs from run to run; solutions should not.
    rows.sort_unstable();
    for (terms, offset) in rows {
        let opposite: Vec<_> = terms.iter().map(|&(var, by)| (var, -by)).collect();
        let linear = with_terms(terms, offset);
        match tightest.get(&opposite).and_then(|other| other.checked_add(offset)) {
            Some(room) if room < 0 => return false,
            Some(0) => {
                if terms[0].1 > 0 {
                    system.equations.push(linear);
                }
            }
            _ => system.inequalities.push(linear),
        }
    }
    system.equations.retain(|linear| linear.as_constant() != Some(0));
    for linear in &mut system.equations {
        let divisor = linear.divisor();
        if divisor == 0 || linear.offset() % divisor != 0 {
            return false;
        }
        *linear = linear.divided(divisor);
    }
    true
}

fn with_terms(terms: &[(Var, i128)], offset: i128) -> Linear {
    let mut linear = Linear::constant(offset);
    for &(var, by) in terms {
        // Each variable is new, so nothing is added that could overflow.
        linear = linear.plus(&Linear::var(var), by).unwrap_or(linear);
    }
    linear
}

#[cfg(test)]
mod tests;
