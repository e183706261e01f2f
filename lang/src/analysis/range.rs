//! Ranges: what the integers of a function may be, whatever its arguments are.
//!
//! In: a function. Out: for each integer value its affine form over *symbols* and, for a symbol, an
//! interval and forms that it does not exceed. Always true: a 64-bit value equals its form modulo
//! 2^64, since sums, differences and multiples wrap as their forms would; a symbol is its value
//! itself, as a signed or unsigned number of its type. Deliberately absent: what conditions say of
//! values in the arms behind them.

use crate::ir::{ArrayId, Block, Func, Label, Param, StmtKind, Val};
use crate::op::Op;
use crate::ty::Scalar;
use crate::util::index::Index;

use super::affine::Affine;

/// Numbers from the first to the second, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The least one.
    pub lo: i128,
    /// The greatest one.
    pub hi: i128,
}

impl Interval {
    /// All numbers of an integer type (0 and 1 for `bool`, nothing for a float).
    pub fn of_type(scalar: Scalar) -> Interval {
        match scalar {
            Scalar::Bool => Interval { lo: 0, hi: 1 },
            _ if scalar.is_signed() => {
                let half = 1i128 << (scalar.bits() - 1);
                Interval { lo: -half, hi: half - 1 }
            }
            _ => Interval { lo: 0, hi: (1i128 << scalar.bits()) - 1 },
        }
    }

    /// Whether all its numbers are in the other one.
    pub fn within(self, other: Interval) -> bool {
        other.lo <= self.lo && self.hi <= other.hi
    }

    fn union(self, other: Interval) -> Interval {
        Interval { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    fn intersection(self, other: Interval) -> Interval {
        Interval { lo: self.lo.max(other.lo), hi: self.hi.min(other.hi) }
    }
}

/// The greatest extent of an array: its elements fit the address space.
const GREATEST_EXTENT: i128 = i64::MAX as i128;

/// A counted loop.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Its label.
    pub label: Label,
    /// Its induction variable.
    pub var: Val,
    /// The form of its first integer.
    pub lo: Option<Affine>,
    /// The form of its limit.
    pub hi: Option<Affine>,
    /// Whether the limit itself is run through.
    pub inclusive: bool,
    /// The place of the loop in the order of the text, and where it ends.
    pub place: (u32, u32),
}

/// What is known of a symbol.
#[derive(Clone, Debug)]
struct Symbol {
    interval: Interval,
    /// Forms that it does not exceed.
    at_most: Vec<Affine>,
    /// Forms that it does not exceed where they are numbers of its type.
    at_most_if_exact: Vec<Affine>,
    /// Where it is defined, in the order of the text.
    place: u32,
    /// The loop that it is the induction variable of, by its number.
    counts: Option<usize>,
}

/// The ranges of a function.
#[derive(Clone, Debug)]
pub struct Ranges {
    forms: Vec<Option<Affine>>,
    symbols: Vec<Option<Symbol>>,
    /// In the order of the text.
    loops: Vec<Counted>,
    /// The number of each counted loop.
    by_label: Vec<Option<usize>>,
    /// The extents that the function asks for in front of everything else.
    extents: Vec<((ArrayId, u8), Val)>,
    /// Whether only constants and extents stood so far.
    at_front: bool,
    place: u32,
}

impl Ranges {
    /// Looks at a function.
    pub fn of(func: &Func) -> Ranges {
        let mut ranges = Ranges {
            forms: vec![None; func.values.len()],
            symbols: vec![None; func.values.len()],
            loops: Vec::new(),
            by_label: vec![None; func.labels.len()],
            extents: Vec::new(),
            at_front: true,
            place: 0,
        };
        for param in &func.params {
            if let Param::Scalar(value) = *param {
                ranges.define(func, value);
            }
        }
        ranges.block(func, &func.body);
        ranges
    }

    /// The form of an integer.
    pub fn form(&self, value: Val) -> Option<&Affine> {
        self.forms[value.number()].as_ref()
    }

    /// The extent of an array along an axis: a constant, or the value that is this extent, if the function asks for it
    /// in front of everything else.
    pub fn extent(&self, func: &Func, array: ArrayId, axis: u8) -> Option<Affine> {
        if let Some(local) = func.arrays[array].local {
            return Affine::constant(local.extents().nth(usize::from(axis))? as i128);
        }
        let known = self.extents.iter().find(|(place, _)| *place == (array, axis));
        known.map(|&(_, value)| Affine::symbol(value))
    }

    /// The counted loop with this label.
    pub fn counted(&self, label: Label) -> Option<&Counted> {
        self.by_label.get(label.number()).copied().flatten().map(|number| &self.loops[number])
    }

    /// The loop that a symbol counts.
    pub fn counted_by(&self, symbol: Val) -> Option<&Counted> {
        let symbol = self.symbols.get(symbol.number())?.as_ref()?;
        symbol.counts.map(|number| &self.loops[number])
    }

    /// Where a symbol is defined, in the order of the text.
    pub fn place(&self, symbol: Val) -> u32 {
        self.symbols[symbol.number()].as_ref().map_or(0, |symbol| symbol.place)
    }

    /// Whether a symbol is defined inside of a loop.
    pub fn is_inside(&self, symbol: Val, counted: &Counted) -> bool {
        let place = self.place(symbol);
        counted.place.0 <= place && place < counted.place.1
    }

    /// The numbers that a symbol may be.
    pub fn interval_of(&self, symbol: Val) -> Option<Interval> {
        self.symbols.get(symbol.number())?.as_ref().map(|symbol| symbol.interval)
    }

    /// Forms that a symbol does not exceed.
    pub fn at_most(&self, symbol: Val) -> &[Affine] {
        self.symbols[symbol.number()].as_ref().map_or(&[], |symbol| &symbol.at_most)
    }

    /// Forms that a symbol does not exceed where they are numbers of its type.
    pub fn at_most_if_exact(&self, symbol: Val) -> &[Affine] {
        self.symbols[symbol.number()].as_ref().map_or(&[], |symbol| &symbol.at_most_if_exact)
    }

    /// The numbers that a form may be, where each of its symbols is also within `guard`.
    pub fn interval(&self, form: &Affine, guard: Option<Interval>) -> Option<Interval> {
        let mut sum = Interval { lo: form.constant_part(), hi: form.constant_part() };
        for &(symbol, coefficient) in form.terms() {
            let mut interval = self.interval_of(symbol)?;
            if let Some(guard) = guard {
                interval = interval.intersection(guard);
            }
            let ends = [interval.lo * coefficient, interval.hi * coefficient];
            sum.lo += ends[0].min(ends[1]);
            sum.hi += ends[0].max(ends[1]);
        }
        Some(sum)
    }

    /// Whether a form is at least 0 in every run.
    pub fn is_nonnegative(&self, form: &Affine) -> bool {
        self.nonnegative(form, 2)
    }

    fn nonnegative(&self, form: &Affine, depth: u32) -> bool {
        if self.interval(form, None).is_some_and(|interval| interval.lo >= 0) {
            return true;
        }
        // What is subtracted may be replaced by something that it does not exceed.
        depth > 0
            && form.terms().iter().filter(|term| term.1 < 0).any(|&(symbol, _)| {
                let known = self.symbols[symbol.number()].as_ref();
                known.is_some_and(|known| {
                    let smaller = known.at_most.iter().filter_map(|most| form.with(symbol, most));
                    smaller.into_iter().any(|form| self.nonnegative(&form, depth - 1))
                })
            })
    }

    fn block(&mut self, func: &Func, block: &Block) {
        for stmt in &block.stmts {
            self.place += 1;
            self.at_front &= matches!(stmt.kind, StmtKind::Const { .. } | StmtKind::Extent { .. });
            self.statement(func, &stmt.kind);
        }
    }

    fn statement(&mut self, func: &Func, kind: &StmtKind) {
        match kind {
            StmtKind::Const { to, value } => {
                // Modulo 2^64 a constant is a small negative number as well.
                let number = value.as_int().map(|number| match func.ty(*to).bits() {
                    64 => i128::from(number as i64),
                    _ => number,
                });
                self.forms[to.number()] = number.and_then(Affine::constant);
                if self.forms[to.number()].is_none() {
                    self.define(func, *to);
                }
            }
            StmtKind::Extent { to, array, axis } => {
                self.extent_statement(func, *to, (*array, *axis));
            }
            StmtKind::Op { to, op, args } => {
                if !func.ty(*to).is_int() {
                    return;
                }
                match self.combined(func, *to, *op, args) {
                    Some(form) => self.forms[to.number()] = Some(form),
                    None => {
                        self.define(func, *to);
                        self.narrow_by_operation(func, *to, *op, args);
                    }
                }
            }
            StmtKind::Load { to, .. } | StmtKind::Clock { to } => self.define(func, *to),
            StmtKind::For { label, var, range, .. } => {
                let number = self.loops.len();
                self.by_label[label.number()] = Some(number);
                let (lo, hi) = (self.form(range.lo).cloned(), self.form(range.hi).cloned());
                self.loops.push(Counted {
                    label: *label,
                    var: *var,
                    lo,
                    hi,
                    inclusive: range.inclusive,
                    place: (self.place, self.place),
                });
                self.define(func, *var);
                if let Some(symbol) = &mut self.symbols[var.number()] {
                    symbol.counts = Some(number);
                }
                self.inside(func, kind);
                self.loops[number].place.1 = self.place + 1;
                // Its results are behind it.
                self.place += 1;
                kind.results().iter().for_each(|&value| self.define(func, value));
            }
            StmtKind::If { .. } | StmtKind::Loop { .. } | StmtKind::Scope { .. } => {
                self.inside(func, kind);
                kind.results().iter().for_each(|&value| self.define(func, value));
            }
            StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. } => {}
        }
    }

    /// All extents of an array along an axis are the first one, if that is visible everywhere.
    fn extent_statement(&mut self, func: &Func, to: Val, place: (ArrayId, u8)) {
        match self.extents.iter().find(|(known, _)| *known == place) {
            Some(&(_, first)) => self.forms[to.number()] = Some(Affine::symbol(first)),
            None => {
                self.define(func, to);
                self.narrow(to, Interval { lo: 0, hi: GREATEST_EXTENT });
                if self.at_front {
                    self.extents.push((place, to));
                }
            }
        }
    }

    fn inside(&mut self, func: &Func, kind: &StmtKind) {
        kind.body_definitions(|value| {
            if self.symbols[value.number()].is_none() {
                self.define(func, value);
            }
        });
        kind.blocks().for_each(|block| self.block(func, block));
    }

    /// An integer becomes a symbol of its own.
    fn define(&mut self, func: &Func, value: Val) {
        let ty = func.ty(value);
        if ty.is_float() {
            return;
        }
        let interval = Interval::of_type(ty);
        let place = self.place;
        let (at_most, at_most_if_exact) = (Vec::new(), Vec::new());
        let symbol = Symbol { interval, at_most, at_most_if_exact, place, counts: None };
        self.symbols[value.number()] = Some(symbol);
        self.forms[value.number()] = Some(Affine::symbol(value));
    }

    fn narrow(&mut self, value: Val, to: Interval) {
        if let Some(symbol) = &mut self.symbols[value.number()] {
            symbol.interval = symbol.interval.intersection(to);
        }
    }

    /// The form of an operation whose result is, modulo 2^64, one of its operands' forms.
    fn combined(&self, func: &Func, to: Val, op: Op, args: &[Val]) -> Option<Affine> {
        let form = |number: usize| self.form(args[number]);
        if func.ty(to).bits() != 64 {
            return None;
        }
        if op == Op::Cast {
            // A narrower integer keeps its value.
            let from = func.ty(args[0]);
            return if from.is_int() { form(0).cloned() } else { None };
        }
        match op {
            Op::Add | Op::WrappingAdd => form(0)?.plus(form(1)?, 1),
            Op::Sub | Op::WrappingSub => form(0)?.plus(form(1)?, -1),
            Op::Mul | Op::WrappingMul => {
                let (left, right) = (form(0)?, form(1)?);
                match (left.terms(), right.terms()) {
                    (_, []) => left.times(right.constant_part()),
                    ([], _) => right.times(left.constant_part()),
                    _ => None,
                }
            }
            Op::Neg | Op::WrappingNeg => form(0)?.times(-1),
            Op::Shl => match form(1)?.terms() {
                [] if (0..16).contains(&form(1)?.constant_part()) => {
                    form(0)?.times(1 << form(1)?.constant_part())
                }
                _ => None,
            },
            Op::Keep => form(0).cloned(),
            _ => None,
        }
    }

    /// What an operation says of its result, a symbol.
    fn narrow_by_operation(&mut self, func: &Func, to: Val, op: Op, args: &[Val]) {
        let ty = func.ty(to);
        let constant = |number: usize| {
            let form = args.get(number).and_then(|&arg| self.form(arg))?;
            form.terms().is_empty().then_some(form.constant_part())
        };
        let exact = |number: usize| self.exact_interval(func, args[number]);
        let positive = constant(1).filter(|&number| number > 0);
        let interval = match (op, positive) {
            (Op::And, Some(mask)) => Some(Interval { lo: 0, hi: mask }),
            (Op::And, None) => {
                let mask = constant(0).filter(|&number| number >= 0);
                mask.map(|mask| Interval { lo: 0, hi: mask })
            }
            (Op::Rem, Some(divisor)) if ty.is_signed() => {
                Some(Interval { lo: 1 - divisor, hi: divisor - 1 })
            }
            (Op::Rem | Op::RemEuclid, Some(divisor)) => Some(Interval { lo: 0, hi: divisor - 1 }),
            (Op::Shr, Some(amount)) if !ty.is_signed() && amount < i128::from(ty.bits()) => {
                let all = Interval::of_type(ty);
                let of = exact(0).unwrap_or(all);
                Some(Interval { lo: of.lo >> amount, hi: of.hi >> amount })
            }
            (Op::Div, Some(divisor)) => {
                exact(0).map(|of| Interval { lo: of.lo / divisor, hi: of.hi / divisor })
            }
            (Op::Cast, _) => exact(0).filter(|from| from.within(Interval::of_type(ty))),
            (Op::Select, _) => exact(1).zip(exact(2)).map(|(a, b)| a.union(b)),
            (Op::Min, _) => exact(0)
                .zip(exact(1))
                .map(|(a, b)| Interval { lo: a.lo.min(b.lo), hi: a.hi.min(b.hi) }),
            (Op::Max, _) => exact(0)
                .zip(exact(1))
                .map(|(a, b)| Interval { lo: a.lo.max(b.lo), hi: a.hi.max(b.hi) }),
            _ => None,
        };
        if let Some(interval) = interval {
            self.narrow(to, interval);
        }
        if op == Op::Min {
            let (exact, others): (Vec<Val>, Vec<Val>) =
                args.iter().partition(|&&arg| self.is_exact(func, arg));
            let [at_most, at_most_if_exact] = [exact, others].map(|args| {
                args.into_iter().filter_map(|arg| self.form(arg).cloned()).collect::<Vec<_>>()
            });
            if let Some(symbol) = &mut self.symbols[to.number()] {
                (symbol.at_most, symbol.at_most_if_exact) = (at_most, at_most_if_exact);
            }
        }
    }

    /// Whether a value is its form, not only modulo 2^64.
    fn is_exact(&self, func: &Func, value: Val) -> bool {
        self.exact_interval(func, value).is_some()
    }

    fn exact_interval(&self, func: &Func, value: Val) -> Option<Interval> {
        let ty = func.ty(value);
        if !ty.is_int() {
            return None;
        }
        let interval = self.interval(self.form(value)?, None)?;
        interval.within(Interval::of_type(ty)).then_some(interval)
    }
}
