//! The interpreter: the definition of what a kernel does, and the baseline it is measured by.
//!
//! In: a plan and its arguments. Out: results, or the check that failed. It walks the loop IR
//! statement by statement; [`metate_lang::eval`] says what each operation computes. Always true:
//! every element access is checked again, so a fault of the IR is a panic here and never
//! undefined behaviour. Deliberately absent: anything that makes it faster at the price of
//! clarity.

mod memory;

use metate_lang::error::Span;
use metate_lang::eval::eval;
use metate_lang::ir::{
    ArrayData, ArrayId, Block, Carried, Check, End, Func, Label, Param, Range, Stmt, StmtKind, Val,
};
use metate_lang::ty::{MAX_RANK, Scalar};
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::Fault;
use crate::args::Arg;
use crate::plan::Plan;
use memory::{Array, Own};

/// Runs a plan on arguments of its signature.
///
/// # Errors
/// The first check that failed, in the order of the text.
pub fn run(plan: &Plan, args: &mut [Arg<'_>]) -> Result<Vec<Value>, Fault> {
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
    let mut machine = Machine { func, values, arrays, given: Vec::new() };
    match machine.block(&func.body)? {
        Flow::Return => Ok(machine.given),
        other => panic!("metate bug: the body ended with {other:?}"),
    }
}

/// How control left a block; the values it took along are in [`Machine::given`].
#[derive(Debug, PartialEq)]
enum Flow {
    Give,
    Next(Label),
    Break(Label),
    Return,
}

struct Machine<'p, 'a, 'b> {
    func: &'p Func,
    /// The current value of every [`Val`].
    values: Vec<Value>,
    /// Every array but those that are no parameter and nothing names.
    arrays: Vec<Option<Array<'a, 'b>>>,
    /// Values on their way from the end of a block to where control goes.
    given: Vec<Value>,
}

impl<'a, 'b> Machine<'_, 'a, 'b> {
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

    fn block(&mut self, block: &Block) -> Result<Flow, Fault> {
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
        Ok(flow)
    }

    /// Runs a statement; tells where control goes if not to the next one.
    fn stmt(&mut self, stmt: &Stmt) -> Result<Option<Flow>, Fault> {
        match &stmt.kind {
            StmtKind::Const { to, value } => self.set(*to, *value),
            StmtKind::Op { to, op, args } => {
                let mut operands = [Value::Bool(false); 3];
                for (operand, &arg) in operands.iter_mut().zip(args) {
                    *operand = self.get(arg);
                }
                self.set(*to, eval(*op, &operands[..args.len()], self.func.ty(*to)));
            }
            StmtKind::Extent { to, array, axis } => {
                let extent = self.array(*array).extents()[*axis as usize];
                self.set(*to, Value::Usize(extent));
            }
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
            StmtKind::Check { check, args } => self.check(stmt.span, *check, args)?,
            StmtKind::If { to, cond, then, otherwise } => {
                let arm = if self.get(*cond) == Value::Bool(true) { then } else { otherwise };
                match self.block(arm)? {
                    Flow::Give => self.take_given(to),
                    flow => return Ok(Some(flow)),
                }
            }
            StmtKind::For { to, label, var, range, carried, body, .. } => {
                return self.for_loop(to, *label, *var, *range, carried, body);
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
        }
        Ok(None)
    }

    fn for_loop(
        &mut self,
        to: &[Val],
        label: Label,
        var: Val,
        range: Range,
        carried: &[Carried],
        body: &Block,
    ) -> Result<Option<Flow>, Fault> {
        let ty = self.func.ty(var);
        let integer = |value: Value| value.as_int().expect("limits are integers");
        let (lo, hi) = (integer(self.get(range.lo)), integer(self.get(range.hi)));
        let end = if range.inclusive { hi + 1 } else { hi };
        self.enter(carried);
        for i in lo..end {
            self.set(var, Value::from_int(ty, i).expect("between the limits"));
            match self.block(body)? {
                Flow::Next(next) if next == label => self.next(carried),
                Flow::Break(left) if left == label => {
                    self.take_given(to);
                    return Ok(None);
                }
                flow => return Ok(Some(flow)),
            }
        }
        for (&to, carried) in to.iter().zip(carried) {
            self.set(to, self.get(carried.inner));
        }
        Ok(None)
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

    fn check(&mut self, span: Span, check: Check, args: &[Val]) -> Result<(), Fault> {
        let first = self.get(args[0]);
        let (holds, second) = match check {
            Check::Bounds { array, axis } => {
                let extent = self.array(array).extents()[axis as usize] as u64;
                (first.bits() < extent, extent)
            }
            Check::Divisor | Check::RemDivisor | Check::Step => (first.bits() != 0, 0),
            Check::Quotient | Check::RemQuotient => {
                let divisor = self.get(args[1]);
                let overflows = is_minimum(first) && divisor.as_int() == Some(-1);
                (!overflows, divisor.as_int().unwrap_or(0) as u64)
            }
        };
        let operand = |value: Value| value.as_int().unwrap_or(0) as u64;
        if holds { Ok(()) } else { Err(Fault { check, span, first: operand(first), second }) }
    }
}

fn is_minimum(value: Value) -> bool {
    let ty: Scalar = value.scalar();
    value.as_int() == Some(-(1i128 << (ty.bits() - 1)))
}
