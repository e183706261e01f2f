//! What the host does of an offloaded kernel: scalars, control, and when to launch what.
//!
//! In: an [`Offload`], the numbers of a call, and something that launches ([`Device`]). Out: how the
//! call returns. Always true: the host computes with `metate_lang::eval`, as the interpreter does; a
//! check of the host that fails is told only after what was launched in front of it came to its end
//! without a trap, so the first trap in the order of the text wins. Deliberately absent: elements of
//! arrays, and any knowledge of devices.

use metate_lang::error::Span;
use metate_lang::eval;
use metate_lang::ir::{ArrayId, Carried, Check, End, Func, Label, Range, Stmt, StmtKind, Val};
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::narrow::Host;
use crate::backend::{Fault, Halt};
use crate::interrupt::Meter;
use crate::plan::offload::{Offload, RegionId, Step, Steps};

/// What does the work that is not the host's.
pub trait Device {
    /// An array has memory from here on, all zero.
    ///
    /// # Errors
    /// The device's.
    fn allocate(&mut self, array: ArrayId, numbers: &Numbers<'_>) -> Result<(), Halt>;

    /// A region is to be run behind everything so far.
    ///
    /// # Errors
    /// The device's, or why it cannot be.
    fn launch(
        &mut self,
        region: RegionId,
        numbers: &Numbers<'_>,
        meter: &mut Meter<'_>,
    ) -> Result<(), Halt>;

    /// Resident values, when everything so far has come to its end.
    ///
    /// # Errors
    /// The trap that something so far ran into; the device's.
    fn fetch(&mut self, values: &[Val], numbers: &Numbers<'_>) -> Result<Vec<Value>, Halt>;

    /// Waits until everything so far has come to its end.
    ///
    /// # Errors
    /// As for [`fetch`](Device::fetch).
    fn settle(&mut self, numbers: &Numbers<'_>) -> Result<(), Halt> {
        self.fetch(&[], numbers).map(drop)
    }
}

/// The scalars and sizes of a call.
pub struct Numbers<'o> {
    func: &'o Func,
    /// The current value of every value of the host.
    values: Vec<Value>,
    /// The extents of every array that has memory by now.
    extents: Vec<Vec<u64>>,
}

impl<'o> Numbers<'o> {
    /// The numbers of a call that begins: of its arguments alone.
    pub fn new(func: &'o Func) -> Numbers<'o> {
        let local = |row: &metate_lang::ir::ArrayData| {
            let local = row.local.iter().flat_map(|local| local.extents());
            local.map(|extent| extent as u64).collect()
        };
        Numbers {
            func,
            values: vec![Value::Bool(false); func.values.len()],
            extents: func.arrays.values().map(local).collect(),
        }
    }

    /// A value is this from here on.
    pub fn set(&mut self, to: Val, value: Value) {
        self.values[to.number()] = value;
    }

    /// A value of the host.
    pub fn get(&self, value: Val) -> Value {
        self.values[value.number()]
    }

    /// An array has these extents.
    pub fn set_extents(&mut self, array: ArrayId, extents: Vec<u64>) {
        self.extents[array.number()] = extents;
    }

    /// The first number of a loop and how many there are.
    pub fn limits(&self, range: &Range) -> (i128, u64) {
        let number = |value: Val| self.get(value).as_int().unwrap_or_default();
        let (lo, hi) = (number(range.lo), number(range.hi));
        let trips = hi - lo + i128::from(range.inclusive);
        // Even `0..=u64::MAX` misses this by one, and no device runs so many.
        (lo, u64::try_from(trips.max(0)).unwrap_or(u64::MAX))
    }
}

impl Host for Numbers<'_> {
    fn scalar(&self, value: Val) -> Value {
        self.get(value)
    }

    fn extent(&self, array: ArrayId, axis: u8) -> u64 {
        self.extents[array.number()].get(usize::from(axis)).copied().unwrap_or_default()
    }

    fn elements(&self, array: ArrayId) -> u64 {
        self.extents[array.number()].iter().copied().fold(1, u64::saturating_mul)
    }
}

/// Runs the steps; the values that the function returns, which may be resident.
///
/// # Errors
/// The first check that failed, what interrupted the call, or the device's.
pub fn run<'o>(
    offload: &'o Offload,
    numbers: &mut Numbers<'o>,
    device: &mut dyn Device,
    meter: &mut Meter<'_>,
) -> Result<Vec<Val>, Halt> {
    let mut machine = Machine { offload, numbers, device, meter, loops: 0 };
    match machine.steps(&offload.steps)? {
        Flow::Return(values) => Ok(values),
        Flow::Give(_) | Flow::Next(..) | Flow::Break(..) => {
            panic!("metate bug: a function that ends without returning")
        }
    }
}

/// How control left steps, and the values that it took along.
enum Flow {
    Give(Vec<Val>),
    Next(Label, Vec<Val>),
    Break(Label, Vec<Val>),
    Return(Vec<Val>),
}

struct Machine<'m, 'o, 'w> {
    offload: &'o Offload,
    numbers: &'m mut Numbers<'o>,
    device: &'m mut dyn Device,
    meter: &'m mut Meter<'w>,
    /// How many loops are around the step.
    loops: u32,
}

/// A loop of the host.
struct Repeated<'o> {
    to: &'o [Val],
    label: Label,
    carried: &'o [Carried],
    body: &'o Steps,
}

impl<'o> Machine<'_, 'o, '_> {
    fn steps(&mut self, steps: &'o Steps) -> Result<Flow, Halt> {
        for step in &steps.steps {
            if let Some(flow) = self.step(step)? {
                return Ok(flow);
            }
        }
        self.spend(1)?;
        Ok(match &steps.end {
            End::Give(values) => Flow::Give(values.clone()),
            End::Next(label, values) => Flow::Next(*label, values.clone()),
            End::Break(label, values) => Flow::Break(*label, values.clone()),
            End::Return(values) => Flow::Return(values.clone()),
            End::Unreachable => {
                // Behind a launch that has no end, which is not waited for so far.
                self.device.settle(self.numbers)?;
                panic!("metate bug: reached what cannot be reached")
            }
        })
    }

    fn spend(&mut self, units: u64) -> Result<(), Halt> {
        let place = self.meter.place();
        self.meter.spend_many(units).map_err(|kind| Halt::Interrupt(kind, place))
    }

    /// Values of the host become others, all at once. What is resident is handed on by regions.
    fn hand_on(&mut self, from: &[Val], to: &[Val]) {
        let offload = self.offload;
        let of_host = |(_, to): &(&Val, &Val)| offload.slot(**to).is_none();
        let pairs: Vec<(Value, Val)> = from
            .iter()
            .zip(to)
            .filter(of_host)
            .map(|(&from, &to)| (self.numbers.get(from), to))
            .collect();
        pairs.into_iter().for_each(|(value, to)| self.numbers.set(to, value));
    }

    /// Runs a step; tells where control goes if not to the next one.
    fn step(&mut self, step: &'o Step) -> Result<Option<Flow>, Halt> {
        match step {
            Step::Host(stmt) => {
                let place = self.meter.place();
                let spent = self.meter.statement(stmt.span);
                spent.map_err(|kind| Halt::Interrupt(kind, place))?;
                self.statement(stmt)?;
            }
            Step::Allocate { array, extents } => {
                let number = |&value: &Val| self.numbers.get(value).bits();
                self.numbers.set_extents(*array, extents.iter().map(number).collect());
                self.device.allocate(*array, self.numbers)?;
            }
            Step::Launch(region) => self.device.launch(*region, self.numbers, self.meter)?,
            Step::Fetch(values) => {
                let fetched = self.device.fetch(values, self.numbers)?;
                for (&to, value) in values.iter().zip(fetched) {
                    self.numbers.set(to, value);
                }
            }
            Step::If { to, cond, then, otherwise } => {
                let arm = match self.numbers.get(*cond) {
                    Value::Bool(true) => then,
                    _ => otherwise,
                };
                match self.steps(arm)? {
                    Flow::Give(values) => self.hand_on(&values, to),
                    flow => return Ok(Some(flow)),
                }
            }
            Step::For { span, to, label, var, range, carried, body } => {
                let repeated = Repeated { to, label: *label, carried, body };
                return self.counted(*span, *var, range, repeated);
            }
            Step::Loop { span, to, label, carried, body } => {
                let repeated = Repeated { to, label: *label, carried, body };
                return self.endless(*span, repeated);
            }
            Step::Scope { to, label, body } => match self.steps(body)? {
                Flow::Break(of, values) if of == *label => self.hand_on(&values, to),
                flow => return Ok(Some(flow)),
            },
        }
        Ok(None)
    }

    fn counted(
        &mut self,
        span: Span,
        var: Val,
        range: &Range,
        repeated: Repeated<'o>,
    ) -> Result<Option<Flow>, Halt> {
        let Repeated { to, label, carried, body } = repeated;
        let (inits, inner): (Vec<Val>, Vec<Val>) =
            carried.iter().map(|carried| (carried.init, carried.inner)).unzip();
        self.hand_on(&inits, &inner);
        let (first, trips) = self.numbers.limits(range);
        let ty = self.numbers.func.ty(var);
        self.loops += 1;
        for number in 0..trips {
            let spent = self.meter.statement(span);
            spent.map_err(|kind| Halt::Interrupt(kind, span))?;
            if self.loops == 1 {
                self.meter.report(number, trips);
            }
            let value = Value::from_int(ty, first + i128::from(number));
            self.numbers.set(var, value.expect("a number between the limits"));
            match self.steps(body)? {
                Flow::Next(of, values) if of == label => self.hand_on(&values, &inner),
                Flow::Break(of, values) if of == label => {
                    self.loops -= 1;
                    self.hand_on(&values, to);
                    return Ok(None);
                }
                flow => {
                    self.loops -= 1;
                    return Ok(Some(flow));
                }
            }
        }
        self.loops -= 1;
        self.hand_on(&inner, to);
        Ok(None)
    }

    fn endless(&mut self, span: Span, repeated: Repeated<'o>) -> Result<Option<Flow>, Halt> {
        let Repeated { to, label, carried, body } = repeated;
        let (inits, inner): (Vec<Val>, Vec<Val>) =
            carried.iter().map(|carried| (carried.init, carried.inner)).unzip();
        self.hand_on(&inits, &inner);
        self.loops += 1;
        let flow = loop {
            let spent = self.meter.statement(span);
            spent.map_err(|kind| Halt::Interrupt(kind, span))?;
            match self.steps(body)? {
                Flow::Next(of, values) if of == label => self.hand_on(&values, &inner),
                Flow::Break(of, values) if of == label => {
                    self.hand_on(&values, to);
                    break None;
                }
                flow => break Some(flow),
            }
        };
        self.loops -= 1;
        Ok(flow)
    }

    /// A statement on scalars.
    fn statement(&mut self, stmt: &Stmt) -> Result<(), Halt> {
        match &stmt.kind {
            StmtKind::Const { to, value } => self.numbers.set(*to, *value),
            StmtKind::Op { to, op, args } => {
                let operands: Vec<Value> = args.iter().map(|&arg| self.numbers.get(arg)).collect();
                let result = self.numbers.func.ty(*to);
                self.numbers.set(*to, eval::eval(*op, &operands, result));
            }
            StmtKind::Extent { to, array, axis } => {
                let extent = self.numbers.extent(*array, *axis);
                self.numbers.set(*to, Value::Usize(extent as usize));
            }
            StmtKind::Check { check, args } => self.check(*check, args, stmt.span)?,
            StmtKind::Proved { .. } => {}
            other => panic!("metate bug: the host cannot do {other:?}"),
        }
        Ok(())
    }

    fn check(&mut self, check: Check, args: &[Val], span: Span) -> Result<(), Halt> {
        let operands: Vec<Value> = args.iter().map(|&arg| self.numbers.get(arg)).collect();
        let extent = match check {
            Check::Bounds { array, axis } => self.numbers.extent(array, axis),
            _ => 0,
        };
        let Some(fault) = Fault::of(check, span, &operands, extent) else { return Ok(()) };
        self.device.settle(self.numbers)?;
        Err(fault.into())
    }
}
