//! What memory may hold after a trap in a `prange`.
//!
//! In: a kernel, its arguments, and what the interpreter and another engine made of them. Out: the
//! cell that holds what it must not. The kernel is run once more, as the interpreter does it, but
//! a trap in a parallel loop ends its iteration alone: so every value is seen that some iteration
//! stores. Always true: each element holds what it held in front of the loop or such a value; an
//! array that is reduced is as it was, or as it is after the iterations in front of the trap; all
//! else is as the interpreter left it. Deliberately absent: which trap is reported, which is compared
//! where results are.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use metate::Kernel;
use metate_lang::ir::order::{self, Order, is_exact, neutral};
use metate_lang::ir::{
    ArrayId, Block, Carried, Check, End, Func, Label, Parallel, Param, Reduction, Stmt, StmtKind,
    Val,
};
use metate_lang::lower::{Limits, Options, lower_with};
use metate_lang::op::Op;
use metate_lang::ty::{Layout, Scalar};
use metate_lang::util::index::Index;
use metate_lang::value::Value;
use metate_lang::{eval, front};

use super::data::Data;
use super::run::{Run, agree, difference};

/// Statements that a run may take.
const MOST_STATEMENTS: u64 = 20_000_000;

/// Whether a run on several threads did what the interpreter did: after a trap in a `prange` an
/// element may hold what some iteration stores, or nothing of it.
pub fn agree_on_threads(
    kernel: &Kernel,
    data: &[Data],
    overflow_checks: bool,
    reference: &Run,
    run: &Run,
) -> Result<(), String> {
    let is_trap = reference.outcome.is_err() && reference.outcome == run.outcome;
    if !is_trap || !kernel.text().contains("prange") {
        let agrees = agree(reference, run, true);
        return if agrees { Ok(()) } else { Err(difference(reference, run)) };
    }
    check(kernel, data, overflow_checks, reference, run)
        .map_err(|wrong| format!("{}{wrong}", difference(reference, run)))
}

/// How often memory was looked at that is not as the interpreter left it.
#[allow(dead_code)]
pub static OTHERWISE: AtomicUsize = AtomicUsize::new(0);

/// Whether memory after a trap is as the interpreter left it, or, if the trap was in a `prange`, as
/// iterations may leave it.
///
/// # Errors
/// The cell that is neither.
pub fn check(
    kernel: &Kernel,
    data: &[Data],
    overflow_checks: bool,
    reference: &Run,
    run: &Run,
) -> Result<(), String> {
    let module = front::load(kernel.text(), None).map_err(|error| error.to_string())?;
    let options = Options { overflow_checks };
    let signature = module.signature(Layout::Strided);
    let func = lower_with(&module, &signature, options, &Limits::default())
        .map_err(|_| "it is too large this time".to_owned())?;
    let Some(trapped) = trapped(&func, data) else {
        return Err("it does not trap when it is run once more".to_owned());
    };
    if !agree(reference, run, true) {
        OTHERWISE.fetch_add(1, Ordering::Relaxed);
    }
    for (number, (param, data)) in func.params.iter().zip(data).enumerate() {
        let (Param::Array(array), Some(places)) = (param, data.places()) else { continue };
        let elements: HashMap<usize, usize> =
            places.iter().enumerate().map(|(element, &cell)| (cell, element)).collect();
        let old = data.memory();
        // The interpreter shows whether this run is what it does.
        let (was, now) = (&reference.memory[number], &run.memory[number]);
        let known = |cell: usize| match elements.get(&cell) {
            Some(&element) => trapped.at_trap[array.number()][element],
            None => old[cell],
        };
        if let Some(cell) = (0..was.len()).find(|&cell| !known(cell).same(was[cell])) {
            let (is, known) = (was[cell], known(cell));
            return Err(format!("the interpreter left {is:?}, not {known:?} in cell {cell}"));
        }
        if trapped.reduced.contains(array) {
            let all = |of: &dyn Fn(usize) -> Value| (0..now.len()).all(|c| of(c).same(now[c]));
            let before = |cell: usize| match elements.get(&cell) {
                Some(&element) => trapped.before[array.number()][element],
                None => old[cell],
            };
            if !all(&before) && !all(&known) {
                return Err(format!("argument {number} is reduced, and half of it"));
            }
            continue;
        }
        for cell in (0..now.len()).filter(|&cell| !known(cell).same(now[cell])) {
            let stored = elements.get(&cell).filter(|&&element| {
                let before = trapped.before[array.number()][element];
                let stored = trapped.stored.get(&(*array, element));
                before.same(now[cell])
                    || stored.is_some_and(|stored| stored.iter().any(|v| v.same(now[cell])))
            });
            if stored.is_none() {
                let now = now[cell];
                return Err(format!("argument {number}, cell {cell} holds {now:?}"));
            }
        }
    }
    Ok(())
}

/// A run that trapped. Outside of a parallel loop `before` is `at_trap`, and nothing is stored.
struct Trapped {
    /// All elements in front of the loop of the trap.
    before: Vec<Vec<Value>>,
    /// All elements when the first iteration trapped.
    at_trap: Vec<Vec<Value>>,
    /// The values that iterations of that loop store.
    stored: HashMap<(ArrayId, usize), Vec<Value>>,
    /// Arrays that it reduces.
    reduced: HashSet<ArrayId>,
}

fn trapped(func: &Func, data: &[Data]) -> Option<Trapped> {
    let mut machine = Machine {
        func,
        values: vec![Value::Bool(false); func.values.len()],
        extents: vec![Vec::new(); func.arrays.len()],
        arrays: vec![Vec::new(); func.arrays.len()],
        given: Vec::new(),
        left: MOST_STATEMENTS,
        trapped: None,
        stored: HashMap::new(),
        inside: false,
    };
    for (number, array) in func.arrays.values().enumerate() {
        if let Some(ty) = array.local {
            machine.extents[number] = ty.extents().collect();
            let count = machine.extents[number].iter().product();
            machine.arrays[number] = vec![Value::zero(array.elem); count];
        }
    }
    for (param, data) in func.params.iter().zip(data) {
        match param {
            Param::Scalar(to) => machine.values[to.number()] = data.memory()[0],
            Param::Array(to) => {
                let (memory, places) = (data.memory(), data.places()?);
                machine.extents[to.number()] = data.extents()?;
                machine.arrays[to.number()] = places.iter().map(|&cell| memory[cell]).collect();
            }
        }
    }
    match machine.block(&func.body) {
        Err(Stop::Trap) => Some(machine.trapped.unwrap_or_else(|| Trapped {
            before: machine.arrays.clone(),
            at_trap: machine.arrays,
            stored: HashMap::new(),
            reduced: HashSet::new(),
        })),
        Ok(_) | Err(Stop::Long) => None,
    }
}

enum Stop {
    Trap,
    Long,
}

enum Flow {
    Give,
    Next(Label),
    Break(Label),
    Return,
}

struct Machine<'f> {
    func: &'f Func,
    values: Vec<Value>,
    extents: Vec<Vec<usize>>,
    arrays: Vec<Vec<Value>>,
    given: Vec<Value>,
    left: u64,
    trapped: Option<Trapped>,
    /// What the iterations of the parallel loop around have stored.
    stored: HashMap<(ArrayId, usize), Vec<Value>>,
    /// Whether there is a parallel loop around.
    inside: bool,
}

/// A counted loop.
struct Counted<'f> {
    to: &'f [Val],
    label: Label,
    var: Val,
    trips: Vec<i128>,
    carried: &'f [Carried],
    body: &'f Block,
}

impl<'f> Machine<'f> {
    fn get(&self, value: Val) -> Value {
        self.values[value.number()]
    }

    fn integer(&self, value: Val) -> i128 {
        self.get(value).as_int().expect("an integer")
    }

    fn take_given(&mut self, to: &[Val]) {
        for (number, to) in to.iter().enumerate() {
            self.values[to.number()] = self.given[number];
        }
    }

    fn spend(&mut self) -> Result<(), Stop> {
        self.left = self.left.checked_sub(1).ok_or(Stop::Long)?;
        Ok(())
    }

    fn block(&mut self, block: &'f Block) -> Result<Flow, Stop> {
        for stmt in &block.stmts {
            self.spend()?;
            if let Some(flow) = self.stmt(stmt)? {
                return Ok(flow);
            }
        }
        self.spend()?;
        let (flow, values) = match &block.end {
            End::Give(values) => (Flow::Give, values),
            End::Next(label, values) => (Flow::Next(*label), values),
            End::Break(label, values) => (Flow::Break(*label), values),
            End::Return(values) => (Flow::Return, values),
            End::Unreachable => panic!("reached what cannot be reached"),
        };
        self.given = values.iter().map(|&value| self.get(value)).collect();
        Ok(flow)
    }

    fn stmt(&mut self, stmt: &'f Stmt) -> Result<Option<Flow>, Stop> {
        match &stmt.kind {
            StmtKind::Const { to, value } => self.values[to.number()] = *value,
            StmtKind::Op { to, op, args } => {
                let args: Vec<Value> = args.iter().map(|&arg| self.get(arg)).collect();
                self.values[to.number()] = eval::eval(*op, &args, self.func.ty(*to));
            }
            StmtKind::Extent { to, array, axis } => {
                let extent = self.extents[array.number()][usize::from(*axis)];
                self.values[to.number()] = Value::Usize(extent);
            }
            StmtKind::Load { to, array, index } => {
                let at = self.element(*array, index);
                self.values[to.number()] = self.arrays[array.number()][at];
            }
            StmtKind::Store { array, index, value } => {
                let (at, value) = (self.element(*array, index), self.get(*value));
                self.arrays[array.number()][at] = value;
                if self.inside {
                    self.stored.entry((*array, at)).or_default().push(value);
                }
            }
            StmtKind::Check { check, args } => self.check(*check, args)?,
            StmtKind::If { to, cond, then, otherwise } => {
                let arm = if self.get(*cond) == Value::Bool(true) { then } else { otherwise };
                match self.block(arm)? {
                    Flow::Give => self.take_given(to),
                    flow => return Ok(Some(flow)),
                }
            }
            StmtKind::For { to, label, var, range, carried, parallel, body } => {
                let (lo, hi) = (self.integer(range.lo), self.integer(range.hi));
                let end = if range.inclusive { hi + 1 } else { hi };
                if end - lo > i128::from(self.left) {
                    return Err(Stop::Long);
                }
                let trips = (lo..end).collect();
                let counted = Counted { to, label: *label, var: *var, trips, carried, body };
                match parallel {
                    Some(parallel) if !parallel.in_order => self.parallel(&counted, parallel)?,
                    _ => return self.for_loop(&counted),
                }
            }
            StmtKind::Loop { to, label, carried, body } => {
                self.enter(carried);
                loop {
                    match self.block(body)? {
                        Flow::Next(next) if next == *label => self.next(carried),
                        Flow::Break(left) if left == *label => break,
                        flow => return Ok(Some(flow)),
                    }
                }
                self.take_given(to);
            }
            StmtKind::Scope { to, label, body } => match self.block(body)? {
                Flow::Break(left) if left == *label => self.take_given(to),
                flow => return Ok(Some(flow)),
            },
            StmtKind::Allocate { array, extents } => {
                let extents: Vec<usize> =
                    extents.iter().map(|&extent| self.integer(extent) as usize).collect();
                let zero = Value::zero(self.func.arrays[*array].elem);
                self.arrays[array.number()] = vec![zero; extents.iter().product()];
                self.extents[array.number()] = extents;
            }
            StmtKind::Proved { .. } | StmtKind::Clock { .. } => {
                panic!("not made of texts: {:?}", stmt.kind)
            }
        }
        Ok(None)
    }

    fn for_loop(&mut self, counted: &Counted<'f>) -> Result<Option<Flow>, Stop> {
        self.enter(counted.carried);
        for &i in &counted.trips {
            self.begin(counted, i);
            match self.block(counted.body)? {
                Flow::Next(next) if next == counted.label => self.next(counted.carried),
                Flow::Break(left) if left == counted.label => {
                    self.take_given(counted.to);
                    return Ok(None);
                }
                flow => return Ok(Some(flow)),
            }
        }
        self.leave(counted);
        Ok(None)
    }

    fn begin(&mut self, counted: &Counted<'f>, i: i128) {
        let ty = self.func.ty(counted.var);
        self.values[counted.var.number()] = Value::from_int(ty, i).expect("between the limits");
    }

    fn enter(&mut self, carried: &[Carried]) {
        let initial: Vec<Value> = carried.iter().map(|carried| self.get(carried.init)).collect();
        for (carried, initial) in carried.iter().zip(initial) {
            self.values[carried.inner.number()] = initial;
        }
    }

    fn next(&mut self, carried: &[Carried]) {
        for (number, carried) in carried.iter().enumerate() {
            self.values[carried.inner.number()] = self.given[number];
        }
    }

    fn leave(&mut self, counted: &Counted<'f>) {
        for (to, carried) in counted.to.iter().zip(counted.carried) {
            self.values[to.number()] = self.get(carried.inner);
        }
    }

    fn element(&self, array: ArrayId, index: &[Val]) -> usize {
        let pairs = self.extents[array.number()].iter().zip(index);
        pairs.fold(0, |at, (extent, index)| at * extent + self.integer(*index) as usize)
    }

    fn check(&self, check: Check, args: &[Val]) -> Result<(), Stop> {
        let values: Vec<Value> = args.iter().map(|&arg| self.get(arg)).collect();
        let holds = match check {
            Check::Bounds { array, axis } => {
                let extent = self.extents[array.number()][usize::from(axis)];
                values[0].bits() < extent as u64
            }
            Check::Divisor | Check::RemDivisor | Check::Step => values[0].bits() != 0,
            Check::Quotient | Check::RemQuotient => {
                let least = -(1i128 << (values[0].scalar().bits() - 1));
                values[0].as_int() != Some(least) || values[1].as_int() != Some(-1)
            }
            Check::Clamp => Check::limits_hold(values[0], values[1]),
            Check::Overflow(op) => !eval::overflows(op, &values),
            Check::Distinct { .. } => values[0].bits() == 0 || values[0].bits() == values[1].bits(),
        };
        if holds { Ok(()) } else { Err(Stop::Trap) }
    }
}

/// A sum or product of floats: its number, and what its accumulators and its chunks came to.
struct Total {
    number: usize,
    op: Op,
    accumulators: Vec<Value>,
    chunks: Vec<Value>,
}

/// What is done when an iteration traps, given the arrays that are copies: whether others go on.
type OnTrap<'a, 'f> = &'a mut dyn FnMut(&mut Machine<'f>, &[ArrayId]) -> Result<(), Stop>;

/// Parallel loops.
impl<'f> Machine<'f> {
    /// Runs all iterations, whichever traps.
    fn parallel(&mut self, counted: &Counted<'f>, parallel: &Parallel) -> Result<(), Stop> {
        let is_outermost = !std::mem::replace(&mut self.inside, true);
        let before = if is_outermost { self.arrays.clone() } else { Vec::new() };
        if is_outermost {
            self.stored.clear();
        }
        let mut at_trap = None;
        let done = self.iterations(counted, parallel, &mut |machine: &mut Self, copied| {
            if !is_outermost {
                return Err(Stop::Trap);
            }
            let mut arrays = machine.arrays.clone();
            for &array in copied {
                arrays[array.number()].clone_from(&before[array.number()]);
            }
            at_trap.get_or_insert(arrays);
            Ok(())
        });
        if is_outermost {
            self.inside = false;
        }
        done?;
        let Some(at_trap) = at_trap else { return Ok(()) };
        let stored = std::mem::take(&mut self.stored);
        let reduced = parallel.arrays.iter().map(|&(array, _)| array).collect();
        self.trapped = Some(Trapped { before, at_trap, stored, reduced });
        Err(Stop::Trap)
    }

    /// The iterations in their order, sums of floats as `prange` defines them; `trap` says whether
    /// they go on behind a trap, and is told which arrays are copies.
    fn iterations(
        &mut self,
        counted: &Counted<'f>,
        parallel: &Parallel,
        trap: OnTrap<'_, 'f>,
    ) -> Result<(), Stop> {
        let inner = counted.carried.iter().map(|carried| carried.inner);
        let order = Order::of(self.func, inner, parallel, counted.body);
        let trips = counted.trips.len() as u128;
        let (chunk, copies) = match order {
            Some(order) => {
                let chunk = order.chunk(trips);
                (chunk, trips.div_ceil(chunk).min(u128::from(order::MOST_COPIES)))
            }
            None => (trips.max(1), 1),
        };
        let mut totals = self.totals(counted, parallel);
        let copied: Vec<(ArrayId, Op)> = parallel
            .arrays
            .iter()
            .copied()
            .filter(|&(array, op)| !is_exact(op, self.func.arrays[array].elem))
            .collect();
        let names: Vec<ArrayId> = copied.iter().map(|&(array, _)| array).collect();
        let originals: Vec<Vec<Value>> =
            names.iter().map(|array| self.arrays[array.number()].clone()).collect();
        let (chunks, mut merged) = (trips.div_ceil(chunk), originals.clone());
        self.enter(counted.carried);
        for copy in 0..copies {
            for &(array, op) in &copied {
                let neutral = neutral(op, self.func.arrays[array].elem);
                self.arrays[array.number()].fill(neutral);
            }
            for number in copy * chunks / copies..(copy + 1) * chunks / copies {
                let start = number * chunk;
                for j in 0..chunk.min(trips - start) {
                    for total in &totals {
                        let at = (j % total.accumulators.len() as u128) as usize;
                        let inner = counted.carried[total.number].inner;
                        self.values[inner.number()] = total.accumulators[at];
                    }
                    self.begin(counted, counted.trips[(start + j) as usize]);
                    match self.block(counted.body) {
                        Ok(_) => self.next(counted.carried),
                        Err(Stop::Trap) => trap(self, &names)?,
                        Err(stop) => return Err(stop),
                    }
                    for total in &mut totals {
                        let at = (j % total.accumulators.len() as u128) as usize;
                        total.accumulators[at] = self.get(counted.carried[total.number].inner);
                    }
                }
                totals.iter_mut().for_each(|total| total.end_chunk(&self.fresh(counted, total)));
            }
            for (&(array, op), merged) in copied.iter().zip(&mut merged) {
                for (element, copy) in merged.iter_mut().zip(&self.arrays[array.number()]) {
                    *element = combine(op, *element, *copy);
                }
            }
        }
        self.leave(counted);
        for total in totals {
            let initial = self.get(counted.carried[total.number].init);
            let to = counted.to[total.number];
            self.values[to.number()] = total.result(initial);
        }
        for (array, merged) in names.into_iter().zip(merged) {
            self.arrays[array.number()] = merged;
        }
        Ok(())
    }

    fn totals(&self, counted: &Counted<'f>, parallel: &Parallel) -> Vec<Total> {
        let mut totals = Vec::new();
        for (number, carried) in counted.carried.iter().enumerate() {
            let ty = self.func.ty(carried.inner);
            if let Reduction::Op(op) = parallel.reductions[number]
                && !is_exact(op, ty)
            {
                let mut total = Total { number, op, accumulators: Vec::new(), chunks: Vec::new() };
                total.accumulators = self.fresh(counted, &total);
                totals.push(total);
            }
        }
        totals
    }

    /// Accumulators that hold nothing.
    fn fresh(&self, counted: &Counted<'f>, total: &Total) -> Vec<Value> {
        let ty: Scalar = self.func.ty(counted.carried[total.number].inner);
        vec![neutral(total.op, ty); order::accumulators(ty) as usize]
    }
}

impl Total {
    fn end_chunk(&mut self, fresh: &[Value]) {
        let mut half = self.accumulators.len() / 2;
        while half > 0 {
            for l in 0..half {
                let (a, b) = (self.accumulators[l], self.accumulators[l + half]);
                self.accumulators[l] = combine(self.op, a, b);
            }
            half /= 2;
        }
        self.chunks.push(self.accumulators[0]);
        self.accumulators.copy_from_slice(fresh);
    }

    fn result(mut self, initial: Value) -> Value {
        while self.chunks.len() > 1 {
            let pair = |pair: &[Value]| match *pair {
                [a, b] => combine(self.op, a, b),
                _ => pair[0],
            };
            self.chunks = self.chunks.chunks(2).map(pair).collect();
        }
        self.chunks.first().map_or(initial, |&tree| combine(self.op, initial, tree))
    }
}

fn combine(op: Op, a: Value, b: Value) -> Value {
    eval::eval(op, &[a, b], a.scalar())
}
