//! Runs a kernel and records which iteration touches which element.
//!
//! In: loop IR, in which one loop is marked by the name of its induction variable, and arguments.
//! Out: the arrays of which an iteration of that loop writes an element that another one touches.
//! Always true: operations are those of `eval`; a check that fails ends its iteration of the
//! marked loop, and the next one goes on. Deliberately absent: everything about speed, and all of
//! what the checker knows.

use std::collections::{BTreeSet, HashMap};

use metate_lang::eval;
use metate_lang::ir::{
    ArrayId, Block, Carried, Check, End, Func, Label, Param, Stmt, StmtKind, Val,
};
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

/// The name of the induction variable of the loop that is recorded.
pub const MARK: &str = "it";

/// Statements that a run may take.
const MOST_STATEMENTS: u32 = 4000;

/// Iterations of a loop that never ends.
const ENDLESS: i128 = 1 << 48;

/// An argument.
#[derive(Clone, Debug)]
pub enum Arg {
    Scalar(Value),
    Array { extents: Vec<usize>, elements: Vec<Value> },
}

/// Why a block ended before its end.
enum Stop {
    /// A check failed.
    Trap,
    /// The run took too long.
    Fuel,
    /// It would never end.
    Endless,
}

enum Flow {
    Give,
    Next(Label),
    Break(Label),
    Return,
}

/// Who touched an element.
#[derive(Default)]
struct Touched {
    writer: Option<i128>,
    readers: [Option<i128>; 2],
}

struct Machine<'f> {
    func: &'f Func,
    values: Vec<Value>,
    arrays: Vec<(Vec<usize>, Vec<Value>)>,
    given: Vec<Value>,
    fuel: u32,
    /// The iteration of the marked loop.
    iteration: Option<i128>,
    touched: HashMap<(ArrayId, usize), Touched>,
    /// Arrays of the loop itself, in which it notes what it touches.
    tables: BTreeSet<ArrayId>,
    races: BTreeSet<String>,
    repeats: BTreeSet<String>,
}

/// What a run shows.
pub struct Found {
    /// The names of the arrays of which iterations of the marked loop meet at an element.
    pub races: BTreeSet<String>,
    /// Those of which an iteration was stopped since an earlier one had touched a place.
    pub repeats: BTreeSet<String>,
    /// Whether it came to an end, and did not run out of statements.
    pub is_whole: bool,
}

/// Runs a kernel.
pub fn run(func: &Func, args: &[Arg]) -> Found {
    let mut machine = Machine {
        func,
        values: vec![Value::Bool(false); func.values.len()],
        arrays: vec![(Vec::new(), Vec::new()); func.arrays.len()],
        given: Vec::new(),
        fuel: MOST_STATEMENTS,
        iteration: None,
        touched: HashMap::new(),
        tables: BTreeSet::new(),
        races: BTreeSet::new(),
        repeats: BTreeSet::new(),
    };
    for (param, arg) in func.params.iter().zip(args) {
        match (param, arg) {
            (Param::Scalar(to), Arg::Scalar(value)) => machine.values[to.number()] = *value,
            (Param::Array(to), Arg::Array { extents, elements }) => {
                machine.arrays[to.number()] = (extents.clone(), elements.clone());
            }
            other => panic!("arguments do not fit: {other:?}"),
        }
    }
    let ended = machine.block(&func.body);
    let is_whole = !matches!(ended, Err(Stop::Fuel));
    match ended {
        // What such a call leaves is not promised, so the checker does not look at it.
        Err(Stop::Endless) => Found { races: BTreeSet::new(), repeats: BTreeSet::new(), is_whole },
        Ok(_) | Err(Stop::Trap | Stop::Fuel) => {
            Found { races: machine.races, repeats: machine.repeats, is_whole }
        }
    }
}

impl Machine<'_> {
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

    fn block(&mut self, block: &Block) -> Result<Flow, Stop> {
        for stmt in &block.stmts {
            self.fuel = self.fuel.checked_sub(1).ok_or(Stop::Fuel)?;
            if let Some(flow) = self.stmt(stmt)? {
                return Ok(flow);
            }
        }
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

    fn stmt(&mut self, stmt: &Stmt) -> Result<Option<Flow>, Stop> {
        match &stmt.kind {
            StmtKind::Const { to, value } => self.values[to.number()] = *value,
            StmtKind::Op { to, op, args } => {
                let args: Vec<Value> = args.iter().map(|&arg| self.get(arg)).collect();
                self.values[to.number()] = eval::eval(*op, &args, self.func.ty(*to));
            }
            StmtKind::Extent { to, array, axis } => {
                let extent = self.arrays[array.number()].0[usize::from(*axis)];
                self.values[to.number()] = Value::Usize(extent);
            }
            StmtKind::Load { to, array, index } => {
                let at = self.touch(*array, index, false);
                self.values[to.number()] = self.arrays[array.number()].1[at];
            }
            StmtKind::Store { array, index, value } => {
                let at = self.touch(*array, index, true);
                self.arrays[array.number()].1[at] = self.get(*value);
            }
            StmtKind::Allocate { array, extents } => {
                let extents: Vec<usize> =
                    extents.iter().map(|&extent| self.integer(extent) as usize).collect();
                let zero = Value::zero(self.func.arrays[*array].elem);
                self.tables.insert(*array);
                self.arrays[array.number()] =
                    (extents.clone(), vec![zero; extents.iter().product()]);
            }
            StmtKind::Check { check, args } => self.check(*check, args)?,
            StmtKind::If { to, cond, then, otherwise } => {
                let arm = if self.get(*cond) == Value::Bool(true) { then } else { otherwise };
                match self.block(arm)? {
                    Flow::Give => self.take_given(to),
                    flow => return Ok(Some(flow)),
                }
            }
            StmtKind::For { .. } => return self.for_loop(&stmt.kind),
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
            other => panic!("not made by these kernels: {other:?}"),
        }
        Ok(None)
    }

    fn for_loop(&mut self, stmt: &StmtKind) -> Result<Option<Flow>, Stop> {
        let StmtKind::For { to, label, var, range, carried, body, .. } = stmt else {
            panic!("{stmt:?} is no loop")
        };
        let is_marked = self.func.values[*var].hint.as_deref() == Some(MARK);
        let (lo, hi) = (self.integer(range.lo), self.integer(range.hi));
        if hi - lo >= ENDLESS {
            return Err(Stop::Endless);
        }
        if is_marked {
            self.touched.clear();
        }
        self.enter(carried);
        for i in lo..if range.inclusive { hi + 1 } else { hi } {
            self.fuel = self.fuel.checked_sub(1).ok_or(Stop::Fuel)?;
            let ty: Scalar = self.func.ty(*var);
            self.values[var.number()] = Value::from_int(ty, i).expect("between the limits");
            if is_marked {
                self.iteration = Some(i);
            }
            match self.block(body) {
                Ok(Flow::Next(next)) if next == *label => self.next(carried),
                Ok(Flow::Break(left)) if left == *label => {
                    self.take_given(to);
                    return Ok(None);
                }
                Err(Stop::Trap) if is_marked => {}
                Err(stop) => return Err(stop),
                Ok(flow) => return Ok(Some(flow)),
            }
        }
        if is_marked {
            self.iteration = None;
        }
        for (to, carried) in to.iter().zip(carried) {
            self.values[to.number()] = self.get(carried.inner);
        }
        Ok(None)
    }

    fn enter(&mut self, carried: &[Carried]) {
        for carried in carried {
            self.values[carried.inner.number()] = self.get(carried.init);
        }
    }

    fn next(&mut self, carried: &[Carried]) {
        for (number, carried) in carried.iter().enumerate() {
            self.values[carried.inner.number()] = self.given[number];
        }
    }

    /// The place of an element, which is touched.
    fn touch(&mut self, array: ArrayId, index: &[Val], writes: bool) -> usize {
        let extents = &self.arrays[array.number()].0;
        let mut at = 0;
        for (extent, index) in extents.iter().zip(index) {
            at = at * extent + self.integer(*index) as usize;
        }
        let Some(iteration) = self.iteration.filter(|_| !self.tables.contains(&array)) else {
            return at;
        };
        let touched = self.touched.entry((array, at)).or_default();
        let other = |by: Option<i128>| by.is_some_and(|by| by != iteration);
        let meets = other(touched.writer) || writes && touched.readers.iter().any(|&by| other(by));
        if meets {
            self.races.insert(self.func.arrays[array].name.clone());
        }
        if writes {
            touched.writer = Some(iteration);
        } else if touched.readers[0].is_none() {
            touched.readers[0] = Some(iteration);
        } else if other(touched.readers[0]) {
            touched.readers[1] = Some(iteration);
        }
        at
    }

    fn check(&mut self, check: Check, args: &[Val]) -> Result<(), Stop> {
        let first = self.integer(args[0]);
        let holds = match check {
            Check::Bounds { array, axis } => {
                first < self.arrays[array.number()].0[usize::from(axis)] as i128
            }
            Check::Divisor | Check::RemDivisor | Check::Step => first != 0,
            Check::Quotient | Check::RemQuotient => {
                let ty = self.func.ty(args[0]);
                let least = if ty.is_signed() { -(1i128 << (ty.bits() - 1)) } else { -1 };
                first != least || self.integer(args[1]) != -1
            }
            Check::Clamp => first <= self.integer(args[1]),
            Check::Overflow(_) => true,
            Check::Distinct { .. } => first == 0 || first == self.integer(args[1]),
        };
        if let (Check::Distinct { array, .. }, false) = (check, holds) {
            self.repeats.insert(self.func.arrays[array].name.clone());
        }
        if holds { Ok(()) } else { Err(Stop::Trap) }
    }
}
