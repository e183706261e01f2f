//! Verifies loop IR.
//!
//! In: a function from `lower`, a pass or [`super::parse`]. Out: nothing, or every fault (the
//! first hundred), each a sentence that opens with the place it is found at, in the names of
//! [`super::print`].
//!
//! Always true: time is linear in the function, whatever is wrong with it, and nothing is
//! printed (so nothing is named) while there is no fault. A fact (this value is defined, this
//! divisor is checked) is forgotten where the block that established it closes.
//!
//! Deliberately absent: whether indices are in bounds, which only an analysis can tell, and any
//! repair. A fault is a bug of whoever built the function, never of a kernel's author.

mod memory;
mod parallel;

use std::collections::HashSet;

use super::print::Printer;
use super::{
    ArrayData, ArrayId, Block, Carried, Check, End, Func, Label, OVERFLOWING, Param, Range,
    StmtKind, Val,
};
use crate::op::Op;
use crate::ty::{Layout, MAX_RANK, Scalar};
use crate::util::index::Index;
use crate::value::Value;

/// Checks everything that [`super`] says is always true, but for indices being in bounds.
///
/// # Errors
/// Every fault found, one sentence each, up to a hundred.
pub fn verify(func: &Func) -> Result<(), Vec<String>> {
    let mut verifier = Verifier::new(func);
    verifier.local_arrays();
    verifier.params();
    verifier.block(&func.body, None);
    if verifier.faults.is_empty() { Ok(()) } else { Err(verifier.faults) }
}

/// Where a fault is found.
#[derive(Clone, Copy)]
enum Place<'a> {
    Function,
    Param(Param),
    Array(ArrayId),
    Stmt(&'a StmtKind),
    End(&'a End),
}

/// Whether a value may be used.
#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Nothing has defined it so far.
    Undefined,
    /// It may be used.
    Visible,
    /// The block that defined it is closed.
    Gone,
}

/// What is known of a value.
#[derive(Clone)]
struct Known {
    state: State,
    /// What it is, if it is a constant.
    constant: Option<Value>,
    /// Whether a check has found that it is not zero.
    nonzero: bool,
}

/// What is known of a label.
#[derive(Clone, Default)]
enum Target<'a> {
    /// No loop or scope has had it so far.
    #[default]
    Unseen,
    /// We are inside of its loop (`carried`) or scope, and `around` others are around it.
    Open { carried: Option<&'a [Carried]>, to: &'a [Val], broken: bool, around: usize },
    /// Its loop or scope is behind us.
    Closed { broken: bool },
}

/// A fact to forget where its block closes.
enum Fact {
    Visible(Val),
    Memory(ArrayId),
    Nonzero(Val),
    Quotient(Val, Val),
    Limits(Val, Val),
}

struct Verifier<'a> {
    func: &'a Func,
    values: Vec<Known>,
    labels: Vec<Target<'a>>,
    /// How many loops and scopes are around.
    open: usize,
    /// How many are around the body of the innermost parallel loop, itself included.
    fence: usize,
    /// Which arrays may be used: parameters, arrays of the function itself, and those that it
    /// has allocated.
    arrays: Vec<State>,
    /// Dividends and divisors whose quotient is known to fit.
    quotients: HashSet<(Val, Val)>,
    /// Pairs of values of which the first is known to be at most the second.
    limits: HashSet<(Val, Val)>,
    /// What the open blocks have established, in order.
    facts: Vec<Fact>,
    /// Made for the first fault.
    names: Option<Printer<'a>>,
    faults: Vec<String>,
}

impl<'a> Verifier<'a> {
    fn new(func: &'a Func) -> Verifier<'a> {
        let unknown = Known { state: State::Undefined, constant: None, nonzero: false };
        Verifier {
            func,
            values: vec![unknown; func.values.len()],
            labels: vec![Target::Unseen; func.labels.len()],
            open: 0,
            fence: 0,
            arrays: vec![State::Undefined; func.arrays.len()],
            quotients: HashSet::new(),
            limits: HashSet::new(),
            facts: Vec::new(),
            names: None,
            faults: Vec::new(),
        }
    }

    /// The arrays of the function itself: rows that repeat what their type says.
    fn local_arrays(&mut self) {
        for (array, row) in self.func.arrays.iter() {
            let ArrayData { elem, rank, layout, mutable, local, .. } = *row;
            let Some(ty) = local else { continue };
            self.arrays[array.number()] = State::Visible;
            let as_declared = (elem, usize::from(rank)) == (ty.elem, ty.rank());
            if !as_declared || layout != Layout::Contiguous || !mutable {
                self.fault(Place::Array(array), |_| {
                    "it is not the row-major, mutable array that its type says".into()
                });
            }
        }
    }

    fn params(&mut self) {
        for &param in &self.func.params {
            let place = Place::Param(param);
            match param {
                Param::Scalar(value) => self.define(place, value),
                Param::Array(array) => self.array_param(place, array),
            }
        }
    }

    fn array_param(&mut self, place: Place<'a>, array: ArrayId) {
        let Some(row) = self.func.arrays.get(array) else {
            return self.fault(place, |_| "the function has no such array".into());
        };
        if row.local.is_some() {
            self.fault(place, |_| "it is an array of the function, not a parameter".into());
        } else if std::mem::replace(&mut self.arrays[array.number()], State::Visible)
            == State::Visible
        {
            self.fault(place, |names| {
                format!("{} is a parameter already", array_name(names, array))
            });
        }
        let rank = row.rank;
        if usize::from(rank) > MAX_RANK {
            self.fault(place, |_| format!("a rank is 0 to {MAX_RANK}, not {rank}"));
        }
    }

    /// A block of the statement `owner`, or the body of the function.
    fn block(&mut self, block: &'a Block, owner: Option<&'a StmtKind>) {
        let facts_before = self.facts.len();
        if let Some(owner) = owner {
            owner.body_definitions(|value| self.define(Place::Stmt(owner), value));
        }
        for stmt in &block.stmts {
            self.statement(&stmt.kind);
        }
        self.end(block, owner);
        self.forget(facts_before);
    }

    /// Forgets all facts but the first `kept`.
    fn forget(&mut self, kept: usize) {
        for fact in self.facts.drain(kept..) {
            match fact {
                Fact::Visible(value) => self.values[value.number()].state = State::Gone,
                Fact::Memory(array) => self.arrays[array.number()] = State::Gone,
                Fact::Nonzero(value) => self.values[value.number()].nonzero = false,
                Fact::Quotient(dividend, divisor) => {
                    self.quotients.remove(&(dividend, divisor));
                }
                Fact::Limits(low, high) => {
                    self.limits.remove(&(low, high));
                }
            }
        }
    }

    fn statement(&mut self, kind: &'a StmtKind) {
        let place = Place::Stmt(kind);
        kind.operands(|value| self.used(place, value));
        match kind {
            StmtKind::Const { to, value } => self.constant(place, *to, *value),
            StmtKind::Op { to, op, args } => self.operation(place, *to, *op, args),
            StmtKind::Extent { to, array, axis } => {
                self.axis(place, *array, *axis);
                self.expect(place, "the result", *to, Scalar::Usize);
            }
            StmtKind::Clock { to } => self.expect(place, "the result", *to, Scalar::U64),
            StmtKind::Load { to, array, index } => {
                if let Some(row) = self.element(place, *array, index) {
                    self.expect(place, "the result", *to, row.elem);
                }
            }
            StmtKind::Store { array, index, value } => self.store(place, *array, index, *value),
            StmtKind::Allocate { array, extents } => self.allocate(place, *array, extents),
            StmtKind::Check { check, args } | StmtKind::Proved { check, args } => {
                self.check(place, *check, args);
            }
            StmtKind::If { cond, then, otherwise, .. } => {
                self.expect(place, "the condition", *cond, Scalar::Bool);
                self.block(then, Some(kind));
                self.block(otherwise, Some(kind));
            }
            StmtKind::For { to, label, var, range, carried, body, parallel } => {
                self.range(place, *var, *range);
                self.carried(place, carried);
                let inner = carried.iter().map(|carried| carried.inner);
                self.expect_all(place, "its results are", to, self.types(inner));
                let fence = self.fence;
                if let Some(parallel) = parallel {
                    self.parallel(place, carried, parallel);
                    self.fence = self.open + 1;
                }
                self.labelled(kind, *label, Some(carried), to, body);
                self.fence = fence;
            }
            StmtKind::Loop { to, label, carried, body } => {
                self.carried(place, carried);
                self.labelled(kind, *label, Some(carried), to, body);
            }
            StmtKind::Scope { to, label, body } => self.labelled(kind, *label, None, to, body),
        }
        kind.results().iter().for_each(|value| self.define(place, *value));
    }

    fn constant(&mut self, place: Place<'a>, to: Val, value: Value) {
        self.expect(place, "the result", to, value.scalar());
        if let Some(known) = self.values.get_mut(to.number()) {
            known.constant = Some(value);
        }
    }

    fn operation(&mut self, place: Place<'a>, to: Val, op: Op, args: &[Val]) {
        let name = op.row().name;
        if args.len() != op.arity() {
            return self.operand_count(place, name, op.arity(), args.len());
        }
        let mut types = [Scalar::Bool; 3];
        for (slot, arg) in types.iter_mut().zip(args) {
            let Some(ty) = self.ty(*arg) else { return };
            *slot = ty;
        }
        let types = &types[..args.len()];
        let Some(result) = self.ty(to) else { return };
        if !op.accepts(types, result) {
            let types = list(types.iter().copied().map(Some));
            return self
                .fault(place, |_| format!("`{name}` does not take {types} and give {result}"));
        }
        for check in Check::before(op, types[0]) {
            match (check, check.operands(args)) {
                (Check::Divisor | Check::RemDivisor, &[divisor]) => self.nonzero(place, divisor),
                (Check::Quotient | Check::RemQuotient, &[dividend, divisor]) => {
                    self.fitting(place, dividend, divisor, result);
                }
                (Check::Clamp, &[low, high]) => self.ordered(place, low, high),
                _ => {}
            }
        }
    }

    fn constant_int(&self, value: Val) -> Option<i128> {
        self.values[value.number()].constant.and_then(Value::as_int)
    }

    /// An integer division must stand behind its checks, or its operands must rule out the trap.
    fn nonzero(&mut self, place: Place<'a>, divisor: Val) {
        let nonzero = self.constant_int(divisor).is_some_and(|int| int != 0);
        if !nonzero && !self.values[divisor.number()].nonzero {
            self.fault(place, |names| {
                format!("{} is not checked to differ from 0", value_name(names, divisor))
            });
        }
    }

    fn fitting(&mut self, place: Place<'a>, dividend: Val, divisor: Val, ty: Scalar) {
        let smallest = -1i128 << (ty.bits() - 1);
        let fits = self.constant_int(divisor).is_some_and(|int| int != -1)
            || self.constant_int(dividend).is_some_and(|int| int != smallest);
        if !fits && !self.quotients.contains(&(dividend, divisor)) {
            self.fault(place, |names| {
                let (dividend, divisor) = (value_name(names, dividend), value_name(names, divisor));
                format!("the quotient of {dividend} and {divisor} is not checked to fit")
            });
        }
    }

    /// A `clamp` must stand behind the check of its limits, unless they are constants in order.
    fn ordered(&mut self, place: Place<'a>, low: Val, high: Val) {
        let constant = |value: Val| self.values[value.number()].constant;
        let hold = constant(low)
            .zip(constant(high))
            .is_some_and(|(low, high)| Check::limits_hold(low, high));
        if !hold && !self.limits.contains(&(low, high)) {
            self.fault(place, |names| {
                let (low, high) = (value_name(names, low), value_name(names, high));
                format!("{low} is not checked to be at most {high}")
            });
        }
    }

    fn check(&mut self, place: Place<'a>, check: Check, args: &[Val]) {
        if args.len() != check.arity() {
            return self.operand_count(place, check.name(), check.arity(), args.len());
        }
        match check {
            Check::Bounds { array, axis } => {
                self.axis(place, array, axis);
                self.expect(place, "the index", args[0], Scalar::Usize);
            }
            Check::Divisor | Check::RemDivisor | Check::Step => {
                self.check_divisor(place, args[0]);
            }
            Check::Quotient | Check::RemQuotient => self.check_quotient(place, args[0], args[1]),
            Check::Clamp => self.check_limits(place, args[0], args[1]),
            Check::Overflow(op) => self.check_overflow(place, op, args),
            Check::Distinct { array, axis } => {
                match axis {
                    Some(axis) => self.axis(place, array, axis),
                    None => drop(self.array(place, array)),
                }
                for &arg in &args[..3] {
                    self.expect(place, "what is noted", arg, Scalar::Usize);
                }
                if self.ty(args[3]).is_some_and(|ty| !ty.is_int()) {
                    self.fault(place, |_| "an iteration is an integer".into());
                }
            }
        }
    }

    /// The operands are those of the operation, and integers.
    fn check_overflow(&mut self, place: Place<'a>, op: Op, args: &[Val]) {
        if !OVERFLOWING.iter().any(|(overflowing, _)| *overflowing == op) {
            return self.fault(place, |_| format!("`{}` does not overflow", op.row().name));
        }
        let types: Option<Vec<Scalar>> = args.iter().map(|arg| self.ty(*arg)).collect();
        let Some(types) = types else { return };
        let accepted = match op {
            Op::Shl | Op::Shr => types.iter().all(|ty| ty.is_int()),
            _ => types[0].is_int() && op.accepts(&types, types[0]),
        };
        if !accepted {
            let types = list(types.into_iter().map(Some));
            self.fault(place, |_| format!("no integer `{}` takes {types}", op.row().name));
        }
    }

    fn check_divisor(&mut self, place: Place<'a>, divisor: Val) {
        let Some(ty) = self.ty(divisor) else { return };
        if !ty.is_int() {
            return self.fault(place, |_| format!("the divisor is {ty}, not an integer"));
        }
        if !std::mem::replace(&mut self.values[divisor.number()].nonzero, true) {
            self.facts.push(Fact::Nonzero(divisor));
        }
    }

    fn check_quotient(&mut self, place: Place<'a>, dividend: Val, divisor: Val) {
        let (Some(dividend_ty), Some(divisor_ty)) = (self.ty(dividend), self.ty(divisor)) else {
            return;
        };
        if dividend_ty != divisor_ty || !dividend_ty.is_signed() {
            return self.fault(place, |_| {
                format!("the operands are {dividend_ty} and {divisor_ty}, not one signed type")
            });
        }
        if self.quotients.insert((dividend, divisor)) {
            self.facts.push(Fact::Quotient(dividend, divisor));
        }
    }

    fn check_limits(&mut self, place: Place<'a>, low: Val, high: Val) {
        let (Some(low_ty), Some(high_ty)) = (self.ty(low), self.ty(high)) else { return };
        if low_ty != high_ty || low_ty == Scalar::Bool {
            return self.fault(place, |_| {
                format!("the limits are {low_ty} and {high_ty}, not one type of number")
            });
        }
        if self.limits.insert((low, high)) {
            self.facts.push(Fact::Limits(low, high));
        }
    }

    fn range(&mut self, place: Place<'a>, var: Val, range: Range) {
        let Some(ty) = self.ty(var) else { return };
        if !ty.is_int() {
            self.fault(place, |_| format!("the induction variable is {ty}, not an integer"));
        }
        self.expect(place, "the limit", range.lo, ty);
        self.expect(place, "the limit", range.hi, ty);
    }

    fn carried(&mut self, place: Place<'a>, carried: &[Carried]) {
        for &Carried { inner, init } in carried {
            if let Some(ty) = self.ty(inner) {
                self.expect(place, "the first value", init, ty);
            }
        }
    }

    /// The body of a loop or a scope.
    fn labelled(
        &mut self,
        kind: &'a StmtKind,
        label: Label,
        carried: Option<&'a [Carried]>,
        to: &'a [Val],
        body: &'a Block,
    ) {
        let place = Place::Stmt(kind);
        let opened = match self.labels.get_mut(label.number()) {
            Some(target @ Target::Unseen) => {
                *target = Target::Open { carried, to, broken: false, around: self.open };
                true
            }
            Some(_) => {
                self.fault(place, |names| {
                    format!("{} is in use already", label_name(names, label))
                });
                false
            }
            None => {
                self.fault(place, |_| "the function has no such label".into());
                false
            }
        };
        self.open += 1;
        self.block(body, Some(kind));
        self.open -= 1;
        if opened {
            let target = &mut self.labels[label.number()];
            *target =
                Target::Closed { broken: matches!(target, Target::Open { broken: true, .. }) };
        }
    }

    fn end(&mut self, block: &'a Block, owner: Option<&'a StmtKind>) {
        let owner_place = owner.map_or(Place::Function, Place::Stmt);
        let place = match &block.end {
            End::Give(values) if values.is_empty() => owner_place,
            end => Place::End(end),
        };
        block.end.operands().iter().for_each(|value| self.used(place, *value));
        match &block.end {
            End::Give(values) => match owner {
                Some(StmtKind::If { to, .. }) => {
                    self.expect_all(place, "an arm gives", values, self.types(to.iter().copied()));
                }
                Some(_) => self.fault(place, |_| {
                    "a body must end in `next!`, `break`, `return` or `unreachable!()`".into()
                }),
                None => self
                    .fault(place, |_| "a function must end in `return` or `unreachable!()`".into()),
            },
            End::Next(label, values) => self.next(place, *label, values),
            End::Break(label, values) => self.break_out(place, *label, values),
            End::Return(values) => {
                self.fenced(place, 0);
                let wanted = self.func.results.iter().copied().map(Some);
                self.expect_all(place, "it returns", values, wanted);
            }
            End::Unreachable => self.unreachable(block, owner_place),
        }
    }

    fn next(&mut self, place: Place<'a>, label: Label, values: &[Val]) {
        match self.labels.get(label.number()) {
            Some(&Target::Open { carried: Some(carried), around, .. }) => {
                self.fenced(place, around + 1);
                let inner = carried.iter().map(|carried| carried.inner);
                self.expect_all(place, "it carries on", values, self.types(inner));
            }
            Some(Target::Open { carried: None, .. }) => self.fault(place, |names| {
                format!("{} is a scope, which runs once", label_name(names, label))
            }),
            _ => self.not_around(place, label),
        }
    }

    fn break_out(&mut self, place: Place<'a>, label: Label, values: &[Val]) {
        match self.labels.get_mut(label.number()) {
            Some(Target::Open { to, broken, around, .. }) => {
                *broken = true;
                let (to, around) = (*to, *around);
                self.fenced(place, around);
                let to = to.iter().copied();
                self.expect_all(place, "it breaks with", values, self.types(to));
            }
            _ => self.not_around(place, label),
        }
    }

    fn not_around(&mut self, place: Place<'a>, label: Label) {
        self.fault(place, |names| format!("{} is not around this", label_name(names, label)));
    }

    fn unreachable(&mut self, block: &'a Block, owner: Place<'a>) {
        match block.stmts.last() {
            Some(stmt) if self.never_ends(&stmt.kind) => {}
            Some(stmt) => self.fault(Place::Stmt(&stmt.kind), |_| {
                "control can go on behind this, to `unreachable!()`".into()
            }),
            None => self.fault(owner, |_| "a block is `unreachable!()` from its start".into()),
        }
    }

    /// Whether control never gets behind this statement, which has been visited.
    fn never_ends(&self, kind: &StmtKind) -> bool {
        match kind {
            StmtKind::If { then, otherwise, .. } => {
                let leaves = |arm: &Block| !matches!(arm.end, End::Give(_));
                leaves(then) && leaves(otherwise)
            }
            StmtKind::Loop { label, .. } | StmtKind::Scope { label, .. } => {
                matches!(self.labels.get(label.number()), Some(Target::Closed { broken: false }))
            }
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. }
            | StmtKind::For { .. } => false,
        }
    }

    fn define(&mut self, place: Place<'a>, value: Val) {
        match self.values.get_mut(value.number()) {
            Some(known) if known.state == State::Undefined => {
                known.state = State::Visible;
                self.facts.push(Fact::Visible(value));
            }
            Some(_) => self.fault(place, |names| {
                format!("{} is defined a second time", value_name(names, value))
            }),
            None => self.fault(place, |_| "it defines a value the function does not have".into()),
        }
    }

    fn used(&mut self, place: Place<'a>, value: Val) {
        let trouble = match self.values.get(value.number()) {
            Some(known) => match known.state {
                State::Visible => return,
                State::Undefined => "is used before it is defined",
                State::Gone => "is used outside of the block that defines it",
            },
            None => "is not a value of the function",
        };
        self.fault(place, |names| format!("{} {trouble}", value_name(names, value)));
    }

    fn ty(&self, value: Val) -> Option<Scalar> {
        self.func.values.get(value).map(|row| row.ty)
    }

    /// The types of values, nothing for one that the function does not have.
    fn types<I>(&self, values: I) -> impl Iterator<Item = Option<Scalar>> + Clone + use<'a, I>
    where
        I: Iterator<Item = Val> + Clone,
    {
        let func = self.func;
        values.map(move |value| func.values.get(value).map(|row| row.ty))
    }

    /// The value has this type.
    fn expect(&mut self, place: Place<'a>, what: &str, value: Val, wanted: Scalar) {
        let Some(ty) = self.ty(value) else { return };
        if ty != wanted {
            self.fault(place, |names| {
                format!("{what} {} is {ty}, not {wanted}", value_name(names, value))
            });
        }
    }

    /// The values have these types, and there are as many.
    fn expect_all(
        &mut self,
        place: Place<'a>,
        what: &str,
        values: &[Val],
        wanted: impl Iterator<Item = Option<Scalar>> + Clone,
    ) {
        let types = self.types(values.iter().copied());
        if !types.clone().eq(wanted.clone()) {
            let (types, wanted) = (list(types), list(wanted));
            self.fault(place, |_| format!("{what} {types}, not {wanted}"));
        }
    }

    fn operand_count(&mut self, place: Place<'a>, name: &str, wanted: usize, count: usize) {
        let plural = if wanted == 1 { "" } else { "s" };
        self.fault(place, |_| format!("`{name}` takes {wanted} operand{plural}, not {count}"));
    }

    /// Notes a fault, naming everything first if it is the first one.
    fn fault(&mut self, place: Place<'a>, sentence: impl FnOnce(&mut Printer<'a>) -> String) {
        if self.faults.len() == MOST_FAULTS {
            return;
        }
        let names = self.names.get_or_insert_with(|| Printer::with_names(self.func));
        let place = names.quote(|printer| match place {
            Place::Function => printer.heading(),
            Place::Param(param) => printer.param(param),
            Place::Array(array) => printer.declaration(array),
            Place::Stmt(kind) => printer.head(kind),
            Place::End(end) => printer.end(end),
        });
        let sentence = sentence(names);
        self.faults.push(format!("{place}: {sentence}"));
    }
}

fn value_name(names: &mut Printer<'_>, value: Val) -> String {
    names.quote(|printer| printer.value(value))
}

fn array_name(names: &mut Printer<'_>, array: ArrayId) -> String {
    names.quote(|printer| printer.array(array))
}

fn label_name(names: &mut Printer<'_>, label: Label) -> String {
    names.quote(|printer| printer.label(label))
}

/// How many faults are told; whoever made that many has a pattern to look for.
const MOST_FAULTS: usize = 100;

/// How many types a fault quotes.
const LISTED: usize = 12;

/// Types in parentheses.
fn list(types: impl Iterator<Item = Option<Scalar>>) -> String {
    let mut out = String::from("(");
    for (number, ty) in types.enumerate() {
        if number > 0 {
            out.push_str(", ");
        }
        if number == LISTED {
            out.push_str("..");
            break;
        }
        out.push_str(ty.map_or("unknown", Scalar::name));
    }
    out.push(')');
    out
}
