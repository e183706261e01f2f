//! Which indices are in bounds, and what has to be asked to know it.
//!
//! In: [`Ranges`], and a bounds check. Out: that it always holds, or *conditions* in front of a
//! counted loop under which it holds in every iteration. Always true: forms in a condition are
//! integers without a width; that the machine's integers are these forms is part of the conditions,
//! or known of every run. Deliberately absent: indices that are loaded or carried along, unless
//! their type, a mask or a minimum bounds them, and conditions of the text around the check.
//!
//! A form takes its extremes where each induction variable does, from the innermost loop outwards
//! (Fourier and Motzkin's elimination, with one bound on each side). A loop without iterations has
//! no extremes: then conditions ask for too much, which is allowed.

use crate::ir::{ArrayId, Func, Val};

use super::affine::Affine;
use super::range::{Counted, Interval, Ranges};

/// Symbols of a condition are asked to be below this, so that 64 bits hold every form.
pub const GUARD: Interval = Interval { lo: 0, hi: (1 << 40) - 1 };

/// Values that a loop loads or computes are told of by their ends if these are as near as this, which
/// extents of arrays may exceed: that an array has an element for each `u32` is no question to ask.
const LOADED: Interval = Interval { lo: 0, hi: (1 << 20) - 1 };

/// What must hold in front of a loop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Forms that must be at least 0, strongest of their kind, sorted.
    pub nonnegative: Vec<Affine>,
    /// Values that must be within [`GUARD`] for that to mean anything, sorted.
    pub guarded: Vec<Val>,
}

impl Conditions {
    /// Asks for the others too, if that makes at most so many questions; whether it did.
    pub fn add(&mut self, other: Conditions, most: usize) -> bool {
        let is_new = |form: &&Affine| self.place(form).is_err();
        let new = other.nonnegative.iter().filter(is_new).count();
        if self.nonnegative.len() + new + 1 > most {
            return false;
        }
        other.nonnegative.into_iter().for_each(|form| self.ask(form));
        for value in other.guarded {
            if let Err(at) = self.guarded.binary_search(&value) {
                self.guarded.insert(at, value);
            }
        }
        true
    }

    /// How many questions they are.
    pub fn len(&self) -> usize {
        self.nonnegative.len() + usize::from(!self.guarded.is_empty())
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn ask(&mut self, form: Affine) {
        match self.place(&form) {
            Ok(at) if self.nonnegative[at].constant_part() > form.constant_part() => {
                self.nonnegative[at] = form;
            }
            Ok(_) => {}
            Err(at) => self.nonnegative.insert(at, form),
        }
    }

    /// Where a form of these terms is, or would be.
    fn place(&self, form: &Affine) -> Result<usize, usize> {
        self.nonnegative.binary_search_by(|known| known.terms().cmp(form.terms()))
    }
}

/// A bounds check: an index into an array along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// The array.
    pub array: ArrayId,
    /// The axis.
    pub axis: u8,
    /// The index.
    pub index: Val,
}

/// Whether a check holds in every run.
pub fn holds(func: &Func, ranges: &Ranges, access: Access) -> bool {
    let mut inquiry = Inquiry { func, ranges, around: None, asked: Vec::new() };
    inquiry.access(access).is_some() && inquiry.asked.iter().all(|form| ranges.is_nonnegative(form))
}

/// What makes a check hold in every iteration of a loop; `None` if that cannot be asked in front of
/// it, or is known not to hold.
pub fn conditions(
    func: &Func,
    ranges: &Ranges,
    around: &Counted,
    access: Access,
) -> Option<Conditions> {
    let mut inquiry = Inquiry { func, ranges, around: Some(around), asked: Vec::new() };
    inquiry.access(access)?;
    let mut conditions = Conditions::default();
    for form in inquiry.asked {
        if ranges.is_nonnegative(&form) {
            continue;
        }
        let interval = ranges.interval(&form, Some(GUARD))?;
        if interval.hi < 0 {
            return None;
        }
        conditions.guarded.extend(form.terms().iter().map(|term| term.0));
        if interval.lo < 0 {
            conditions.ask(form);
        }
    }
    let wide = |value: &Val| {
        let interval = ranges.interval_of(*value);
        interval.is_none_or(|interval| !interval.within(GUARD))
    };
    conditions.guarded.retain(wide);
    conditions.guarded.sort_unstable();
    conditions.guarded.dedup();
    Some(conditions)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Least,
    Greatest,
}

/// What has to be at least 0, found out bit by bit.
struct Inquiry<'a> {
    func: &'a Func,
    ranges: &'a Ranges,
    /// The loop in front of which is asked; in front of everything if there is none.
    around: Option<&'a Counted>,
    asked: Vec<Affine>,
}

impl Inquiry<'_> {
    fn access(&mut self, access: Access) -> Option<()> {
        let Access { array, axis, index } = access;
        let form = self.ranges.form(index)?.clone();
        let extent = self.ranges.extent(self.func, array, axis)?;
        let least = self.extreme(form.clone(), End::Least)?;
        let greatest = self.extreme(form, End::Greatest)?;
        self.asked.push(least);
        self.asked.push(extent.plus(&greatest, -1)?.plus_constant(-1)?);
        Some(())
    }

    /// A form that is not above (or not below) another one in any iteration, made of what is known
    /// in front of the loop.
    fn extreme(&mut self, mut form: Affine, end: End) -> Option<Affine> {
        while let Some((symbol, coefficient)) = self.innermost(&form) {
            let upwards = (end == End::Greatest) == (coefficient > 0);
            let bound = match self.ranges.counted_by(symbol) {
                Some(counted) => {
                    let counted = counted.clone();
                    self.limits_are_exact(&counted)?;
                    match (upwards, counted.inclusive) {
                        (false, _) => counted.lo?,
                        (true, true) => counted.hi?,
                        (true, false) => counted.hi?.plus_constant(-1)?,
                    }
                }
                None => {
                    let interval = self.ranges.interval_of(symbol)?;
                    match upwards {
                        false if interval.lo >= LOADED.lo => Affine::constant(interval.lo)?,
                        true if interval.within(LOADED) => Affine::constant(interval.hi)?,
                        true => self.cap(symbol)?,
                        false => return None,
                    }
                }
            };
            form = form.with(symbol, &bound)?;
        }
        Some(form)
    }

    /// What a value that a loop loads or computes does not exceed: a minimum is no more than what is
    /// known in front of the loop, as in `i.min(n - 1)`.
    fn cap(&mut self, symbol: Val) -> Option<Affine> {
        let around = self.around?;
        let in_front = |form: &&Affine| {
            form.terms().iter().all(|&(symbol, _)| !self.ranges.is_inside(symbol, around))
        };
        if let Some(cap) = self.ranges.at_most(symbol).iter().find(in_front) {
            return Some(cap.clone());
        }
        let cap = self.ranges.at_most_if_exact(symbol).iter().find(in_front)?.clone();
        let numbers = Interval::of_type(self.func.ty(symbol));
        if self.ranges.interval(&cap, Some(GUARD))?.hi > numbers.hi {
            return None;
        }
        self.ask_whether_exact(&cap, &cap, numbers)?;
        Some(cap)
    }

    /// Asks whether forms between these two are the machine's integers, not only modulo 2^64: what
    /// is not known without the guard has to be asked, and be it only for the guard.
    fn ask_whether_exact(
        &mut self,
        least: &Affine,
        greatest: &Affine,
        numbers: Interval,
    ) -> Option<()> {
        self.asked.push(greatest.times(-1)?.plus_constant(GUARDED_FORM)?);
        self.asked.push(least.plus_constant(-numbers.lo.max(-GUARDED_FORM))?);
        Some(())
    }

    /// The symbol of a form that is defined last, of those that must go.
    fn innermost(&self, form: &Affine) -> Option<(Val, i128)> {
        let must_go = |&&(symbol, _): &&(Val, i128)| match self.around {
            Some(around) => self.ranges.is_inside(symbol, around),
            None => self.ranges.counted_by(symbol).is_some(),
        };
        let place = |&&(symbol, _): &&(Val, i128)| self.ranges.place(symbol);
        form.terms().iter().filter(must_go).max_by_key(place).copied()
    }

    /// The limits of a loop are their forms, not only modulo 2^64.
    fn limits_are_exact(&mut self, counted: &Counted) -> Option<()> {
        let numbers = Interval::of_type(self.func.ty(counted.var));
        for limit in [counted.lo.clone()?, counted.hi.clone()?] {
            if self.ranges.interval(&limit, None).is_some_and(|known| known.within(numbers)) {
                continue;
            }
            let guard = self.around.map(|_| GUARD);
            let least = self.extreme(limit.clone(), End::Least)?;
            let greatest = self.extreme(limit, End::Greatest)?;
            if self.ranges.interval(&greatest, guard)?.hi > numbers.hi {
                return None;
            }
            self.ask_whether_exact(&least, &greatest, numbers)?;
        }
        Some(())
    }
}

/// More than any form of guarded symbols comes to in practice, and far less than 64 bits hold.
const GUARDED_FORM: i128 = 1 << 57;
