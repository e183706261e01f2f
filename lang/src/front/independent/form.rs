//! Integer expressions as linear forms, and conditions as facts about them.
//!
//! In: expressions of the typed tree. Out: forms over the variables of a [`Space`]. Always true:
//! an expression without a form is an unknown with the range of its type; a condition that is not
//! understood says nothing. Variables that are assigned to are unknowns, a new one at each use.
//! Elements of arrays that the loop only reads are variables, of which it is known where they were
//! loaded. Deliberately absent: floats, and other elements.

use std::collections::{HashMap, HashSet};

use super::super::infer::Type;
use super::Around;
use super::same::same;
use super::space::{Case, Cases, Fact, MOST_EXTENT, MOST_TRIPS, Origin, Space, limits};
use crate::hir::{Adapter, Element, Expr, ExprKind, LocalId, Pattern, Range};
use crate::op::Op;
use crate::ty::{Scalar, Ty};
use crate::util::index::Index;
use crate::util::omega::{Linear, Var, gcd};

/// Cases that a condition may have.
const MOST_CASES: usize = 8;
/// Expressions that are looked at in one loop; those behind them are unknowns.
const MOST_EXPRESSIONS: u32 = 100_000;
/// Expressions that are the same in all iterations and have no form.
const MOST_STEADY: usize = 64;

/// The forms of the integers of a `prange`.
pub(super) struct Forms<'w, 'a, 'e> {
    around: &'w Around<'e, 'a>,
    pub(super) space: Space,
    /// The induction variable of the `prange`.
    pub(super) iteration: Var,
    /// Variables declared in front of this one are those of the surroundings.
    first_inside: LocalId,
    /// Variables of the surroundings that the loop assigns.
    changed: HashSet<LocalId>,
    /// Arrays of the surroundings that the loop writes.
    pub(super) written: HashSet<LocalId>,
    /// The forms of variables that keep their value.
    locals: HashMap<LocalId, Linear>,
    /// The conditions that variables of type `bool` hold.
    conditions: HashMap<LocalId, &'e Expr>,
    /// Lengths of arrays with several axes, and extents.
    extents: HashMap<(LocalId, Option<u8>), Var>,
    steady: Vec<(&'e Expr, Var)>,
    /// Expressions that may still be looked at.
    fuel: u32,
}

impl<'w, 'a, 'e> Forms<'w, 'a, 'e> {
    /// Forms for the `prange` over `range` with the induction variable `var`, in which it is.
    pub(super) fn new(
        around: &'w Around<'e, 'a>,
        var: LocalId,
        range: &'e Range,
        changed: HashSet<LocalId>,
        written: HashSet<LocalId>,
    ) -> (Self, Case) {
        let mut forms = Forms {
            around,
            space: Space::default(),
            iteration: Var::new(0),
            first_inside: var,
            changed,
            written,
            locals: HashMap::new(),
            conditions: HashMap::new(),
            extents: HashMap::new(),
            steady: Vec::new(),
            fuel: MOST_EXPRESSIONS,
        };
        let (iteration, facts) = forms.enter(var, range, true);
        forms.iteration = iteration;
        (forms, facts)
    }

    fn is_outside(&self, local: LocalId) -> bool {
        local < self.first_inside
    }

    fn is_assigned(&self, local: LocalId) -> bool {
        self.around.locals[local.number()].assigned
    }

    // Loops and variables.

    /// A loop begins: its variable, and what holds in it.
    pub(super) fn enter(
        &mut self,
        local: LocalId,
        range: &'e Range,
        is_whole: bool,
    ) -> (Var, Case) {
        self.space.is_outside = is_whole;
        let (lo, hi) = (self.form(&range.lo), self.form(&range.hi));
        self.space.is_outside = false;
        let ty = range.ty;
        let var = self.space.var(false, Origin::Local(local), limits(ty));
        if !self.is_assigned(local) {
            self.locals.insert(local, Linear::var(var));
        }
        let facts = self.limits(var, lo, hi, range, is_whole).unwrap_or_default();
        (var, facts)
    }

    fn limits(
        &mut self,
        var: Var,
        lo: Linear,
        hi: Linear,
        range: &'e Range,
        is_whole: bool,
    ) -> Option<Case> {
        let ty = range.ty;
        let more = i128::from(range.inclusive);
        let trips = hi.minus(&lo).and_then(|trips| trips.shifted(more));
        let in_steps = range.adapters.iter().any(|adapter| matches!(adapter, Adapter::StepBy(_)));
        let trips = trips.filter(|_| !in_steps);
        let known = trips.clone().filter(|_| ty.bits() == 64);
        self.space.enter(var, known);
        // With products in limits the number of iterations tells that they do not wrap.
        self.space.is_outside = is_whole;
        let lo = self.space.exact(&lo, ty);
        let hi = self.space.exact(&hi, ty);
        self.space.is_outside = false;
        let lo = lo?;
        let hi = hi.and_then(|hi| hi.shifted(more - 1));
        let it = Linear::var(var);
        let low = self.space.range(&lo);
        let most = low.1.saturating_add(MOST_TRIPS - 1);
        self.space.narrow(var, (low.0, most));
        let mut facts = vec![Fact::NotNegative(it.minus(&lo)?)];
        if lo.as_constant().is_none() {
            facts.push(Fact::NotNegative(lo.minus(&it)?.shifted(MOST_TRIPS - 1)?));
        }
        if let Some(hi) = &hi {
            let trips = hi.minus(&lo)?.shifted(1)?;
            if ty.bits() != 64 && !in_steps {
                self.space.leave();
                self.space.enter(var, Some(trips.clone()));
            }
            self.space.spans(&lo, hi);
            let high = self.space.range(hi);
            self.space.narrow(var, (low.0, high.1));
            facts.push(Fact::NotNegative(hi.minus(&it)?));
            if !in_steps {
                facts.push(Fact::NotNegative(trips.times(-1)?.shifted(MOST_TRIPS - 1)?));
            }
            // An end that is a parameter: what it is where the loop runs.
            if let (true, Some(first), &[(end, 1)]) = (is_whole, lo.as_constant(), hi.terms()) {
                let least = first - hi.offset();
                self.space.narrow(end, (least, least + MOST_TRIPS));
            }
        }
        if let Some(fact) = self.steps(var, &lo, hi.as_ref(), range) {
            facts.push(fact);
        }
        self.space.row_mut(var).facts = facts.clone();
        Some(facts)
    }

    /// What steps say: the variable is that many of them from where it begins.
    fn steps(
        &mut self,
        var: Var,
        lo: &Linear,
        hi: Option<&Linear>,
        range: &'e Range,
    ) -> Option<Fact> {
        let (start, step, back) = match range.adapters.as_slice() {
            [Adapter::StepBy(step)] | [Adapter::StepBy(step), Adapter::Rev] => (lo, step, false),
            [Adapter::Rev, Adapter::StepBy(step)] => (hi?, step, true),
            _ => return None,
        };
        let step = self.form(step);
        let step = self.space.exact(&step, Scalar::Usize)?;
        if !self.space.is_shared(&step) || self.space.range(&step).0 < 0 {
            return None;
        }
        let count = self.space.var(false, Origin::Made, (0, MOST_TRIPS - 1));
        let way = self.space.product(&step, &Linear::var(count))?;
        let from = Linear::var(var).minus(start)?;
        let fact = Fact::Zero(from.plus(&way, if back { 1 } else { -1 })?);
        Some(fact)
    }

    /// A variable of the body gets its first value.
    pub(super) fn bind(&mut self, local: LocalId, init: &'e Expr) {
        if self.is_assigned(local) {
            return;
        }
        match init.ty {
            Ty::Scalar(Scalar::Bool) => {
                self.conditions.insert(local, init);
            }
            Ty::Scalar(ty) if ty.is_int() => {
                let form = self.form(init);
                self.locals.insert(local, form);
            }
            _ => {}
        }
    }

    /// The form of an extent.
    pub(super) fn extent(&mut self, array: LocalId, axis: Option<u8>) -> Linear {
        let fixed = match self.around.locals[array.number()].ty {
            Type::Fixed(fixed) => Some(fixed.shape),
            Type::Lent(fixed, _) => Some(fixed),
            _ => None,
        };
        let rank = match self.around.locals[array.number()].ty {
            Type::Array(array) => array.rank,
            _ => 0,
        };
        if let Some(fixed) = fixed {
            let extent = match axis {
                Some(axis) => fixed.extents().nth(usize::from(axis)),
                None => Some(fixed.len()),
            };
            if let Some(extent) = extent {
                return Linear::constant(extent as i128);
            }
        }
        let axis = axis.or((rank == 1).then_some(0));
        let var = match self.extents.get(&(array, axis)) {
            Some(&known) => known,
            None => {
                let var = self.space.var(true, Origin::Extent, (0, MOST_EXTENT));
                self.extents.insert((array, axis), var);
                var
            }
        };
        Linear::var(var)
    }

    // Integers.

    /// The form of an integer expression.
    pub(super) fn form(&mut self, expr: &'e Expr) -> Linear {
        match self.known(expr) {
            Some(form) => form,
            None => self.unknown(expr),
        }
    }

    /// The integer that an expression is.
    pub(super) fn integer(&mut self, expr: &'e Expr) -> Option<Linear> {
        let Ty::Scalar(ty) = expr.ty else { return None };
        if !ty.is_int() {
            return None;
        }
        let form = self.form(expr);
        self.space.exact(&form, ty)
    }

    /// The index of an element, which is less than an extent where there is an access.
    pub(super) fn index(&mut self, expr: &'e Expr) -> Linear {
        let form = self.form(expr);
        self.index_of(&form, expr)
    }

    /// The index that a form is.
    pub(super) fn index_of(&mut self, form: &Linear, expr: &'e Expr) -> Linear {
        let range = (0, MOST_EXTENT);
        match self.space.exact_within(form, Scalar::Usize, range) {
            Some(exact) => exact,
            None => self.unknown(expr),
        }
    }

    fn unknown(&mut self, expr: &'e Expr) -> Linear {
        let range = match expr.ty {
            Ty::Scalar(ty) if ty.is_int() => limits(ty),
            _ => (0, 1),
        };
        let steady = !self.space.is_outside && self.is_steady(expr);
        if !steady {
            let var = self.space.var(false, Origin::Unknown(expr.span), range);
            return Linear::var(var);
        }
        if let Some((_, known)) = self.steady.iter().find(|(known, _)| same(known, expr)) {
            return Linear::var(*known);
        }
        let var = self.space.var(true, Origin::Unknown(expr.span), range);
        if self.steady.len() < MOST_STEADY {
            self.steady.push((expr, var));
        }
        Linear::var(var)
    }

    /// Whether an expression has one value in all iterations.
    fn is_steady(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Const(_) | ExprKind::Extent { .. } | ExprKind::Len { .. } => true,
            ExprKind::Local(local) if self.is_outside(*local) => {
                let scalar = matches!(expr.ty, Ty::Scalar(_) | Ty::Tuple(_));
                scalar && !self.changed.contains(local)
            }
            ExprKind::Local(local) => {
                self.locals.get(local).is_some_and(|form| self.space.is_shared(form))
            }
            ExprKind::Op(_, operands) => operands.iter().all(|operand| self.is_steady(operand)),
            ExprKind::Cast(inner) | ExprKind::Part(inner, _) => self.is_steady(inner),
            ExprKind::Index(element) => {
                self.is_outside(element.array)
                    && !self.written.contains(&element.array)
                    && element.index.iter().all(|index| self.is_steady(index))
            }
            _ => false,
        }
    }

    /// The form of an expression, if it has one.
    fn known(&mut self, expr: &'e Expr) -> Option<Linear> {
        self.fuel = self.fuel.checked_sub(1)?;
        let Ty::Scalar(ty) = expr.ty else { return None };
        if !ty.is_int() {
            return None;
        }
        match &expr.kind {
            ExprKind::Const(value) => Some(Linear::constant(value.as_int()?)),
            ExprKind::Local(local) => self.local(*local, ty),
            ExprKind::Extent { array, axis } => Some(self.extent(*array, Some(*axis))),
            ExprKind::Len { array } => Some(self.extent(*array, None)),
            ExprKind::Cast(inner) => self.integer(inner),
            ExprKind::Op(op, operands) => self.op(*op, operands, ty),
            ExprKind::If { cond, then, otherwise: Some(otherwise) }
                if then.stmts.is_empty() && otherwise.stmts.is_empty() =>
            {
                let (then, otherwise) = (then.value.as_deref()?, otherwise.value.as_deref()?);
                self.choice(cond, then, otherwise)
            }
            ExprKind::Block(block) if block.stmts.is_empty() => self.known(block.value.as_deref()?),
            ExprKind::Index(element) => self.load(element, expr, ty),
            _ => None,
        }
    }

    /// The form of an element that differs between iterations.
    fn load(&mut self, element: &'e Element, expr: &'e Expr, ty: Scalar) -> Option<Linear> {
        let only_read = self.is_outside(element.array) && !self.written.contains(&element.array);
        if !only_read || self.space.is_outside || self.is_steady(expr) {
            return None;
        }
        let index = element.index.iter().map(|index| self.index(index)).collect();
        let var = self.space.var(false, Origin::Load(expr.span), limits(ty));
        self.space.row_mut(var).load = Some((element.array, index));
        Some(Linear::var(var))
    }

    fn local(&mut self, local: LocalId, ty: Scalar) -> Option<Linear> {
        if let Some(form) = self.locals.get(&local) {
            return Some(form.clone());
        }
        if !self.is_outside(local) || self.changed.contains(&local) {
            return None;
        }
        let around = self.around;
        let form = match around.given.get(&local) {
            Some(init) => {
                let outside = std::mem::replace(&mut self.space.is_outside, true);
                let form = self.known(init);
                self.space.is_outside = outside;
                form
            }
            None => None,
        };
        let form = form
            .unwrap_or_else(|| Linear::var(self.space.var(true, Origin::Local(local), limits(ty))));
        self.locals.insert(local, form.clone());
        Some(form)
    }

    fn op(&mut self, op: Op, operands: &'e [Expr], ty: Scalar) -> Option<Linear> {
        match (op, operands) {
            (Op::Keep, [inner]) => self.known(inner),
            (Op::Neg | Op::WrappingNeg, [inner]) => self.form(inner).times(-1),
            (Op::Add | Op::WrappingAdd, [left, right]) => self.sum(left, right, 1),
            (Op::Sub | Op::WrappingSub, [left, right]) => self.sum(left, right, -1),
            (Op::Mul | Op::WrappingMul, [left, right]) => self.product(left, right, ty),
            (Op::Shl | Op::WrappingShl, [left, right]) => {
                let by = constant(right).filter(|by| (0..i128::from(ty.bits())).contains(by))?;
                self.form(left).times(1 << by)
            }
            (Op::Shr | Op::WrappingShr, [left, right]) => {
                let by = constant(right).filter(|by| (0..i128::from(ty.bits())).contains(by))?;
                let value = self.integer(left)?;
                self.quotient(&value, &Linear::constant(1 << by))
            }
            (Op::And, [value, mask]) | (Op::And, [mask, value])
                if constant(mask).is_some_and(|mask| mask >= 0 && mask & (mask + 1) == 0) =>
            {
                let value = self.integer(value)?;
                self.remainder(&value, &Linear::constant(constant(mask)? + 1))
            }
            (Op::Or | Op::Xor, [value, bits]) | (Op::Or | Op::Xor, [bits, value])
                if constant(bits).is_some_and(|bits| bits >= 0) =>
            {
                // Bits below those of the other operand are added.
                let (value, bits) = (self.form(value), constant(bits)?);
                let zeros = gcd(value.divisor(), value.offset()).trailing_zeros();
                (zeros >= 127 || bits < 1 << zeros).then(|| value.shifted(bits))?
            }
            (Op::Div | Op::DivEuclid | Op::Rem | Op::RemEuclid, [left, right]) => {
                let (value, divisor) = (self.integer(left)?, self.integer(right)?);
                // Rust rounds towards 0, `floor` is the same where nothing is negative.
                let floors = matches!(op, Op::DivEuclid | Op::RemEuclid);
                if !floors && self.space.range(&value).0 < 0 {
                    return None;
                }
                match op {
                    Op::Div | Op::DivEuclid => self.quotient(&value, &divisor),
                    _ => self.remainder(&value, &divisor),
                }
            }
            (Op::Min | Op::Max | Op::SaturatingSub | Op::AbsDiff, [left, right]) => {
                let (left, right) = (self.integer(left)?, self.integer(right)?);
                if op == Op::SaturatingSub && ty.is_signed() {
                    return None;
                }
                self.one_of_two(op, &left, &right)
            }
            _ => None,
        }
    }

    fn sum(&mut self, left: &'e Expr, right: &'e Expr, by: i128) -> Option<Linear> {
        let (left, right) = (self.form(left), self.form(right));
        self.space.sum(&left, &right, by)
    }

    fn product(&mut self, left: &'e Expr, right: &'e Expr, ty: Scalar) -> Option<Linear> {
        let (left, right) = (self.form(left), self.form(right));
        if let Some(number) = right.as_constant() {
            return left.times(number);
        }
        if let Some(number) = left.as_constant() {
            return right.times(number);
        }
        let (factor, core) = match (self.space.is_shared(&left), self.space.is_shared(&right)) {
            (_, true) => (right, left),
            (true, false) => (left, right),
            (false, false) => return None,
        };
        let factor = self.space.exact(&factor, ty)?;
        if self.space.range(&factor).0 < 0 {
            return None;
        }
        self.space.product(&factor, &core)
    }

    /// The quotient, rounded down, by what is positive where it is computed.
    fn quotient(&mut self, value: &Linear, divisor: &Linear) -> Option<Linear> {
        let constant = divisor.as_constant();
        if constant.is_some_and(|divisor| divisor <= 0)
            || !self.space.is_shared(divisor)
            || self.space.range(divisor).0 < 0
        {
            return None;
        }
        if let (Some(value), Some(divisor)) = (value.as_constant(), constant) {
            return Some(Linear::constant(value.div_euclid(divisor)));
        }
        let (low, high) = self.space.range(value);
        self.space.operation(Op::Div, value, divisor, |space, var| {
            let by = constant.unwrap_or(1);
            space.row_mut(var).range = match constant {
                Some(_) => (low.div_euclid(by), high.div_euclid(by)),
                None => (low.min(0), high.max(0)),
            };
            let whole = space.product(divisor, &Linear::var(var))?;
            let rest = value.minus(&whole)?;
            let room = divisor.minus(&rest)?.shifted(-1)?;
            let mut facts = vec![Fact::NotNegative(rest), Fact::NotNegative(room)];
            if constant.is_none() {
                facts.push(Fact::NotNegative(divisor.shifted(-1)?));
            }
            space.row_mut(var).facts = facts;
            Some(())
        })
    }

    fn remainder(&mut self, value: &Linear, divisor: &Linear) -> Option<Linear> {
        let quotient = self.quotient(value, divisor)?;
        let whole = self.space.product(divisor, &quotient)?;
        let rest = self.space.sum(value, &whole, -1)?;
        if rest.as_constant().is_some() {
            return Some(rest);
        }
        let most = self.space.range(divisor).1 - 1;
        self.space.operation(Op::Rem, value, divisor, |space, var| {
            space.row_mut(var).range = (0, most);
            space.row_mut(var).facts = vec![Fact::Zero(rest.minus(&Linear::var(var))?)];
            Some(())
        })
    }

    /// What is one of two forms: a minimum, a difference that is not negative.
    fn one_of_two(&mut self, op: Op, left: &Linear, right: &Linear) -> Option<Linear> {
        let difference = left.minus(right)?;
        let (one, other, sign) = match op {
            Op::Min => (left.clone(), right.clone(), -1),
            Op::Max => (left.clone(), right.clone(), 1),
            Op::SaturatingSub => (difference, Linear::default(), 1),
            _ => (difference.clone(), difference.times(-1)?, 1),
        };
        let (first, second) = (self.space.range(&one), self.space.range(&other));
        self.space.operation(op, left, right, |space, var| {
            let it = Linear::var(var);
            let (above, over) = (it.minus(&one)?, it.minus(&other)?);
            let row = space.row_mut(var);
            row.range = match sign {
                1 => (first.0.max(second.0), first.1.max(second.1)),
                _ => (first.0.min(second.0), first.1.min(second.1)),
            };
            row.facts =
                vec![Fact::NotNegative(above.times(sign)?), Fact::NotNegative(over.times(sign)?)];
            row.clauses = vec![vec![vec![Fact::Zero(above)], vec![Fact::Zero(over)]]];
            Some(())
        })
    }

    /// `if cond { then } else { otherwise }`
    fn choice(&mut self, cond: &'e Expr, then: &'e Expr, otherwise: &'e Expr) -> Option<Linear> {
        let (then, otherwise) = (self.integer(then)?, self.integer(otherwise)?);
        let (first, second) = (self.space.range(&then), self.space.range(&otherwise));
        let range = (first.0.min(second.0), first.1.max(second.1));
        let (holds, fails) = (self.cases(cond, true), self.cases(cond, false));
        let var = self.space.var(false, Origin::Made, range);
        let it = Linear::var(var);
        let one = vec![vec![Fact::Zero(it.minus(&then)?)]];
        let other = vec![vec![Fact::Zero(it.minus(&otherwise)?)]];
        let clause = or(and(&holds, &one), and(&fails, &other));
        self.space.row_mut(var).clauses = vec![clause];
        Some(it)
    }

    // Conditions.

    /// What holds where a condition is `wanted`.
    pub(super) fn cases(&mut self, cond: &'e Expr, wanted: bool) -> Cases {
        match self.fuel.checked_sub(1) {
            Some(fuel) => self.fuel = fuel,
            None => return anything(),
        }
        match &cond.kind {
            ExprKind::AndThen(left, right) => self.both(left, right, wanted, true),
            ExprKind::OrElse(left, right) => self.both(left, right, wanted, false),
            ExprKind::Local(local) => match self.conditions.get(local).copied() {
                Some(init) => self.cases(init, wanted),
                None => anything(),
            },
            ExprKind::Op(Op::Not, operands) => match operands.as_slice() {
                [inner] => self.cases(inner, !wanted),
                _ => anything(),
            },
            ExprKind::Op(Op::And | Op::Or, operands)
                if matches!(cond.ty, Ty::Scalar(Scalar::Bool)) =>
            {
                let is_and = matches!(cond.kind, ExprKind::Op(Op::And, _));
                match operands.as_slice() {
                    [left, right] => self.both(left, right, wanted, is_and),
                    _ => anything(),
                }
            }
            ExprKind::Op(op, operands) => match operands.as_slice() {
                [left, right] => self.comparison(*op, left, right, wanted).unwrap_or_else(anything),
                _ => anything(),
            },
            _ => anything(),
        }
    }

    fn both(&mut self, left: &'e Expr, right: &'e Expr, wanted: bool, is_and: bool) -> Cases {
        let (left, right) = (self.cases(left, wanted), self.cases(right, wanted));
        if wanted == is_and { and(&left, &right) } else { or(left, right) }
    }

    fn comparison(
        &mut self,
        op: Op,
        left: &'e Expr,
        right: &'e Expr,
        wanted: bool,
    ) -> Option<Cases> {
        let op = match (op, wanted) {
            (Op::Lt, true) | (Op::Ge, false) => Op::Lt,
            (Op::Le, true) | (Op::Gt, false) => Op::Le,
            (Op::Gt, true) | (Op::Le, false) => Op::Gt,
            (Op::Ge, true) | (Op::Lt, false) => Op::Ge,
            (Op::Eq, true) | (Op::Ne, false) => Op::Eq,
            (Op::Ne, true) | (Op::Eq, false) => Op::Ne,
            _ => return None,
        };
        let (left, right) = (self.integer(left)?, self.integer(right)?);
        compared(op, &left, &right)
    }

    /// What holds where a pattern matches.
    pub(super) fn matching(&mut self, pattern: &'e Pattern, scrutinee: &'e Expr) -> Cases {
        match (pattern, &scrutinee.kind) {
            (Pattern::Tuple(patterns), ExprKind::Tuple(parts)) => {
                patterns.iter().zip(parts).fold(anything(), |cases, (pattern, part)| {
                    let more = self.matching(pattern, part);
                    and(&cases, &more)
                })
            }
            (Pattern::Bind(local, inner), _) => {
                self.bind(*local, scrutinee);
                match inner {
                    Some(inner) => self.matching(inner, scrutinee),
                    None => anything(),
                }
            }
            (Pattern::Or(patterns), _) => patterns.iter().fold(Vec::new(), |cases, pattern| {
                let more = self.matching(pattern, scrutinee);
                or(cases, more)
            }),
            (Pattern::Const(value), _) => self
                .integer(scrutinee)
                .and_then(|it| compared(Op::Eq, &it, &Linear::constant(value.as_int()?)))
                .unwrap_or_else(anything),
            (Pattern::Range(lo, hi), _) => {
                let within = self.integer(scrutinee).and_then(|it| {
                    let mut cases = anything();
                    for (limit, op) in [(lo, Op::Ge), (hi, Op::Le)] {
                        let Some(limit) = limit else { continue };
                        let limit = Linear::constant(limit.as_int()?);
                        cases = and(&cases, &compared(op, &it, &limit)?);
                    }
                    Some(cases)
                });
                within.unwrap_or_else(anything)
            }
            _ => anything(),
        }
    }

    /// What holds where a pattern does not match.
    pub(super) fn not_matching(&mut self, pattern: &'e Pattern, scrutinee: &'e Expr) -> Cases {
        let Pattern::Const(value) = pattern else { return anything() };
        self.integer(scrutinee)
            .and_then(|it| compared(Op::Ne, &it, &Linear::constant(value.as_int()?)))
            .unwrap_or_else(anything)
    }
}

fn compared(op: Op, left: &Linear, right: &Linear) -> Option<Cases> {
    let more = left.minus(right)?;
    let less = right.minus(left)?;
    let fact = |linear: &Linear, by: i128| linear.shifted(by).map(Fact::NotNegative);
    Some(match op {
        Op::Lt => vec![vec![fact(&less, -1)?]],
        Op::Le => vec![vec![fact(&less, 0)?]],
        Op::Gt => vec![vec![fact(&more, -1)?]],
        Op::Ge => vec![vec![fact(&more, 0)?]],
        Op::Eq => vec![vec![Fact::Zero(more)]],
        _ => vec![vec![fact(&less, -1)?], vec![fact(&more, -1)?]],
    })
}

fn constant(expr: &Expr) -> Option<i128> {
    match &expr.kind {
        ExprKind::Const(value) => value.as_int(),
        _ => None,
    }
}

/// What says nothing.
pub(super) fn anything() -> Cases {
    vec![Vec::new()]
}

/// What holds where both hold, or one of them, if there would be too many cases.
fn and(left: &Cases, right: &Cases) -> Cases {
    if left.len() * right.len() > MOST_CASES {
        return left.clone();
    }
    let both = |left: &Case, right: &Case| left.iter().chain(right).cloned().collect();
    left.iter().flat_map(|left| right.iter().map(move |right| both(left, right))).collect()
}

/// What holds where one of them holds.
fn or(mut left: Cases, right: Cases) -> Cases {
    left.extend(right);
    match left.len() > MOST_CASES || left.iter().any(Vec::is_empty) {
        true => anything(),
        false => left,
    }
}
