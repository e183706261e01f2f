//! Which iterations of a loop touch the same elements of an array, and how far apart they are.
//!
//! In: [`Ranges`] of a function and a counted loop of it. Out: the loop's [`Dependence`]s: pairs of
//! accesses, of which one stores, that meet in one element in different iterations. Two accesses
//! become a system of linear constraints over the induction variables of both iterations, the
//! limits of all loops around them and what they share, which the Omega test decides
//! (`util::omega`); the distance follows from two more systems (M. Wolfe, "High Performance Compilers
//! for Parallel Computing", 1996, chapter 7).
//!
//! Always true: what is not listed does not happen, in any run, since what is not known (loaded
//! indices, conditions around an access) only leaves constraints out. Indices
//! are equal modulo 2^64, as the machine's are. One thing is taken for granted: a loop that begins
//! below 2^61 does not get to 2^62, which would take a century; who runs its iterations in another
//! order must ask for that. Deliberately absent: arrays that every iteration has for
//! itself (allocated in it), and dependences within an iteration.

use std::collections::HashMap;

use super::affine::Affine;
use super::range::{Counted, Interval, Ranges};
use crate::error::Span;
use crate::ir::{ArrayId, Block, Func, StmtKind, Val};
use crate::util::index::Index;
use crate::util::omega::{Answer, Linear, System, Var};

/// Accesses to one array that are compared with one another; with more of them nothing is known.
const MOST_ACCESSES: usize = 64;

/// The most systems that are solved for a loop.
const MOST_SYSTEMS: usize = 512;

/// An access to an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The array.
    pub array: ArrayId,
    /// Whether the element is stored, not loaded.
    pub stores: bool,
    /// One index per axis.
    pub index: Vec<Val>,
    /// What is stored.
    pub value: Option<Val>,
    /// What it was made for.
    pub span: Span,
}

/// What the later of two iterations does with what the earlier one touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It loads what was stored.
    Flow,
    /// It stores what was loaded.
    Anti,
    /// It stores what was stored.
    Output,
}

/// How many iterations later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// Always so many.
    Exactly(i128),
    /// So many in one case, and other numbers in others.
    Varies(i128),
    /// At least one; more could not be found out.
    Unknown,
}

/// Two accesses that meet in one element in different iterations of a loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// What the later iteration does.
    pub kind: Kind,
    /// The array.
    pub array: ArrayId,
    /// The access of the earlier iteration.
    pub from: Span,
    /// That of the later one.
    pub to: Span,
    /// How many iterations lie between.
    pub distance: Distance,
}

/// The accesses of a block to arrays that it does not allocate itself, inner blocks included.
pub fn accesses(block: &Block) -> Vec<Access> {
    let (mut found, mut own) = (Vec::new(), Vec::new());
    crate::ir::walk::walk(block, &mut |stmt| match &stmt.kind {
        StmtKind::Load { array, index, .. } => found.push(Access {
            array: *array,
            stores: false,
            index: index.clone(),
            value: None,
            span: stmt.span,
        }),
        StmtKind::Store { array, index, value } => found.push(Access {
            array: *array,
            stores: true,
            index: index.clone(),
            value: Some(*value),
            span: stmt.span,
        }),
        StmtKind::Allocate { array, .. } => own.push(*array),
        _ => {}
    });
    found.retain(|access| !own.contains(&access.array));
    found
}

/// The dependences between iterations of a counted loop with this body.
pub fn carried(
    func: &Func,
    ranges: &Ranges,
    counted: &Counted,
    accesses: &[Access],
) -> Vec<Dependence> {
    let mut by_array: HashMap<ArrayId, Vec<&Access>> = HashMap::new();
    accesses.iter().for_each(|access| by_array.entry(access.array).or_default().push(access));
    let mut arrays: Vec<_> = by_array.into_iter().collect();
    arrays.sort_by_key(|(array, _)| array.number());
    let mut search = Search { func, ranges, counted, systems: 0 };
    let mut found = Vec::new();
    for (array, accesses) in arrays {
        let distinct = distinct(&accesses);
        for (number, store) in distinct.iter().enumerate().filter(|(_, access)| access.stores) {
            for (other, access) in distinct.iter().enumerate() {
                // Two stores once; both orders are asked for below.
                if access.stores && other < number {
                    continue;
                }
                let known = distinct.len() <= MOST_ACCESSES;
                let orders = [(*store, *access), (*access, *store)];
                let several = if number == other { 1 } else { 2 };
                for (from, to) in orders.into_iter().take(several) {
                    let distance = match known {
                        true => search.distance(from, to),
                        false => Some(Distance::Unknown),
                    };
                    found.extend(distance.map(|distance| Dependence {
                        kind: match (from.stores, to.stores) {
                            (true, true) => Kind::Output,
                            (true, false) => Kind::Flow,
                            _ => Kind::Anti,
                        },
                        array,
                        from: from.span,
                        to: to.span,
                        distance,
                    }));
                }
            }
        }
    }
    found
}

/// Accesses with the same indices of the same kind count once.
fn distinct<'a>(accesses: &[&'a Access]) -> Vec<&'a Access> {
    let mut distinct: Vec<&Access> = Vec::new();
    for access in accesses {
        let same = |known: &&Access| known.stores == access.stores && known.index == access.index;
        if !distinct.iter().any(same) {
            distinct.push(access);
        }
    }
    distinct
}

struct Search<'a> {
    func: &'a Func,
    ranges: &'a Ranges,
    counted: &'a Counted,
    systems: usize,
}

impl Search<'_> {
    /// How much later an iteration makes the access `to` than another one made `from` to the same
    /// element; `None` if none does.
    fn distance(&mut self, from: &Access, to: &Access) -> Option<Distance> {
        let Some((system, apart)) = self.meeting(from, to) else {
            return Some(Distance::Unknown);
        };
        let point = match self.solve(&system) {
            Answer::Empty => return None,
            Answer::Unknown => return Some(Distance::Unknown),
            Answer::Point(point) => point,
        };
        let Some(example) = apart.at(&point) else { return Some(Distance::Unknown) };
        let mut other_than = |more: bool| {
            let mut other = system.clone();
            let beyond = match more {
                true => apart.shifted(-example - 1),
                false => Linear::constant(example - 1).minus(&apart),
            };
            beyond.is_some_and(|beyond| {
                other.at_least_zero(beyond);
                self.solve(&other) == Answer::Empty
            })
        };
        let only = other_than(true) && other_than(false);
        Some(if only { Distance::Exactly(example) } else { Distance::Varies(example) })
    }

    fn solve(&mut self, system: &System) -> Answer {
        self.systems += 1;
        if self.systems > MOST_SYSTEMS { Answer::Unknown } else { system.solve() }
    }

    /// That both accesses touch one element, `to` in a later iteration; and how much later. `None`
    /// if an index has no form.
    fn meeting(&self, from: &Access, to: &Access) -> Option<(System, Linear)> {
        let mut meeting = Meeting {
            func: self.func,
            ranges: self.ranges,
            around: self.counted,
            system: System::default(),
            vars: HashMap::new(),
            next: 0,
        };
        let var = Affine::symbol(self.counted.var);
        let (earlier, later) =
            (meeting.linear(&var, Iteration::Earlier)?, meeting.linear(&var, Iteration::Later)?);
        let apart = later.minus(&earlier)?;
        meeting.system.at_least_zero(apart.shifted(-1)?);
        for (&from, &to) in from.index.iter().zip(&to.index) {
            meeting.meet(self.ranges.form(from)?, self.ranges.form(to)?)?;
        }
        Some((meeting.system, apart))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Iteration {
    Earlier,
    Later,
    /// What is defined outside of the loop.
    Both,
}

/// A system that is being made.
struct Meeting<'a> {
    func: &'a Func,
    ranges: &'a Ranges,
    around: &'a Counted,
    system: System,
    vars: HashMap<(Val, Iteration), Var>,
    next: usize,
}

impl Meeting<'_> {
    /// Asks that the forms be equal modulo 2^64.
    fn meet(&mut self, from: &Affine, to: &Affine) -> Option<()> {
        let earlier = self.linear(from, Iteration::Earlier)?;
        let later = self.linear(to, Iteration::Later)?;
        let apart = later.minus(&earlier)?;
        let (least, greatest) = self.ends(from, to)?;
        let (least, greatest) = (least.div_euclid(WORD) + 1, greatest.div_euclid(WORD));
        // The multiples of 2^64 between the ends.
        if least == 0 && greatest == 0 {
            self.system.equal(apart);
            return Some(());
        }
        let turns = self.fresh();
        self.system.at_least_zero(Linear::var(turns).shifted(-least)?);
        self.system.at_least_zero(Linear::constant(greatest).minus(&Linear::var(turns))?);
        self.system.equal(apart.plus(&Linear::var(turns), -WORD)?);
        Some(())
    }

    /// An open lower and a closed upper end of `to - from`.
    fn ends(&self, from: &Affine, to: &Affine) -> Option<(i128, i128)> {
        let (from, to) = (self.interval(from, DEPTH)?, self.interval(to, DEPTH)?);
        Some((to.lo - from.hi - 1, to.hi - from.lo))
    }

    /// The numbers that a form may be.
    fn interval(&self, form: &Affine, depth: u32) -> Option<Interval> {
        let mut sum = Interval { lo: form.constant_part(), hi: form.constant_part() };
        for &(symbol, coefficient) in form.terms() {
            let interval = self.interval_of(symbol, depth)?;
            let ends = [interval.lo * coefficient, interval.hi * coefficient];
            sum.lo += ends[0].min(ends[1]);
            sum.hi += ends[0].max(ends[1]);
        }
        Some(sum)
    }

    /// The numbers that a symbol may be, by the limits of its loop.
    fn interval_of(&self, symbol: Val, depth: u32) -> Option<Interval> {
        let mut interval = self.ranges.interval_of(symbol)?;
        if let Some(counted) = self.ranges.counted_by(symbol)
            && depth > 0
        {
            let numbers = Interval::of_type(self.func.ty(symbol));
            let exact = |limit: &Option<Affine>| self.exact(limit.as_ref()?, numbers, depth - 1);
            if let Some(lo) = exact(&counted.lo) {
                interval.lo = interval.lo.max(lo.lo);
                if lo.hi < MOST_FIRST {
                    interval.hi = interval.hi.min(MOST_LAST);
                }
            }
            if let Some(hi) = exact(&counted.hi) {
                interval.hi = interval.hi.min(hi.hi - i128::from(!counted.inclusive));
            }
        }
        Some(interval)
    }

    /// The numbers that a limit may be, if the limit is its form and not only modulo 2^64.
    fn exact(&self, limit: &Affine, numbers: Interval, depth: u32) -> Option<Interval> {
        let sum = self.interval(limit, depth)?;
        sum.within(numbers).then_some(sum)
    }

    fn linear(&mut self, form: &Affine, iteration: Iteration) -> Option<Linear> {
        let mut sum = Linear::constant(form.constant_part());
        for &(symbol, coefficient) in form.terms() {
            let var = self.var(symbol, iteration)?;
            sum = sum.plus(&Linear::var(var), coefficient)?;
        }
        Some(sum)
    }

    fn fresh(&mut self) -> Var {
        self.next += 1;
        Var::new(self.next - 1)
    }

    /// The variable of a symbol, with what is known of it.
    fn var(&mut self, symbol: Val, iteration: Iteration) -> Option<Var> {
        let inside = self.ranges.is_inside(symbol, self.around);
        let iteration = if inside { iteration } else { Iteration::Both };
        if let Some(&known) = self.vars.get(&(symbol, iteration)) {
            return Some(known);
        }
        let var = self.fresh();
        self.vars.insert((symbol, iteration), var);
        let interval = self.interval_of(symbol, DEPTH)?;
        self.system.at_least_zero(Linear::var(var).shifted(-interval.lo)?);
        self.system.at_least_zero(Linear::constant(interval.hi).minus(&Linear::var(var))?);
        let numbers = Interval::of_type(self.func.ty(symbol));
        let limits = self.ranges.counted_by(symbol).cloned();
        if let Some(Counted { lo, hi, inclusive, .. }) = limits {
            if let Some(lo) = lo.filter(|lo| self.exact(lo, numbers, DEPTH).is_some()) {
                let lo = self.linear(&lo, iteration)?;
                self.system.at_least_zero(Linear::var(var).minus(&lo)?);
            }
            if let Some(hi) = hi.filter(|hi| self.exact(hi, numbers, DEPTH).is_some()) {
                let hi = self.linear(&hi, iteration)?.shifted(-i128::from(!inclusive))?;
                self.system.at_least_zero(hi.minus(&Linear::var(var))?);
            }
        }
        for most in self.ranges.at_most(symbol).to_vec() {
            let most = self.linear(&most, iteration)?;
            self.system.at_least_zero(most.minus(&Linear::var(var))?);
        }
        Some(var)
    }
}

/// How many loops deep limits are looked into for an interval.
const DEPTH: u32 = 2;

/// A loop that begins below the first number does not get to the second one.
const MOST_FIRST: i128 = 1 << 61;
/// The greatest induction variable of such a loop.
pub const MOST_LAST: i128 = (1 << 62) - 1;

/// What indices are equal modulo.
const WORD: i128 = 1 << 64;
