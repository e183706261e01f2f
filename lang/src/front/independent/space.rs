//! The integers that a `prange` computes with, as linear forms over variables.
//!
//! In: what the loop's text says of its integers. Out: variables with their ranges, and what is
//! known of each. A *form* is congruent to a machine integer modulo 2 to its bits, as sums and
//! products wrap; [`Space::exact`] makes the integer itself of it, with a variable that counts
//! the wraps where there may be some.
//!
//! Always true: what is known of a variable holds wherever it has a value. A variable is *shared*
//! if it has one value in all iterations; others have one in each. A product of a shared form
//! and another one is a variable too, one that says what it is the product of.
//!
//! Two bounds are assumed and not checked, since beyond them a call does not end, and what it
//! leaves in arrays is not promised then: a loop has fewer than 2^48 iterations, and the loops
//! around an access, each as long as it gets, fewer than 2^60 together. The same holds of the
//! square `n * i` of a loop over `i < n`: an array that it is an index of has so many elements.
//!
//! Deliberately absent: values that change within an iteration, and elements of arrays: each use
//! of one is a variable of its own, which knows where it was loaded from.

use std::collections::HashMap;

use crate::error::Span;
use crate::hir::LocalId;
use crate::op::Op;
use crate::ty::Scalar;
use crate::util::index::Index;
use crate::util::omega::{Linear, Var};

/// Fewer iterations than this has any loop.
pub(super) const MOST_TRIPS: i128 = 1 << 48;
/// Fewer iterations than this have the loops around an access together.
const MOST_TRIPS_OF_NEST: i128 = 1 << 60;
/// The largest extent of an array.
pub(super) const MOST_EXTENT: i128 = (1 << 63) - 1;
/// Terms that a form may have.
const MOST_TERMS: usize = 24;
/// Sums that are looked at for common factors.
const MOST_MERGES: usize = 100_000;
/// What stands for "no limit" in ranges.
pub(super) const FAR: i128 = 1 << 120;

/// Something that holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fact {
    /// It is 0.
    Zero(Linear),
    /// It is not negative.
    NotNegative(Linear),
}

impl Fact {
    pub(super) fn linear(&self) -> &Linear {
        match self {
            Fact::Zero(linear) | Fact::NotNegative(linear) => linear,
        }
    }

    /// The same of other variables.
    pub(super) fn renamed(&self, name: &mut dyn FnMut(Var) -> Var) -> Fact {
        match self {
            Fact::Zero(linear) => Fact::Zero(linear.renamed(name)),
            Fact::NotNegative(linear) => Fact::NotNegative(linear.renamed(name)),
        }
    }

    pub(super) fn holds_at(&self, point: &[i128]) -> bool {
        match self {
            Fact::Zero(linear) => linear.at(point) == Some(0),
            Fact::NotNegative(linear) => linear.at(point).is_some_and(|at| at >= 0),
        }
    }
}

/// Facts of which all hold.
pub(super) type Case = Vec<Fact>;

/// Cases of which one holds; a single one without facts says nothing.
pub(super) type Cases = Vec<Case>;

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A variable of the text.
    Local(LocalId),
    /// An extent of an array.
    Extent,
    /// The value of an expression that nothing is known of.
    Unknown(Span),
    /// An element of an array that the loop only reads.
    Load(Span),
    /// Something in between: a quotient, a minimum.
    Made,
    /// How often a machine integer wraps around.
    Wraps,
}

/// A variable of the space.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) shared: bool,
    pub(super) origin: Origin,
    /// The least and the largest value.
    pub(super) range: (i128, i128),
    /// What else is known of it.
    pub(super) facts: Case,
    /// The same, where there are several possibilities.
    pub(super) clauses: Vec<Cases>,
    /// What it is the product of: a shared form that is not negative, and another one; twice if
    /// that is shared as well.
    pub(super) products: Vec<(Linear, Linear)>,
    /// The array and the indices, if it is an element.
    pub(super) load: Option<(LocalId, Vec<Linear>)>,
    /// What it is modulo 2^64, where that may be another number.
    form: Option<Linear>,
}

/// A loop around the place.
struct Around {
    var: Var,
    /// How often it runs where it runs longest.
    trips: Option<Linear>,
    /// Its first integer, if that is a number.
    first: Option<i128>,
    /// Its last integer, if that is shared.
    last: Option<Linear>,
}

/// The variables of a `prange`.
#[derive(Default)]
pub(super) struct Space {
    rows: Vec<Row>,
    /// The variables that stand for operations on forms.
    made: HashMap<(Op, Linear, Linear), Var>,
    /// The integers that forms of this type are, where they wrap at least and at most so often.
    wraps: HashMap<(Linear, Scalar, i128, i128), Linear>,
    /// The loops around the place, innermost last.
    loops: Vec<Around>,
    /// How many sums were looked at for common factors.
    merges: usize,
    /// Whether the place is in front of the loop, where everything is shared.
    pub(super) is_outside: bool,
}

impl Space {
    /// Everything about a variable.
    pub(super) fn row(&self, var: Var) -> &Row {
        &self.rows[var.number()]
    }

    pub(super) fn row_mut(&mut self, var: Var) -> &mut Row {
        &mut self.rows[var.number()]
    }

    /// A new variable.
    pub(super) fn var(&mut self, shared: bool, origin: Origin, range: (i128, i128)) -> Var {
        let shared = shared || self.is_outside;
        let (facts, clauses) = (Vec::new(), Vec::new());
        let products = Vec::new();
        let (load, form) = (None, None);
        self.rows.push(Row { shared, origin, range, facts, clauses, products, load, form });
        Var::new(self.rows.len() - 1)
    }

    /// Whether a form has one value in all iterations.
    pub(super) fn is_shared(&self, linear: &Linear) -> bool {
        linear.terms().iter().all(|term| self.row(term.0).shared)
    }

    // Ranges.

    /// The least and the largest value that a form can be seen to have; none below `-FAR` or above
    /// `FAR` is told from another.
    pub(super) fn range(&self, linear: &Linear) -> (i128, i128) {
        let mut range = (linear.offset(), linear.offset());
        for &(var, by) in linear.terms() {
            let of = scaled(self.range_of(var), (by, by));
            let low = if range.0 <= -FAR { -FAR } else { range.0 + of.0 };
            let high = if range.1 >= FAR { FAR } else { range.1 + of.1 };
            range = (low.max(-FAR), high.min(FAR));
            if of.0 <= -FAR {
                range.0 = -FAR;
            }
            if of.1 >= FAR {
                range.1 = FAR;
            }
        }
        range
    }

    fn range_of(&self, var: Var) -> (i128, i128) {
        let row = self.row(var);
        let Some((factor, core)) = row.products.first() else { return row.range };
        let (least, most) = scaled(self.range(core), self.range(factor));
        (least, self.product_bound(var).unwrap_or(most).min(most))
    }

    /// A bound of a product by the iterations of the loops around: a loop that runs `n` times,
    /// around or inside of one whose variable is `i < m`, makes `i * n` less than their product.
    pub(super) fn product_bound(&self, var: Var) -> Option<i128> {
        let (loops, factor) = self.counted(&Linear::var(var))?;
        (factor <= 8 && !loops.is_empty()).then(|| factor * MOST_TRIPS_OF_NEST)
    }

    /// Loops whose numbers of iterations, multiplied with each other and with a factor, bound a
    /// form from above.
    fn counted(&self, linear: &Linear) -> Option<(Vec<usize>, i128)> {
        let (mut all, mut factor) = (Vec::new(), linear.offset().max(0));
        for &(var, by) in linear.terms() {
            if by < 0 {
                if !self.is_natural(var) {
                    return None;
                }
                continue;
            }
            let (loops, own) = self.counted_var(var)?;
            factor += by.checked_mul(own).filter(|&factor| factor <= 8)?;
            for at in loops {
                if !all.contains(&at) {
                    all.push(at);
                }
            }
        }
        (factor <= 8).then_some((all, factor))
    }

    /// Whether a variable is not negative, without asking for bounds of products.
    fn is_natural(&self, var: Var) -> bool {
        let row = self.row(var);
        match row.products.first() {
            Some((_, core)) => {
                let natural = |term: &(Var, i128)| term.1 > 0 && self.is_natural(term.0);
                core.offset() >= 0 && core.terms().iter().all(natural)
            }
            None => row.range.0 >= 0,
        }
    }

    fn counted_var(&self, var: Var) -> Option<(Vec<usize>, i128)> {
        let products = &self.row(var).products;
        if !products.is_empty() {
            return products.iter().find_map(|(factor, core)| {
                let (mut loops, by) = self.counted(core)?;
                let runs = |at: usize| Some((at, self.runs(at, factor)?));
                let free = (0..self.loops.len()).filter(|at| !loops.contains(at));
                // Of a square, `n * i` with `i < n`, one loop gives both sides.
                let own = self.loops.iter().position(|it| core.as_var() == Some(it.var));
                let (at, more) = free.filter_map(runs).next().or_else(|| runs(own?))?;
                loops.push(at);
                Some((loops, by * more))
            });
        }
        let at = self.loops.iter().position(|it| it.var == var)?;
        let Around { first, last, trips, .. } = &self.loops[at];
        // Counted from 0 it is less than the number of iterations.
        let more = match first {
            Some(first) => *first,
            None => residue(&last.as_ref()?.minus(trips.as_ref()?)?)? + 1,
        };
        (0..8).contains(&more).then(|| (vec![at], more + 1))
    }

    // Loops.

    /// By how much the iterations of a loop are multiplied to be at least `factor`.
    fn runs(&self, at: usize, factor: &Linear) -> Option<i128> {
        let form = factor.as_var().and_then(|var| self.row(var).form.as_ref());
        let trips = self.loops[at].trips.as_ref()?;
        let more = residue(&form.unwrap_or(factor).minus(trips)?)?;
        // It runs at least once.
        (0..=3).contains(&more).then_some(more + 1)
    }

    /// A loop begins whose limits differ by `trips`.
    pub(super) fn enter(&mut self, var: Var, trips: Option<Linear>) {
        let trips = trips.and_then(|trips| self.longest(trips));
        self.loops.push(Around { var, trips, first: None, last: None });
    }

    /// The most that a number of iterations comes to, by the extremes of the loops around.
    fn longest(&self, mut trips: Linear) -> Option<Linear> {
        for around in self.loops.iter().rev() {
            let extreme = match trips.coefficient(around.var) {
                0 => continue,
                -1 => Linear::constant(around.first?),
                1 => around.last.clone()?,
                _ => return None,
            };
            trips = trips.replaced(around.var, &extreme)?;
        }
        Some(trips)
    }

    /// The first and the last integer of the innermost loop.
    pub(super) fn spans(&mut self, first: &Linear, last: &Linear) {
        let last = Some(last.clone()).filter(|last| self.is_shared(last));
        if let Some(innermost) = self.loops.last_mut() {
            (innermost.first, innermost.last) = (first.as_constant(), last);
        }
    }

    /// The innermost loop ends.
    pub(super) fn leave(&mut self) {
        self.loops.pop();
    }

    /// Within the loop a shared variable lies in a smaller range.
    pub(super) fn narrow(&mut self, var: Var, range: (i128, i128)) {
        let row = self.row_mut(var);
        row.range = (row.range.0.max(range.0), row.range.1.min(range.1));
    }

    // Machine integers.

    /// The integer that a form of type `ty` is.
    pub(super) fn exact(&mut self, linear: &Linear, ty: Scalar) -> Option<Linear> {
        self.exact_within(linear, ty, limits(ty))
    }

    /// The integer that a form of type `ty` is where it is known to lie in `range`.
    pub(super) fn exact_within(
        &mut self,
        linear: &Linear,
        ty: Scalar,
        range: (i128, i128),
    ) -> Option<Linear> {
        let word = 1i128 << ty.bits();
        let (low, high) = self.range(linear);
        if low <= -FAR || high >= FAR {
            return None;
        }
        let least =
            (low - range.1).div_euclid(word) + i128::from((low - range.1).rem_euclid(word) != 0);
        let most = (high - range.0).div_euclid(word);
        if least == most {
            return linear.shifted(least.checked_mul(-word)?);
        }
        let key = (linear.clone(), ty, least, most);
        if let Some(known) = self.wraps.get(&key) {
            return Some(known.clone());
        }
        let wraps = self.var(self.is_shared(linear), Origin::Wraps, (least, most));
        let var = self.var(self.is_shared(linear), Origin::Made, limits(ty));
        let exact = Linear::var(var);
        let fact = exact.minus(linear)?.plus(&Linear::var(wraps), word)?;
        let row = self.row_mut(var);
        row.facts.push(Fact::Zero(fact));
        row.form = Some(linear.clone()).filter(|_| ty.bits() == 64);
        self.wraps.insert(key, exact.clone());
        Some(exact)
    }

    // Operations.

    /// `left + right * by`
    pub(super) fn sum(&mut self, left: &Linear, right: &Linear, by: i128) -> Option<Linear> {
        let sum = left.plus(right, by)?;
        if sum.terms().len() > MOST_TERMS {
            return None;
        }
        self.merged(sum)
    }

    /// The variable that stands for an operation on two forms, made by `make` if there is none.
    pub(super) fn operation(
        &mut self,
        op: Op,
        left: &Linear,
        right: &Linear,
        make: impl FnOnce(&mut Self, Var) -> Option<()>,
    ) -> Option<Linear> {
        let key = (op, left.clone(), right.clone());
        if let Some(&known) = self.made.get(&key) {
            return Some(Linear::var(known));
        }
        let shared = self.is_shared(left) && self.is_shared(right);
        let var = self.var(shared, Origin::Made, (-FAR, FAR));
        make(self, var)?;
        self.made.insert(key, var);
        Some(Linear::var(var))
    }

    /// The product of a shared form that is not negative and another one.
    pub(super) fn product(&mut self, factor: &Linear, core: &Linear) -> Option<Linear> {
        if let Some(number) = factor.as_constant() {
            return core.times(number);
        }
        if let Some(number) = core.as_constant() {
            return factor.times(number);
        }
        // (v * w) * core = w * (v * core)
        if let Some(var) = factor.as_var()
            && let Some((outer, inner)) = self.row(var).products.first().cloned()
            && self.range(&inner).0 >= 0
            && self.is_shared(&inner)
        {
            let product = self.product(&inner, core)?;
            return self.product(&outer, &product);
        }
        // w * (c + g * core) = w * c + g * (w * core)
        let offset = factor.times(core.offset())?;
        let bare = core.shifted(-core.offset())?;
        let by = bare.divisor() * bare.terms().first().map_or(1, |term| term.1.signum());
        let bare = bare.times(by.signum())?.divided(by.abs());
        // Of two shared forms either may be the factor.
        let either = self.is_shared(&bare) && self.range(&bare).0 >= 0;
        let known = self.made.get(&(Op::Mul, bare.clone(), factor.clone()));
        let product = match known.filter(|_| either) {
            Some(&known) => Linear::var(known),
            None => self.operation(Op::Mul, factor, &bare, |space, var| {
                let products = &mut space.row_mut(var).products;
                products.push((factor.clone(), bare.clone()));
                if either {
                    products.push((bare.clone(), factor.clone()));
                }
                Some(())
            })?,
        };
        let scaled = product.times(by)?;
        self.sum(&scaled, &offset, 1)
    }

    /// A form in which products with one factor are one product: `w * i + w * j = w * (i + j)`.
    fn merged(&mut self, linear: Linear) -> Option<Linear> {
        self.merges += 1;
        if self.merges > MOST_MERGES {
            return None;
        }
        let is_product = |term: &&(Var, i128)| !self.row(term.0).products.is_empty();
        let products: Vec<(Var, i128)> =
            linear.terms().iter().filter(is_product).copied().collect();
        for (number, &(first, by)) in products.iter().enumerate() {
            for &(second, other_by) in &products[number + 1..] {
                let Some((factor, core, other_core)) = self.common_factor(first, second) else {
                    continue;
                };
                let core = core.times(by)?;
                let core = self.sum(&core, &other_core, other_by)?;
                let rest = linear.without(first).without(second);
                let product = self.product(&factor, &core)?;
                return self.sum(&rest, &product, 1);
            }
        }
        Some(linear)
    }

    /// The factor that two products share, and what each of them multiplies it by.
    fn common_factor(&mut self, first: Var, second: Var) -> Option<(Linear, Linear, Linear)> {
        let (firsts, seconds) =
            (self.row(first).products.clone(), self.row(second).products.clone());
        for (factor, core) in &firsts {
            if let Some((_, other)) = seconds.iter().find(|(other, _)| other == factor) {
                return Some((factor.clone(), core.clone(), other.clone()));
            }
        }
        for (factor, core) in firsts {
            if let Some(other) = self.with_factor_outside(second, &factor) {
                return Some((factor, core, other));
            }
        }
        for (factor, other) in seconds {
            if let Some(core) = self.with_factor_outside(first, &factor) {
                return Some((factor, core, other));
            }
        }
        None
    }

    /// What `factor` is multiplied by in a product that has it further inside: `v * (w * i)` is
    /// `w * (v * i)`.
    fn with_factor_outside(&mut self, product: Var, factor: &Linear) -> Option<Linear> {
        for (outer, core) in self.row(product).products.clone() {
            let &[(inner, by)] = core.terms() else { continue };
            let inside = self.row(inner).products.iter().find(|(other, _)| other == factor);
            if core.offset() == 0
                && let Some((_, inner)) = inside.cloned()
            {
                let inner = inner.times(by)?;
                return self.product(&outer, &inner);
            }
        }
        None
    }
}

/// The products of a value and a factor that lie in these ranges; none is told from another
/// beyond `FAR`.
fn scaled(value: (i128, i128), by: (i128, i128)) -> (i128, i128) {
    let corner = |value: i128, by: i128| value.saturating_mul(by).clamp(-FAR, FAR);
    let corners = [(value.0, by.0), (value.0, by.1), (value.1, by.0), (value.1, by.1)]
        .map(|(a, b)| corner(a, b));
    let least = corners.iter().min().copied().unwrap_or(-FAR);
    (least, corners.iter().max().copied().unwrap_or(FAR))
}

/// The number that a form is up to a multiple of 2^64, the one nearest to 0.
fn residue(linear: &Linear) -> Option<i128> {
    let word = 1i128 << 64;
    let rest = linear.offset().rem_euclid(word);
    (linear.divisor() % word == 0).then_some(if rest > word / 2 { rest - word } else { rest })
}

/// The least and the largest value of an integer type.
pub(super) fn limits(ty: Scalar) -> (i128, i128) {
    match ty.is_signed() {
        true => (-(1 << (ty.bits() - 1)), (1 << (ty.bits() - 1)) - 1),
        false => (0, (1 << ty.bits()) - 1),
    }
}
