//! Runs a function as the interpreter does, with a shadow beside every value.
//!
//! In: a function, its arguments. Out: [`Bounded`]. Always true: values, control and memory are the
//! interpreter's, to the bit; a shadow changes none of them. Deliberately absent: what happens
//! where another engine may go another way (`doubt`).

use std::collections::HashMap;

use metate_lang::analysis::parallel;
use metate_lang::analysis::range::Ranges;
use metate_lang::error::Span;
use metate_lang::ir::order::Order;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{
    ArrayId, Block, Carried, Check, End, Func, Label, Param, Stmt, StmtKind, Val,
};
use metate_lang::op::Op;
use metate_lang::ty::MAX_RANK;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::super::memory::{Array, Own};
use super::super::{Counted, Fault, Flow, Halt, apply};
use super::doubt::Open;
use super::memory::Shadows;
use super::shadow::Shadow;
use super::{Accuracy, Bounded, Held, Traced, ops};
use crate::args::Arg;
use crate::runtime::clock;

/// Runs a function on arguments of its signature.
pub(super) fn run<'a>(
    func: &Func,
    args: &mut [Arg<'a>],
    accuracy: &Accuracy,
) -> Result<Bounded, Halt> {
    let mut machine = Machine::new(func, accuracy);
    for (param, arg) in func.params.iter().zip(args) {
        machine.take(param, arg);
    }
    let outcome = match machine.block(&func.body) {
        Ok(Flow::Return) => Ok(machine.given.iter().map(|given| machine.held(given)).collect()),
        Ok(other) => panic!("metate bug: the body ended with {other:?}"),
        Err(Halt::Fault(fault)) => {
            machine.may_trap_otherwise |= machine.is_doubtful();
            Err(fault)
        }
        Err(halt) => return Err(halt),
    };
    let arrays = match outcome {
        Ok(_) => func.params.iter().map(|param| machine.elements(param)).collect(),
        Err(_) => Vec::new(),
    };
    Ok(Bounded { outcome, may_trap_otherwise: machine.may_trap_otherwise, arrays })
}

/// The arrays that each loop adds up in: as it declares, and as an analysis finds.
fn sums(func: &Func) -> HashMap<Label, Vec<ArrayId>> {
    let mut sums: HashMap<Label, Vec<ArrayId>> = HashMap::new();
    for found in parallel::of(func, &Ranges::of(func)) {
        sums.entry(found.label).or_default().extend(found.arrays.iter().map(|&(array, _)| array));
    }
    walk(&func.body, &mut |stmt| {
        if let StmtKind::For { label, parallel: Some(parallel), .. } = &stmt.kind {
            let arrays = parallel.arrays.iter().map(|&(array, _)| array);
            sums.entry(*label).or_default().extend(arrays);
        }
    });
    sums
}

pub(super) struct Machine<'p, 'a, 'b> {
    pub(super) func: &'p Func,
    pub(super) accuracy: &'p Accuracy,
    /// The current value of every [`Val`].
    values: Vec<Traced>,
    /// Every array that has memory by now, and its shadows.
    pub(super) arrays: Vec<Option<(Array<'a, 'b>, Shadows)>>,
    /// Values on their way from the end of a block to where control goes.
    pub(super) given: Vec<Traced>,
    /// The loops and scopes around the statement, outermost first.
    pub(super) open: Vec<Open>,
    /// How many conditions around the statement may be otherwise elsewhere.
    pub(super) doubtful_arms: u32,
    /// Whether another engine may have returned by now.
    pub(super) may_have_returned: bool,
    pub(super) may_trap_otherwise: bool,
    /// How many loops are around the statement.
    loops: u32,
    /// Counts iterations of outermost loops.
    epoch: u64,
    /// Counts stores.
    pub(super) moment: u64,
    /// The arrays that each loop adds up in.
    sums: HashMap<Label, Vec<ArrayId>>,
}

impl<'p, 'a, 'b> Machine<'p, 'a, 'b> {
    fn new(func: &'p Func, accuracy: &'p Accuracy) -> Self {
        let undefined = Traced { value: Value::Bool(false), shadow: Shadow::SAME };
        let local = |array: &metate_lang::ir::ArrayData| {
            let own = Array::Own(Own::local(array.local?));
            let shadows = Shadows::new(own.extents());
            Some((own, shadows))
        };
        Machine {
            func,
            accuracy,
            values: vec![undefined; func.values.len()],
            arrays: func.arrays.values().map(local).collect(),
            given: Vec::new(),
            open: Vec::new(),
            doubtful_arms: 0,
            may_have_returned: false,
            may_trap_otherwise: false,
            loops: 0,
            epoch: 0,
            moment: 1,
            sums: sums(func),
        }
    }

    fn take(&mut self, param: &Param, arg: &'b mut Arg<'a>) {
        match (param, arg) {
            (Param::Scalar(to), Arg::Scalar(value)) => self.set_input(*to, *value),
            (Param::Array(to), Arg::Array(array)) => {
                let shadows = Shadows::new(array.extents());
                self.arrays[to.number()] = Some((Array::Argument(array), shadows));
            }
            (param, arg) => panic!("metate bug: {arg:?} for {param:?}"),
        }
    }

    pub(super) fn get(&self, value: Val) -> Traced {
        self.values[value.number()]
    }

    pub(super) fn set(&mut self, to: Val, traced: Traced) {
        self.values[to.number()] = traced;
    }

    /// A value that is the same in every engine.
    fn set_input(&mut self, to: Val, value: Value) {
        let shadow = ops::float(value).map_or(Shadow::SAME, Shadow::input);
        self.set(to, Traced { value, shadow });
    }

    pub(super) fn array(&mut self, array: ArrayId) -> &mut (Array<'a, 'b>, Shadows) {
        self.arrays[array.number()].as_mut().expect("metate bug: an array without memory")
    }

    fn held(&self, traced: &Traced) -> Held {
        let Traced { value, shadow } = *traced;
        let bound = match ops::float(value) {
            // Bounds are computed in floats, too.
            Some(_) => ops::rules(self.accuracy, value.scalar()).error(&shadow) * 1.001,
            None if shadow.is_unknown() => f64::INFINITY,
            None => 0.0,
        };
        Held { value, bound, signed: !shadow.soft }
    }

    /// The elements of an argument, as they are at the end.
    fn elements(&mut self, param: &Param) -> Vec<Held> {
        let Param::Array(id) = *param else { return Vec::new() };
        let indices: Vec<_> = self.array(id).0.indices().collect();
        indices
            .iter()
            .map(|index| {
                let traced = self.element(id, index);
                self.held(&traced)
            })
            .collect()
    }

    pub(super) fn element(&self, id: ArrayId, index: &[usize]) -> Traced {
        let (array, shadows) =
            self.arrays[id.number()].as_ref().expect("metate bug: an array without memory");
        let value = array.load(index);
        let is_sum = self
            .open
            .iter()
            .any(|open| self.sums.get(&open.label).is_some_and(|arrays| arrays.contains(&id)));
        let shadow = shadows.load(self.accuracy, index, value, self.epoch, is_sum);
        Traced { value, shadow }
    }

    /// Control may be elsewhere in another engine.
    pub(super) fn is_doubtful(&self) -> bool {
        self.doubtful_arms > 0
            || self.may_have_returned
            || self.open.iter().any(|open| open.iteration || open.whole)
    }

    pub(super) fn take_given(&mut self, to: &[Val]) {
        for (number, &to) in to.iter().enumerate() {
            self.set(to, self.given[number]);
        }
    }

    pub(super) fn block(&mut self, block: &Block) -> Result<Flow, Halt> {
        for stmt in &block.stmts {
            if let Some(flow) = self.stmt(stmt)? {
                return Ok(flow);
            }
        }
        let (flow, values) = match &block.end {
            End::Give(values) => (Flow::Give, values),
            End::Next(label, values) => (Flow::Next(*label), values),
            End::Break(label, values) => (Flow::Break(*label), values),
            End::Return(values) => (Flow::Return, values),
            End::Unreachable => panic!("metate bug: reached what cannot be reached"),
        };
        self.given.clear();
        self.given.extend(values.iter().map(|value| self.values[value.number()]));
        if flow == Flow::Return && self.is_doubtful() {
            self.given.iter_mut().for_each(|given| given.shadow = Shadow::UNKNOWN);
        }
        Ok(flow)
    }

    /// Runs a statement; tells where control goes if not to the next one.
    fn stmt(&mut self, stmt: &Stmt) -> Result<Option<Flow>, Halt> {
        match &stmt.kind {
            StmtKind::Const { to, value } => self.set_input(*to, *value),
            StmtKind::Op { to, op, args } => self.operation(*to, *op, args),
            StmtKind::Extent { to, array, axis } => {
                let extent = self.array(*array).0.extents()[*axis as usize];
                self.set_input(*to, Value::Usize(extent));
            }
            StmtKind::Clock { to } => {
                let value = Value::U64(clock::nanoseconds());
                self.set(*to, Traced { value, shadow: Shadow::UNKNOWN });
            }
            StmtKind::Load { to, array, index } => {
                let (buffer, rank) = self.index(index);
                let mut traced = self.element(*array, &buffer[..rank]);
                if !self.are_known(index) {
                    traced.shadow = Shadow::UNKNOWN;
                }
                self.set(*to, traced);
            }
            StmtKind::Store { array, index, value } => self.store(*array, index, *value),
            StmtKind::Allocate { array, extents } => self.allocate(*array, extents)?,
            StmtKind::Check { check, args } | StmtKind::Proved { check, args } => {
                self.check(stmt.span, *check, args)?;
            }
            StmtKind::If { to, cond, then, otherwise } => {
                let cond = self.get(*cond);
                if cond.shadow.is_unknown() {
                    return self.doubtful_if(to, cond.value, then, otherwise);
                }
                let arm = if cond.value == Value::Bool(true) { then } else { otherwise };
                match self.block(arm)? {
                    Flow::Give => self.take_given(to),
                    flow => return Ok(Some(flow)),
                }
            }
            StmtKind::For { .. } | StmtKind::Loop { .. } => {
                self.loops += 1;
                let flow = self.any_loop(&stmt.kind)?;
                self.loops -= 1;
                return Ok(flow);
            }
            StmtKind::Scope { to, label, body } => {
                self.open.push(Open::new(*label));
                let flow = self.block(body)?;
                let whole = self.open.pop().is_some_and(|open| open.whole);
                match flow {
                    Flow::Break(left) if left == *label => self.leave_with(to, whole),
                    flow => return Ok(Some(flow)),
                }
            }
        }
        Ok(None)
    }

    fn operation(&mut self, to: Val, op: Op, args: &[Val]) {
        let operands: Vec<Traced> = args.iter().map(|&arg| self.get(arg)).collect();
        let plain: Vec<Value> = operands.iter().map(|operand| operand.value).collect();
        let value = apply(op, &plain, self.func.ty(to));
        let mut shadow = ops::shadow(self.accuracy, op, &operands, value);
        // A value is what it is: `x == x` tells whether it is a number.
        let compares = matches!(op, Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge);
        if compares && args[0] == args[1] && !operands[0].shadow.is_unknown() {
            shadow = Shadow::SAME;
        }
        self.set(to, Traced { value, shadow });
    }

    /// An element that was merged from copies.
    pub(super) fn store_merged(&mut self, array: ArrayId, index: &[usize], traced: Traced) {
        self.moment += 1;
        let (epoch, moment) = (self.epoch, self.moment);
        let (memory, shadows) = self.array(array);
        memory.store(index, traced.value);
        shadows.store(index, traced.shadow, epoch, moment);
    }

    /// Whether these values are the same in every engine.
    fn are_known(&self, values: &[Val]) -> bool {
        values.iter().all(|&value| !self.get(value).shadow.is_unknown())
    }

    fn store(&mut self, array: ArrayId, index: &[Val], value: Val) {
        let (buffer, rank) = self.index(index);
        let index_is_known = self.are_known(index);
        let mut traced = self.get(value);
        if self.is_doubtful() {
            let old = self.element(array, &buffer[..rank]);
            traced.shadow = ops::either(self.accuracy, traced.value, &traced, &old);
        }
        self.moment += 1;
        let (epoch, moment) = (self.epoch, self.moment);
        let (memory, shadows) = self.array(array);
        memory.store(&buffer[..rank], traced.value);
        match index_is_known {
            true => shadows.store(&buffer[..rank], traced.shadow, epoch, moment),
            false => shadows.blur(moment + 1),
        }
        self.moment += 1;
    }

    fn any_loop(&mut self, stmt: &StmtKind) -> Result<Option<Flow>, Halt> {
        match stmt {
            StmtKind::For { to, label, var, range, carried, parallel, body } => {
                let (label, var, range) = (*label, *var, *range);
                let counted = Counted { to, label, var, range, carried, body };
                let inner = carried.iter().map(|carried| carried.inner);
                let order = parallel.as_ref().and_then(|parallel| {
                    Some((parallel, Order::of(self.func, inner, parallel, body)?))
                });
                self.open.push(Open::new(label));
                if !self.are_known(&[range.lo, range.hi]) {
                    self.doubt_whole(self.open.len() - 1, body);
                }
                let flow = match order {
                    Some((parallel, order)) => self.parallel_for(&counted, parallel, order),
                    None => self.for_loop(&counted),
                }?;
                self.close(to, flow)
            }
            StmtKind::Loop { to, label, carried, body } => {
                self.open.push(Open::new(*label));
                let flow = self.endless_loop(to, *label, carried, body)?;
                self.close(to, flow)
            }
            other => panic!("metate bug: {other:?} is no loop"),
        }
    }

    /// Behind a loop: its results are in doubt if it may have ended otherwise.
    fn close(&mut self, to: &[Val], flow: Option<Flow>) -> Result<Option<Flow>, Halt> {
        let whole = self.open.pop().is_some_and(|open| open.whole);
        if whole && flow.is_none() {
            to.iter().for_each(|to| self.values[to.number()].shadow = Shadow::UNKNOWN);
        }
        Ok(flow)
    }

    fn leave_with(&mut self, to: &[Val], doubtful: bool) {
        self.take_given(to);
        if doubtful {
            to.iter().for_each(|to| self.values[to.number()].shadow = Shadow::UNKNOWN);
        }
    }

    fn endless_loop(
        &mut self,
        to: &[Val],
        label: Label,
        carried: &[Carried],
        body: &Block,
    ) -> Result<Option<Flow>, Halt> {
        self.enter(carried);
        loop {
            self.begin();
            match self.block(body)? {
                Flow::Next(next) if next == label => self.next(carried, body, label),
                flow => {
                    self.leave_early(&flow, body);
                    if flow != Flow::Break(label) {
                        return Ok(Some(flow));
                    }
                    break;
                }
            }
        }
        self.take_given(to);
        Ok(None)
    }

    fn for_loop(&mut self, counted: &Counted<'_>) -> Result<Option<Flow>, Halt> {
        self.enter(counted.carried);
        for i in self.limits(counted) {
            self.begin_iteration(counted, i);
            match self.block(counted.body)? {
                Flow::Next(next) if next == counted.label => {
                    self.next(counted.carried, counted.body, counted.label);
                }
                flow => {
                    self.leave_early(&flow, counted.body);
                    if flow != Flow::Break(counted.label) {
                        return Ok(Some(flow));
                    }
                    self.take_given(counted.to);
                    return Ok(None);
                }
            }
        }
        self.leave(counted);
        Ok(None)
    }

    /// The integers that a counted loop runs over.
    pub(super) fn limits(&self, counted: &Counted<'_>) -> std::ops::Range<i128> {
        let integer = |value: Val| self.get(value).value.as_int().expect("limits are integers");
        let hi = integer(counted.range.hi);
        integer(counted.range.lo)..if counted.range.inclusive { hi + 1 } else { hi }
    }

    /// Another iteration begins.
    fn begin(&mut self) {
        if self.loops == 1 {
            self.epoch += 1;
        }
    }

    pub(super) fn begin_iteration(&mut self, counted: &Counted<'_>, i: i128) {
        self.begin();
        let ty = self.func.ty(counted.var);
        let value = Value::from_int(ty, i).expect("between the limits");
        let known = self.are_known(&[counted.range.lo, counted.range.hi]);
        let shadow = if known { Shadow::SAME } else { Shadow::UNKNOWN };
        self.set(counted.var, Traced { value, shadow });
    }

    /// Behind the last iteration. An engine that adds up may have added its own zeros, even if there
    /// was no iteration.
    pub(super) fn leave(&mut self, counted: &Counted<'_>) {
        for (&to, carried) in counted.to.iter().zip(counted.carried) {
            let mut last = self.get(carried.inner);
            last.shadow.soft |= ops::float(last.value) == Some(0.0);
            self.set(to, last);
        }
        for array in self.sums.get(&counted.label).cloned().unwrap_or_default() {
            self.array(array).1.soften();
        }
    }

    pub(super) fn enter(&mut self, carried: &[Carried]) {
        for carried in carried {
            self.set(carried.inner, self.get(carried.init));
        }
    }

    pub(super) fn index(&self, index: &[Val]) -> ([usize; MAX_RANK], usize) {
        let mut buffer = [0; MAX_RANK];
        for (to, &value) in buffer.iter_mut().zip(index) {
            match self.get(value).value {
                Value::Usize(value) => *to = value,
                other => panic!("metate bug: {other:?} as an index"),
            }
        }
        (buffer, index.len())
    }

    fn allocate(&mut self, array: ArrayId, extents: &[Val]) -> Result<(), Halt> {
        let known = self.are_known(extents);
        let (extents, rank) = self.index(extents);
        let zero = Value::zero(self.func.arrays[array].elem);
        let own = Own::filled(extents[..rank].to_vec(), zero).map_err(Halt::Memory)?;
        let mut shadows = Shadows::new(&extents[..rank]);
        if !known {
            shadows.blur(u64::MAX);
        }
        self.arrays[array.number()] = Some((Array::Own(own), shadows));
        Ok(())
    }

    fn check(&mut self, span: Span, check: Check, args: &[Val]) -> Result<(), Fault> {
        let extent = match check {
            Check::Bounds { array, axis } => self.array(array).0.extents()[axis as usize],
            _ => 0,
        };
        let operands: Vec<Value> = args.iter().map(|&arg| self.get(arg).value).collect();
        let known = match (check, &*operands) {
            // Limits that are floats may be in order although they are not known exactly.
            (Check::Clamp, [Value::F32(_) | Value::F64(_), _]) => {
                let [low, high] = [args[0], args[1]].map(|arg| self.get(arg));
                let same = low.shadow.is_same() && high.shadow.is_same();
                let rules = ops::rules(self.accuracy, low.value.scalar());
                same || rules.compares(&low.num(), &high.num())
            }
            _ => self.are_known(args),
        };
        self.may_trap_otherwise |= !known;
        Fault::of(check, span, &operands, extent as u64).map_or(Ok(()), Err)
    }
}
