//! The interpreter: the definition of what a kernel does, and the baseline it is measured by.
//!
//! In: a plan, its arguments and what may interrupt it. Out: results, or the check that failed, or
//! where it was interrupted. It walks the loop IR
//! statement by statement; [`metate_lang::eval`] says what each operation computes. Always true:
//! every element access is checked again, so a fault of the IR is a panic here and never
//! undefined behaviour. Deliberately absent: anything that makes it faster at the price of
//! clarity.

pub mod bound;
mod memory;
mod parallel;

use metate_lang::error::Span;
use metate_lang::eval;
use metate_lang::ir::order::Order;
use metate_lang::ir::{
    ArrayData, ArrayId, Block, Carried, Check, End, Func, Label, Param, Range, Stmt, StmtKind, Val,
};
use metate_lang::op::Op;
use metate_lang::ty::{MAX_RANK, Scalar};
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::{Fault, Halt};
use crate::args::Arg;
use crate::error::InterruptKind;
use crate::interrupt::{Meter, Watch};
use crate::plan::Plan;
use crate::runtime::{clock, math};
use memory::{Array, Own};

/// The depth up to which any thread's stack serves, debug builds included.
pub const SHALLOW: usize = 48;

/// Bytes of stack for each level of nested blocks, of which unoptimised builds take a fourth.
pub const LEVEL_BYTES: usize = 16 << 10;

/// Runs a plan on arguments of its signature.
///
/// # Errors
/// The first check that failed, in the order of the text, or what interrupted the call: asked at
/// every statement and at the end of every block, see [`Meter`].
pub fn run(
    plan: &Plan,
    args: &mut [Arg<'_>],
    watch: Option<&Watch<'_>>,
) -> Result<Vec<Value>, Halt> {
    let func = plan.func();
    let mut values = vec![Value::Bool(false); func.values.len()];
    let local = |row: &ArrayData| row.local.map(|ty| Array::Own(Own::local(ty)));
    let mut arrays: Vec<Option<Array<'_, '_>>> = func.arrays.values().map(local).collect();
    for (param, arg) in func.params.iter().zip(args) {
        match (param, arg) {
            (Param::Scalar(to), Arg::Scalar(value)) => values[to.number()] = *value,
            (Param::Array(to), Arg::Array(array)) => {
                arrays[to.number()] = Some(Array::Argument(array));
            }
            (param, arg) => panic!("metate bug: {arg:?} for {param:?}"),
        }
    }
    let meter = Meter::start(watch);
    let mut machine = Machine { func, values, arrays, given: Vec::new(), loops: 0, meter };
    match machine.block(&func.body)? {
        Flow::Return => Ok(machine.given),
        other => panic!("metate bug: the body ended with {other:?}"),
    }
}

/// What an operation computes; the mathematical functions in the version for this processor, which
/// gives the same bits.
fn apply(op: Op, args: &[Value], result: Scalar) -> Value {
    let function = if op.row().math { math::external(op, args[0].scalar()) } else { None };
    let value = function.and_then(|function| eval::call(function, args));
    value.unwrap_or_else(|| eval::eval(op, args, result))
}

/// How control left a block; the values it took along are in [`Machine::given`].
#[derive(Debug, PartialEq)]
enum Flow {
    Give,
    Next(Label),
    Break(Label),
    Return,
}

/// A counted loop; see [`StmtKind::For`].
struct Counted<'s> {
    to: &'s [Val],
    label: Label,
    var: Val,
    range: Range,
    carried: &'s [Carried],
    body: &'s Block,
}

struct Machine<'p, 'a, 'b, 'w> {
    func: &'p Func,
    /// The current value of every [`Val`].
    values: Vec<Value>,
    /// Every array that has memory by now.
    arrays: Vec<Option<Array<'a, 'b>>>,
    /// Values on their way from the end of a block to where control goes.
    given: Vec<Value>,
    /// How many loops are around the statement.
    loops: u32,
    meter: Meter<'w>,
}

impl<'a, 'b> Machine<'_, 'a, 'b, '_> {
    fn get(&self, value: Val) -> Value {
        self.values[value.number()]
    }

    fn set(&mut self, to: Val, value: Value) {
        self.values[to.number()] = value;
    }

    fn array(&mut self, array: ArrayId) -> &mut Array<'a, 'b> {
        self.arrays[array.number()].as_mut().expect("metate bug: an array without memory")
    }

    fn take_given(&mut self, to: &[Val]) {
        for (number, &to) in to.iter().enumerate() {
            self.set(to, self.given[number]);
        }
    }

    #[cold]
    fn interrupted(&self, kind: InterruptKind) -> Halt {
        Halt::Interrupt(kind, self.meter.place())
    }

    fn block(&mut self, block: &Block) -> Result<Flow, Halt> {
        for stmt in &block.stmts {
            self.meter.statement(stmt.span).map_err(|kind| self.interrupted(kind))?;
            if let Some(flow) = self.stmt(stmt)? {
                return Ok(flow);
            }
        }
        self.meter.spend().map_err(|kind| self.interrupted(kind))?;
        let (flow, values) = match &block.end {
            End::Give(values) => (Flow::Give, values),
            End::Next(label, values) => (Flow::Next(*label), values),
            End::Break(label, values) => (Flow::Break(*label), values),
            End::Return(values) => (Flow::Return, values),
            End::Unreachable => panic!("metate bug: reached what cannot be reached"),
        };
        self.given.clear();
        self.given.extend(values.iter().map(|value| self.values[value.number()]));
        Ok(flow)
    }

    /// Runs a statement; tells where control goes if not to the next one.
    fn stmt(&mut self, stmt: &Stmt) -> Result<Option<Flow>, Halt> {
        match &stmt.kind {
            StmtKind::Const { to, value } => self.set(*to, *value),
            StmtKind::Op { to, op, args } => {
                let mut operands = [Value::Bool(false); 3];
                for (operand, &arg) in operands.iter_mut().zip(args) {
                    *operand = self.get(arg);
                }
                self.set(*to, apply(*op, &operands[..args.len()], self.func.ty(*to)));
            }
            StmtKind::Extent { to, array, axis } => {
                let extent = self.array(*array).extents()[*axis as usize];
                self.set(*to, Value::Usize(extent));
            }
            StmtKind::Clock { to } => self.set(*to, Value::U64(clock::nanoseconds())),
            StmtKind::Load { to, array, index } => {
                let (buffer, rank) = self.index(index);
                let value = self.array(*array).load(&buffer[..rank]);
                self.set(*to, value);
            }
            StmtKind::Store { array, index, value } => {
                let (buffer, rank) = self.index(index);
                let value = self.get(*value);
                self.array(*array).store(&buffer[..rank], value);
            }
            StmtKind::Allocate { array, extents } => self.allocate(*array, extents)?,
            StmtKind::Check { check, args } => self.check(stmt.span, *check, args)?,
            StmtKind::Proved { check, args } => {
                let holds = self.check(stmt.span, *check, args);
                assert!(holds.is_ok(), "metate bug: {holds:?} fails and was thought to hold");
            }
            StmtKind::If { to, cond, then, otherwise } => {
                let arm = if self.get(*cond) == Value::Bool(true) { then } else { otherwise };
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
            StmtKind::Scope { to, label, body } => match self.block(body)? {
                Flow::Break(left) if left == *label => self.take_given(to),
                flow => return Ok(Some(flow)),
            },
        }
        Ok(None)
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
                match order {
                    Some((parallel, order)) => self.parallel_for(&counted, parallel, order),
                    None => self.for_loop(&counted),
                }
            }
            StmtKind::Loop { to, label, carried, body } => {
                self.endless_loop(to, *label, carried, body)
            }
            other => panic!("metate bug: {other:?} is no loop"),
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
            match self.block(body)? {
                Flow::Next(next) if next == label => self.next(carried),
                Flow::Break(left) if left == label => break,
                flow => return Ok(Some(flow)),
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

    /// The integers that a counted loop runs over.
    fn limits(&self, counted: &Counted<'_>) -> std::ops::Range<i128> {
        let integer = |value: Val| self.get(value).as_int().expect("limits are integers");
        let hi = integer(counted.range.hi);
        integer(counted.range.lo)..if counted.range.inclusive { hi + 1 } else { hi }
    }

    fn begin_iteration(&mut self, counted: &Counted<'_>, i: i128) {
        self.set_induction(counted, i);
        if self.loops == 1 {
            let limits = self.limits(counted);
            self.meter.report((i - limits.start) as u64, (limits.end - limits.start) as u64);
        }
    }

    fn set_induction(&mut self, counted: &Counted<'_>, i: i128) {
        let ty = self.func.ty(counted.var);
        self.set(counted.var, Value::from_int(ty, i).expect("between the limits"));
    }

    fn leave(&mut self, counted: &Counted<'_>) {
        for (&to, carried) in counted.to.iter().zip(counted.carried) {
            self.set(to, self.get(carried.inner));
        }
    }

    fn enter(&mut self, carried: &[Carried]) {
        for carried in carried {
            self.set(carried.inner, self.get(carried.init));
        }
    }

    fn next(&mut self, carried: &[Carried]) {
        for (number, carried) in carried.iter().enumerate() {
            self.set(carried.inner, self.given[number]);
        }
    }

    fn index(&self, index: &[Val]) -> ([usize; MAX_RANK], usize) {
        let mut buffer = [0; MAX_RANK];
        for (to, &value) in buffer.iter_mut().zip(index) {
            match self.get(value) {
                Value::Usize(value) => *to = value,
                other => panic!("metate bug: {other:?} as an index"),
            }
        }
        (buffer, index.len())
    }

    /// The array has memory of its own from here on.
    fn allocate(&mut self, array: ArrayId, extents: &[Val]) -> Result<(), Halt> {
        let (extents, rank) = self.index(extents);
        let zero = Value::zero(self.func.arrays[array].elem);
        let own = Own::filled(extents[..rank].to_vec(), zero).map_err(Halt::Memory)?;
        self.arrays[array.number()] = Some(Array::Own(own));
        Ok(())
    }

    fn check(&mut self, span: Span, check: Check, args: &[Val]) -> Result<(), Fault> {
        let mut operands = [Value::Bool(false); 4];
        for (operand, &arg) in operands.iter_mut().zip(args) {
            *operand = self.get(arg);
        }
        let extent = match check {
            Check::Bounds { array, axis } => self.array(array).extents()[axis as usize] as u64,
            _ => 0,
        };
        Fault::of(check, span, &operands[..args.len()], extent).map_or(Ok(()), Err)
    }
}
