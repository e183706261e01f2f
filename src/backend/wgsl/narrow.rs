//! What the numbers of a launch are, as far as sizes and scalars tell: whether `usize` fits 32 bits,
//! and how much there is to do.
//!
//! In: a region, and all scalars and sizes that the host has. Out: [`Weighed`]. Every integer gets an
//! interval of what it may be. That of a `usize` or `isize` is exact only modulo 2^64: `i - 1` of an
//! `i` that is 0 is -1 here. Always true: where [`Weighed::narrow`] says yes, an engine that keeps
//! the lower 32 bits of each `usize` and `isize` computes the same: operations that are right modulo
//! 2^32 need no proof, and operands of all others were found to be in range. Deliberately absent: a
//! search for relations between values; who carries a `usize` from iteration to iteration mostly
//! needs 64 bits.

use std::collections::HashMap;

use metate_lang::error::Span;
use metate_lang::ir::walk::walk_blocks;
use metate_lang::ir::{
    ArrayId, Block, Carried, Check, End, Func, Label, Range, Stmt, StmtKind, Val,
};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use crate::plan::offload::Region;

/// What the host knows when it launches a region.
pub trait Host {
    /// A scalar of the host.
    fn scalar(&self, value: Val) -> Value;
    /// The extent of an array.
    fn extent(&self, array: ArrayId, axis: u8) -> u64;
    /// The number of elements of an array.
    fn elements(&self, array: ArrayId) -> u64;
}

/// What is known of a launch.
#[derive(Clone, Debug, Default)]
pub struct Weighed {
    /// Whether 32 bits are enough; else why not, with the place.
    pub narrow: Option<Obstacle>,
    /// The modelled cycles of an iteration, or of all of a serial region: about the most.
    pub cost: f64,
    /// The iterations of loops in it whose limits the host knows: the most in one.
    pub iterations: f64,
    /// What the first operand of each check may be, to tell of the one that failed.
    operands: HashMap<(Check, Span), Interval>,
}

/// What asks for 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The statement.
    pub span: Span,
}

impl Weighed {
    /// The operand of a failed check from the 32 bits that were told of it; none if it is not known
    /// which number of more bits became the largest of these.
    pub fn operand(&self, check: Check, span: Span, ty: Scalar, told: u64) -> Option<u64> {
        if !is_word(ty) {
            return Some(told);
        }
        let low = i128::from(told as u32);
        let known = self.operands.get(&(check, span));
        if known.is_some_and(|known| known.saturated) && told as u32 == u32::MAX {
            return None;
        }
        let exact = known.map_or(low, |known| {
            // The number of the interval that has these lower bits.
            let above = (low - known.lo).rem_euclid(1 << 32);
            known.lo + above
        });
        Some(exact as u64)
    }
}

/// Integers from `lo` to `hi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Interval {
    lo: i128,
    hi: i128,
    /// Whether what exceeds 32 bits became the largest or smallest number of these, as it does
    /// where a float becomes an integer.
    saturated: bool,
}

const NARROW_UNSIGNED: Interval = Interval { lo: 0, hi: (1 << 32) - 1, saturated: false };
const NARROW_SIGNED: Interval = Interval { lo: -(1 << 31), hi: (1 << 31) - 1, saturated: false };

/// What a number that a loop carries is tried to stay within.
const USUAL: Interval = Interval { lo: 0, hi: (1 << 31) - 1, saturated: false };

/// Beyond these numbers nothing is known.
const FAR: i128 = 1 << 100;

/// Iterations that a loop without a known end is thought to have.
const UNKNOWN_TRIPS: f64 = 64.0;

/// Loops within one another whose carried values are tried at the same time.
const MOST_TRIALS: u32 = 2;

/// Limits of a loop that are within so many numbers come from sizes and other loops, not from data.
const MOST_SPREAD: i128 = 1 << 31;

/// Iterations that a loop whose limits the device alone knows is thought to have at most, if the
/// region touches no array.
const DATA_TRIPS: f64 = 1024.0;

fn is_word(ty: Scalar) -> bool {
    matches!(ty, Scalar::Usize | Scalar::Isize)
}

impl Interval {
    fn new(lo: i128, hi: i128) -> Interval {
        Interval { lo, hi, saturated: false }
    }

    fn exact(number: i128) -> Interval {
        Interval::new(number, number)
    }

    fn of_type(ty: Scalar) -> Interval {
        match ty {
            Scalar::Bool => Interval::new(0, 1),
            _ if ty.is_signed() => {
                let half = 1i128 << (ty.bits() - 1);
                Interval::new(-half, half - 1)
            }
            _ => Interval::new(0, (1i128 << ty.bits()) - 1),
        }
    }

    fn within(self, other: Interval) -> bool {
        other.lo <= self.lo && self.hi <= other.hi
    }

    fn union(self, other: Interval) -> Interval {
        let (lo, hi) = (self.lo.min(other.lo), self.hi.max(other.hi));
        Interval { lo, hi, saturated: self.saturated || other.saturated }
    }

    /// Whether 32 bits say all of it.
    fn is_narrow(self, ty: Scalar) -> bool {
        let all = if ty == Scalar::Isize { NARROW_SIGNED } else { NARROW_UNSIGNED };
        !self.saturated && self.within(all)
    }

    fn combined(self, other: Interval, with: impl Fn(i128, i128) -> Option<i128>) -> Option<Self> {
        let pairs =
            [(self.lo, other.lo), (self.lo, other.hi), (self.hi, other.lo), (self.hi, other.hi)];
        let mut all = [0; 4];
        for (to, (a, b)) in all.iter_mut().zip(pairs) {
            *to = with(a, b).filter(|number| (-FAR..FAR).contains(number))?;
        }
        let (lo, hi) = (all.iter().min()?, all.iter().max()?);
        (!self.saturated && !other.saturated).then_some(Interval::new(*lo, *hi))
    }
}

/// Looks at a region before it is launched. `axes` are the first number and the trip count of each
/// axis that it has.
pub fn weigh(func: &Func, region: &Region, axes: &[(Val, i128, u64)], host: &dyn Host) -> Weighed {
    let most = region.arrays.iter().map(|touched| host.elements(touched.array)).max();
    // What the data say of the trips of inner loops is spread over the iterations.
    let all: f64 = axes.iter().map(|&(_, _, trips)| trips.max(1) as f64).product();
    let mut weighing = Weighing {
        func,
        host,
        intervals: vec![None; func.values.len()],
        data_trips: most.map_or(DATA_TRIPS, |most| (most as f64 / all).max(DATA_TRIPS)),
        found: Weighed::default(),
        quiet: 0,
        around: 1.0,
        narrowed: Vec::new(),
    };
    for &value in &region.scalars {
        weighing.note_host(value);
    }
    for &value in &region.resident {
        weighing.set(value, Interval::of_type(func.ty(value)));
    }
    for &(var, first, trips) in axes {
        weighing.set(var, Interval::new(first, first + i128::from(trips).max(1) - 1));
    }
    // What is combined may be anything of its type; so is what it is handed on as.
    for reduced in region.reductions() {
        let ty = func.ty(reduced.carried.inner);
        weighing.set(reduced.carried.inner, Interval::of_type(ty));
    }
    let cost = weighing.block(&region.body);
    let ends = region.body.end.operands().to_vec();
    for value in ends {
        weighing.observe(value, region.span);
    }
    weighing.found.cost = cost;
    weighing.found
}

struct Weighing<'w> {
    func: &'w Func,
    host: &'w dyn Host,
    intervals: Vec<Option<Interval>>,
    data_trips: f64,
    found: Weighed,
    /// Greater than 0 while something is tried: then nothing is found.
    quiet: u32,
    /// How often the open loops run all together, as far as the host knows.
    around: f64,
    /// What checks have narrowed since the open blocks began, and what it was before.
    narrowed: Vec<(Val, Option<Interval>)>,
}

impl Weighing<'_> {
    fn note_host(&mut self, value: Val) {
        let number = self.host.scalar(value).as_int();
        if let Some(number) = number {
            self.set(value, Interval::exact(number));
        }
    }

    fn set(&mut self, value: Val, interval: Interval) {
        let ty = self.func.ty(value);
        if ty.is_float() {
            return;
        }
        // What wraps around in its type may be anything of it; words are exact modulo 2^64 only.
        let all = Interval::of_type(ty);
        let fits = is_word(ty) || interval.within(all);
        self.intervals[value.number()] = Some(if fits { interval } else { all });
    }

    fn get(&self, value: Val) -> Interval {
        let known = self.intervals[value.number()];
        known.unwrap_or_else(|| Interval::of_type(self.func.ty(value)))
    }

    /// A value's true number shows: 32 bits must say it.
    fn observe(&mut self, value: Val, span: Span) {
        let ty = self.func.ty(value);
        if is_word(ty) && !self.get(value).is_narrow(ty) {
            self.obstacle(span);
        }
    }

    fn obstacle(&mut self, span: Span) {
        if self.quiet == 0 && self.found.narrow.is_none() {
            self.found.narrow = Some(Obstacle { span });
        }
    }

    /// What stands behind a check may rely on it, to the end of the block.
    fn narrow(&mut self, value: Val, interval: Interval) {
        self.narrowed.push((value, self.intervals[value.number()]));
        self.set(value, interval);
    }

    /// The modelled cycles of a block.
    fn block(&mut self, block: &Block) -> f64 {
        let outer = self.narrowed.len();
        let cost = block.stmts.iter().map(|stmt| self.statement(stmt)).sum();
        for (value, known) in self.narrowed.drain(outer..).rev() {
            self.intervals[value.number()] = known;
        }
        cost
    }

    fn statement(&mut self, stmt: &Stmt) -> f64 {
        match &stmt.kind {
            StmtKind::Const { to, value } => {
                if let Some(number) = value.as_int() {
                    self.set(*to, Interval::exact(number));
                }
                0.0
            }
            StmtKind::Op { to, op, args } => {
                let interval = self.operation(*to, *op, args, stmt.span);
                self.set(*to, interval);
                f64::from(op.row().cost)
            }
            StmtKind::Extent { to, array, axis } => {
                let extent = self.host.extent(*array, *axis);
                self.set(*to, Interval::exact(i128::from(extent)));
                0.0
            }
            StmtKind::Load { to, .. } => {
                self.set(*to, Interval::of_type(self.func.ty(*to)));
                1.0
            }
            StmtKind::Store { value, .. } => {
                self.observe(*value, stmt.span);
                1.0
            }
            StmtKind::Check { check, args } => {
                self.check(*check, args, stmt.span);
                1.0
            }
            StmtKind::Proved { check: Check::Bounds { array, axis }, args } => {
                // The proof says where it is from here on.
                let most = i128::from(self.host.extent(*array, *axis)) - 1;
                let known = self.get(args[0]);
                if known.lo >= 0 || most >= 0 {
                    let (lo, hi) = (known.lo.max(0), known.hi.min(most.max(0)));
                    self.narrow(args[0], Interval::new(lo.min(hi), hi));
                }
                0.0
            }
            StmtKind::Proved { .. } | StmtKind::Clock { .. } | StmtKind::Allocate { .. } => 0.0,
            StmtKind::If { to, then, otherwise, .. } => {
                let cost = self.block(then).max(self.block(otherwise));
                self.join(to, &[then, otherwise]);
                cost
            }
            StmtKind::For { to, label, var, range, carried, body, .. } => {
                let (cost, trips) = self.counted((*label, *var), range, carried, body, stmt.span);
                for (&to, carried) in to.iter().zip(carried) {
                    let last = self.get(carried.inner).union(self.get(carried.init));
                    self.set(to, last);
                }
                self.breaks(to, *label, body);
                trips * (cost + 1.0)
            }
            StmtKind::Loop { to, label, carried, body } => {
                let cost = self.repeated(*label, carried, body);
                self.breaks(to, *label, body);
                UNKNOWN_TRIPS * (cost + 1.0)
            }
            StmtKind::Scope { to, label, body } => {
                let cost = self.block(body);
                self.breaks(to, *label, body);
                cost
            }
        }
    }

    /// What the arms of a branch give.
    fn join(&mut self, to: &[Val], arms: &[&Block]) {
        for (number, &to) in to.iter().enumerate() {
            let mut all = None;
            for arm in arms {
                if let End::Give(values) = &arm.end {
                    let given = self.get(values[number]);
                    all = Some(all.map_or(given, |all: Interval| all.union(given)));
                }
            }
            self.set(to, all.unwrap_or_else(|| Interval::of_type(self.func.ty(to))));
        }
    }

    /// What breaks hand on, together with what is known of `to` by now.
    fn breaks(&mut self, to: &[Val], label: Label, body: &Block) {
        let mut given: Vec<Vec<Val>> = Vec::new();
        walk_blocks(body, &mut |block| {
            if let End::Break(of, values) = &block.end
                && *of == label
            {
                given.push(values.clone());
            }
        });
        for values in given {
            for (&to, value) in to.iter().zip(values) {
                let value = self.get(value);
                let all = self.intervals[to.number()].map_or(value, |known| known.union(value));
                self.set(to, all);
            }
        }
    }

    /// A counted loop: the cost of an iteration, and about how many there are.
    fn counted(
        &mut self,
        (label, var): (Label, Val),
        range: &Range,
        carried: &[Carried],
        body: &Block,
        span: Span,
    ) -> (f64, f64) {
        self.observe(range.lo, span);
        self.observe(range.hi, span);
        let (lo, hi) = (self.get(range.lo), self.get(range.hi));
        let last = if range.inclusive { hi.hi } else { hi.hi - 1 };
        self.set(var, Interval::new(lo.lo, last.max(lo.lo)));
        if range.inclusive && is_word(self.func.ty(var)) {
            // The number behind the last one is made as well.
            let next = Interval::new(lo.lo, last.max(lo.lo) + 1);
            if !next.is_narrow(self.func.ty(var)) {
                self.obstacle(span);
            }
        }
        let trips = (last - lo.lo + 1).max(0) as f64;
        let known = lo.lo == lo.hi && hi.lo == hi.hi;
        let around = self.around;
        if known || lo.hi - lo.lo < MOST_SPREAD && hi.hi - hi.lo < MOST_SPREAD {
            self.around *= trips;
            if self.quiet == 0 {
                self.found.iterations += self.around;
            }
        }
        let trips = if known { trips } else { trips.min(self.data_trips) };
        let cost = self.repeated(label, carried, body);
        self.around = around;
        (cost, trips)
    }

    /// The body of a loop, with intervals of what it carries that hold in every iteration.
    fn repeated(&mut self, label: Label, carried: &[Carried], body: &Block) -> f64 {
        let nexts = ends_of(label, body);
        let words: Vec<&Carried> =
            carried.iter().filter(|c| !self.func.ty(c.inner).is_float()).collect();
        for carried in &words {
            self.set(carried.inner, Interval::of_type(self.func.ty(carried.inner)));
        }
        // As it began, or a usual size: whatever the body then keeps to. What is tried within a
        // trial is tried no further, or time would grow with the power of the depth.
        let trials =
            if words.is_empty() || self.quiet >= MOST_TRIALS { &[][..] } else { &[false, true] };
        for &usual in trials {
            for carried in &words {
                let init = self.get(carried.init);
                let ty = self.func.ty(carried.inner);
                let tried = match usual {
                    true if is_word(ty) => init.union(USUAL),
                    true => Interval::of_type(ty),
                    false => init,
                };
                self.set(carried.inner, tried);
            }
            self.quiet += 1;
            self.block(body);
            self.quiet -= 1;
            let keeps = |(number, carried): (usize, &Carried)| {
                let held = self.get(carried.inner);
                self.func.ty(carried.inner).is_float()
                    || nexts.iter().all(|next| {
                        let next = self.get(next[number]);
                        next.within(held) && (held.saturated || !next.saturated)
                    })
            };
            if carried.iter().enumerate().all(keeps) {
                return self.block(body);
            }
        }
        for carried in &words {
            self.set(carried.inner, Interval::of_type(self.func.ty(carried.inner)));
        }
        self.block(body)
    }

    fn check(&mut self, check: Check, args: &[Val], span: Span) {
        let operand = self.get(args[0]);
        match check {
            Check::Bounds { array, axis } => {
                let extent = i128::from(self.host.extent(array, axis));
                // Of a negative number the lower 32 bits are not below the extent either.
                let allowed = Interval::new(extent - (1 << 32), (1 << 32) - 1);
                if !operand.within(allowed) || operand.hi - operand.lo >= 1 << 32 {
                    self.obstacle(span);
                }
                if self.quiet == 0 {
                    let row = self.found.operands.entry((check, span)).or_insert(operand);
                    *row = row.union(operand);
                }
                let hi = operand.hi.min(extent - 1).max(0);
                self.narrow(args[0], Interval::new(operand.lo.clamp(0, hi), hi));
            }
            // Sums and products of numbers of 32 bits fit 64, and differences below 0 are seen; powers
            // are multiplied out in 64.
            Check::Overflow(op) => {
                args.iter().for_each(|&arg| self.observe(arg, span));
                if op == Op::Pow && matches!(self.func.ty(args[0]), Scalar::Usize | Scalar::Isize) {
                    self.obstacle(span);
                }
            }
            Check::Divisor
            | Check::RemDivisor
            | Check::Step
            | Check::Distinct { .. }
            | Check::Quotient
            | Check::RemQuotient
            | Check::Clamp => args.iter().for_each(|&arg| self.observe(arg, span)),
        }
    }

    /// What an operation gives; says so if it needs more than the lower 32 bits of its operands.
    fn operation(&mut self, to: Val, op: Op, args: &[Val], span: Span) -> Interval {
        let ty = self.func.ty(to);
        let all = if ty.is_float() { Interval::exact(0) } else { Interval::of_type(ty) };
        let from = self.func.ty(args[0]);
        if op == Op::Cast {
            return self.cast(args[0], ty, span);
        }
        if from.is_float() {
            return all;
        }
        if op == Op::Select {
            return self.get(args[1]).union(self.get(args[2]));
        }
        let saturates = self.may_saturate(op, args);
        if !is_ring(op) && !saturates {
            args.iter().for_each(|&arg| self.observe(arg, span));
        }
        let shows = !saturates && op != Op::Keep && args.iter().any(|&arg| self.get(arg).saturated);
        if shows || is_word(from) && self.is_of_64_bits(op, args) {
            self.obstacle(span);
        }
        let (a, b) = (self.get(args[0]), args.get(1).map(|&arg| self.get(arg)));
        let b = b.unwrap_or(a);
        let found = match op {
            Op::Add
            | Op::WrappingAdd
            | Op::Sub
            | Op::WrappingSub
            | Op::Mul
            | Op::WrappingMul
            | Op::Neg
            | Op::WrappingNeg => arithmetic(op, a, b),
            Op::Shl if b.lo == b.hi && (0..i128::from(ty.bits())).contains(&b.lo) => {
                arithmetic(Op::Mul, a, Interval::exact(1 << b.lo))
            }
            Op::Shr if b.lo == b.hi && a.lo >= 0 && (0..i128::from(ty.bits())).contains(&b.lo) => {
                Some(Interval::new(a.lo >> b.lo, a.hi >> b.lo))
            }
            Op::And if a.lo >= 0 || b.lo >= 0 => {
                let most = |x: Interval| if x.lo >= 0 { x.hi } else { FAR };
                Some(Interval::new(0, most(a).min(most(b))))
            }
            Op::Or | Op::Xor if a.lo >= 0 && b.lo >= 0 => {
                let bits = 128 - a.hi.max(b.hi).leading_zeros();
                Some(Interval::new(0, (1i128 << bits) - 1))
            }
            Op::Div if b.lo > 0 => a.combined(b, |a, b| a.checked_div(b)),
            Op::Rem if b.lo > 0 && a.lo >= 0 => Some(Interval::new(0, a.hi.min(b.hi - 1))),
            Op::Rem if b.lo > 0 => Some(Interval::new(1 - b.hi, b.hi - 1)),
            Op::RemEuclid if b.lo > 0 => Some(Interval::new(0, b.hi - 1)),
            Op::Min => Some(Interval::new(a.lo.min(b.lo), a.hi.min(b.hi))),
            Op::Max => Some(Interval::new(a.lo.max(b.lo), a.hi.max(b.hi))),
            Op::SaturatingSub if ty == Scalar::Usize => {
                Some(Interval::new((a.lo - b.hi).max(0), (a.hi - b.lo).max(0)))
            }
            Op::AbsDiff => {
                let most = (a.hi - b.lo).max(b.hi - a.lo);
                Some(Interval::new(0, most.max(0)))
            }
            Op::Clamp => Some(Interval::new(b.lo, self.get(args[2]).hi.max(b.lo))),
            Op::Keep => Some(a),
            Op::CountOnes
            | Op::CountZeros
            | Op::LeadingZeros
            | Op::LeadingOnes
            | Op::TrailingZeros
            | Op::TrailingOnes => Some(Interval::new(0, 64)),
            _ => None,
        };
        found.unwrap_or(all)
    }

    /// Whether an operation asks how many bits there are, or where the largest number is.
    fn is_of_64_bits(&self, op: Op, args: &[Val]) -> bool {
        let operand = |number: usize| self.get(args[number]);
        match op {
            Op::Shl | Op::Shr | Op::WrappingShl | Op::WrappingShr => {
                !operand(1).within(Interval::new(0, 31))
            }
            Op::RotateLeft
            | Op::RotateRight
            | Op::SwapBytes
            | Op::ReverseBits
            | Op::CountZeros
            | Op::LeadingZeros
            | Op::LeadingOnes
            | Op::TrailingZeros
            | Op::TrailingOnes
            | Op::SaturatingPow => true,
            Op::SaturatingAdd | Op::SaturatingMul | Op::SaturatingSub => {
                let ty = self.func.ty(args[0]);
                let plain = match op {
                    Op::SaturatingAdd => Op::Add,
                    Op::SaturatingMul => Op::Mul,
                    // Below 0 it stops in any case.
                    _ if ty == Scalar::Usize => return false,
                    _ => Op::Sub,
                };
                let result = arithmetic(plain, operand(0), operand(1));
                result.is_none_or(|result| !result.is_narrow(ty))
            }
            _ => false,
        }
    }

    /// Whether an operation gives the same for the largest number of 32 bits as for all beyond.
    fn may_saturate(&self, op: Op, args: &[Val]) -> bool {
        let orders = matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::Eq | Op::Ne | Op::Min);
        if !orders || self.func.ty(args[0]) != Scalar::Usize {
            return false;
        }
        let [a, b] = [args[0], args[1]].map(|arg| self.get(arg));
        let small = |x: Interval| !x.saturated && x.lo >= 0 && x.hi < NARROW_UNSIGNED.hi;
        let either = |x: Interval| x.within(NARROW_UNSIGNED);
        small(a) && either(b) || small(b) && either(a)
    }

    fn cast(&mut self, arg: Val, to: Scalar, span: Span) -> Interval {
        let from = self.func.ty(arg);
        match (from.is_float(), to.is_float()) {
            (_, true) => {
                self.observe(arg, span);
                Interval::exact(0)
            }
            (true, false) if to == Scalar::Usize => Interval { saturated: true, ..NARROW_UNSIGNED },
            (true, false) => Interval::of_type(to),
            (false, false) => {
                if is_word(from) && to.bits() == 64 && !is_word(to) {
                    self.observe(arg, span);
                }
                let known = self.get(arg);
                if known.saturated && !is_word(to) {
                    self.obstacle(span);
                }
                let all = Interval::of_type(to);
                // Between words the lower bits are what they are.
                if is_word(to) || known.within(all) && !known.saturated { known } else { all }
            }
        }
    }
}

/// Whether the lower 32 bits of the result come from the lower 32 bits of the operands.
fn is_ring(op: Op) -> bool {
    matches!(
        op,
        Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Neg
            | Op::Not
            | Op::And
            | Op::Or
            | Op::Xor
            | Op::WrappingAdd
            | Op::WrappingSub
            | Op::WrappingMul
            | Op::WrappingNeg
            | Op::Keep
            | Op::Select
    )
}

fn arithmetic(op: Op, a: Interval, b: Interval) -> Option<Interval> {
    match op {
        Op::Add | Op::WrappingAdd => a.combined(b, |a, b| a.checked_add(b)),
        Op::Sub | Op::WrappingSub => a.combined(b, |a, b| a.checked_sub(b)),
        Op::Mul | Op::WrappingMul => a.combined(b, |a, b| a.checked_mul(b)),
        Op::Neg | Op::WrappingNeg => a.combined(Interval::exact(0), |a, _| a.checked_neg()),
        _ => None,
    }
}

/// What the iterations of a loop hand on.
fn ends_of(label: Label, body: &Block) -> Vec<Vec<Val>> {
    let mut ends = Vec::new();
    walk_blocks(body, &mut |block| {
        if let End::Next(of, values) = &block.end
            && *of == label
        {
            ends.push(values.clone());
        }
    });
    ends
}
