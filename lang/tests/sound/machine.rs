//! Runs a function and records which iteration of which loop touches which element.
//!
//! In: loop IR without parallel loops, and arguments. Out: [`Seen`], what iterations of every loop
//! were seen to do; or what a run leaves if one loop runs as it is claimed that it may: its
//! iterations backwards, each from what changes nothing, into fresh copies of the arrays that are
//! reduced, combined behind it. Always true: operations are those of `eval`, and nothing is known
//! here of how loops are judged. Deliberately absent: everything about speed.

use std::collections::{BTreeSet, HashMap, HashSet};

use metate_lang::eval;
use metate_lang::ir::order::{identity, is_exact, neutral};
use metate_lang::ir::walk::walk;
use metate_lang::ir::{
    ArrayId, Block, Carried, Check, End, Func, Label, Param, Stmt, StmtKind, Val,
};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

/// Statements that a run may take.
const MOST_STATEMENTS: u32 = 6000;

/// Accesses of an element that are compared with one another.
const MOST_ACCESSES: usize = 160;

/// Floats up to here are integers whose sums and products are exact.
const LARGEST_EXACT: f64 = 9e15;

/// An argument.
#[derive(Clone, Debug)]
pub enum Arg {
    Scalar(Value),
    Array { extents: Vec<usize>, elements: Vec<Value> },
}

/// How a loop is claimed to combine what it carries and what it updates.
#[derive(Clone, Debug)]
pub struct Claim {
    pub label: Label,
    /// The operation of each carried value, and whether iterations also use what they get.
    pub carried: Vec<(Op, bool)>,
    pub arrays: Vec<(ArrayId, Op)>,
}

/// Two accesses, by the numbers of their statements, that met at an element in different
/// iterations of a loop, so many iterations apart.
pub type Meeting = (Label, usize, usize, i128);

/// What was seen of the loops of a function.
#[derive(Default)]
pub struct Seen {
    pub meetings: HashSet<Meeting>,
    /// Loops that had several iterations that did something.
    pub several: HashSet<Label>,
    /// What cannot be, whatever is claimed.
    pub faults: BTreeSet<String>,
}

/// What a run leaves.
#[derive(Debug, PartialEq)]
pub struct Left {
    pub results: Vec<Value>,
    pub arrays: Vec<Vec<Value>>,
    /// Whether all floats were integers so small that sums and products were exact.
    pub is_exact: bool,
    /// Loops that had several iterations.
    pub several: HashSet<Label>,
}

impl Left {
    /// Whether another run left the same bits.
    pub fn is(&self, other: &Left) -> bool {
        let same = |a: &[Value], b: &[Value]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(*b))
        };
        let mut arrays = self.arrays.iter().zip(&other.arrays);
        same(&self.results, &other.results) && arrays.all(|(a, b)| same(a, b))
    }
}

/// Why a block ended before its end.
enum Stop {
    /// A check failed.
    Trap,
    /// The run took too long.
    Fuel,
    /// The loop does what it was claimed not to.
    Fault(String),
}

enum Flow {
    Give,
    Next(Label),
    Break(Label),
    Return,
}

/// Who touched an element: iteration, statement, whether it stored.
type Touches = Vec<(i128, usize, bool)>;

/// A loop that is running.
struct Entry {
    label: Label,
    iteration: i128,
    touched: HashMap<(ArrayId, usize), Touches>,
}

/// What is known of the statements of a function.
pub struct Sites<'f> {
    numbers: HashMap<*const Stmt, usize>,
    /// Loads and stores, in the order of the text.
    pub list: Vec<&'f Stmt>,
    /// The function's own arrays that are named inside of a loop alone.
    pub own: HashSet<(Label, ArrayId)>,
}

impl<'f> Sites<'f> {
    pub fn of(func: &'f Func) -> Sites<'f> {
        let mut sites = Sites { numbers: HashMap::new(), list: Vec::new(), own: HashSet::new() };
        let named = |block: &Block| {
            let mut counts = vec![0; func.arrays.len()];
            walk(block, &mut |stmt| stmt.kind.arrays(|array| counts[array.number()] += 1));
            counts
        };
        let everywhere = named(&func.body);
        for stmt in func.statements() {
            match &stmt.kind {
                StmtKind::Load { .. } | StmtKind::Store { .. } => {
                    sites.numbers.insert(stmt, sites.list.len());
                    sites.list.push(stmt);
                }
                StmtKind::For { label, body, .. } => {
                    let inside = named(body);
                    for number in 0..func.arrays.len() {
                        let array = ArrayId::new(number);
                        let is_param = func.params.contains(&Param::Array(array));
                        if !is_param && inside[number] == everywhere[number] {
                            sites.own.insert((*label, array));
                        }
                    }
                }
                _ => {}
            }
        }
        sites
    }
}

struct Machine<'f> {
    func: &'f Func,
    sites: &'f Sites<'f>,
    values: Vec<Value>,
    arrays: Vec<(Vec<usize>, Vec<Value>)>,
    given: Vec<Value>,
    fuel: u32,
    /// Whether accesses are recorded; then a check that fails ends an iteration only.
    records: bool,
    entries: Vec<Entry>,
    claim: Option<&'f Claim>,
    seen: Seen,
    is_exact: bool,
}

fn machine<'f>(func: &'f Func, sites: &'f Sites<'f>, args: &[Arg]) -> Machine<'f> {
    let local = |number: usize| match func.arrays[ArrayId::new(number)].local {
        Some(ty) => {
            let extents: Vec<usize> = ty.extents().collect();
            let count = extents.iter().product();
            (extents, vec![Value::zero(func.arrays[ArrayId::new(number)].elem); count])
        }
        None => (Vec::new(), Vec::new()),
    };
    let mut machine = Machine {
        func,
        sites,
        values: vec![Value::Bool(false); func.values.len()],
        arrays: (0..func.arrays.len()).map(local).collect(),
        given: Vec::new(),
        fuel: MOST_STATEMENTS,
        records: false,
        entries: Vec::new(),
        claim: None,
        seen: Seen::default(),
        is_exact: true,
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
    machine
}

/// Adds what a run shows to what was seen.
pub fn record(func: &Func, sites: &Sites<'_>, args: &[Arg], seen: &mut Seen) {
    let mut machine = machine(func, sites, args);
    (machine.records, machine.seen) = (true, std::mem::take(seen));
    if let Err(Stop::Fault(what)) = machine.block(&func.body) {
        machine.seen.faults.insert(what);
    }
    *seen = machine.seen;
}

/// What a run leaves whose loops run in order, but for one if there is a claim; `None` if it traps
/// or takes too long.
///
/// # Errors
/// What the loop of the claim does that it must not.
pub fn run<'f>(
    func: &'f Func,
    sites: &'f Sites<'f>,
    args: &[Arg],
    claim: Option<&'f Claim>,
) -> Result<Option<Left>, String> {
    let mut machine = machine(func, sites, args);
    machine.claim = claim;
    match machine.block(&func.body) {
        Ok(_) => {}
        Err(Stop::Fault(what)) => return Err(what),
        Err(Stop::Trap | Stop::Fuel) => return Ok(None),
    }
    let array = |param: &Param| match param {
        Param::Array(array) => machine.arrays[array.number()].1.clone(),
        Param::Scalar(_) => Vec::new(),
    };
    let arrays = func.params.iter().map(array).collect();
    let (is_exact, several) = (machine.is_exact, machine.seen.several);
    Ok(Some(Left { results: machine.given, arrays, is_exact, several }))
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

    fn spend(&mut self) -> Result<(), Stop> {
        self.fuel = self.fuel.checked_sub(1).ok_or(Stop::Fuel)?;
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<Flow, Stop> {
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

    fn stmt(&mut self, stmt: &Stmt) -> Result<Option<Flow>, Stop> {
        match &stmt.kind {
            StmtKind::Const { to, value } => self.values[to.number()] = *value,
            StmtKind::Op { to, op, args } => {
                let args: Vec<Value> = args.iter().map(|&arg| self.get(arg)).collect();
                let result = eval::eval(*op, &args, self.func.ty(*to));
                if let Value::F64(number) = result {
                    self.is_exact &= number.abs() < LARGEST_EXACT && number.fract() == 0.0;
                }
                self.values[to.number()] = result;
            }
            StmtKind::Extent { to, array, axis } => {
                let extent = self.arrays[array.number()].0[usize::from(*axis)];
                self.values[to.number()] = Value::Usize(extent);
            }
            StmtKind::Load { to, array, index } => {
                let at = self.touch(stmt, *array, index, false);
                self.values[to.number()] = self.arrays[array.number()].1[at];
            }
            StmtKind::Store { array, index, value } => {
                let at = self.touch(stmt, *array, index, true);
                self.arrays[array.number()].1[at] = self.get(*value);
            }
            StmtKind::Check { check, args } => {
                if !self.holds(*check, args) {
                    return Err(Stop::Trap);
                }
            }
            StmtKind::Proved { check, args } => {
                if !self.holds(*check, args) {
                    return Err(Stop::Fault(format!("{} does not hold", check.proved_name())));
                }
            }
            StmtKind::If { to, cond, then, otherwise } => {
                let arm = if self.get(*cond) == Value::Bool(true) { then } else { otherwise };
                match self.block(arm)? {
                    Flow::Give => self.take_given(to),
                    flow => return Ok(Some(flow)),
                }
            }
            StmtKind::For { label, .. } => match self.claim {
                Some(claim) if claim.label == *label => self.claimed(&stmt.kind, claim)?,
                _ => return self.for_loop(&stmt.kind),
            },
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
        let StmtKind::For { label, .. } = stmt else { panic!("{stmt:?} is no loop") };
        if self.records {
            self.entries.push(Entry { label: *label, iteration: 0, touched: HashMap::new() });
        }
        let result = self.iterations(stmt);
        if self.records {
            let entry = self.entries.pop().expect("the loop that was entered");
            self.look_at(&entry);
        }
        result
    }

    fn iterations(&mut self, stmt: &StmtKind) -> Result<Option<Flow>, Stop> {
        let StmtKind::For { to, label, var, range, carried, body, .. } = stmt else {
            panic!("{stmt:?} is no loop")
        };
        self.enter(carried);
        let (lo, hi) = (self.integer(range.lo), self.integer(range.hi));
        for i in lo..if range.inclusive { hi + 1 } else { hi } {
            self.spend()?;
            self.begin(*var, i);
            if i > lo {
                self.seen.several.insert(*label);
            }
            match self.block(body) {
                Ok(Flow::Next(next)) if next == *label => self.next(carried),
                Ok(Flow::Break(left)) if left == *label => {
                    self.take_given(to);
                    return Ok(None);
                }
                // What iterations touch is claimed of those that come after a trap as well.
                Err(Stop::Trap) if self.records => {}
                Err(stop) => return Err(stop),
                Ok(flow) => return Ok(Some(flow)),
            }
        }
        for (to, carried) in to.iter().zip(carried) {
            self.values[to.number()] = self.get(carried.inner);
        }
        Ok(None)
    }

    fn begin(&mut self, var: Val, i: i128) {
        let ty: Scalar = self.func.ty(var);
        self.values[var.number()] = Value::from_int(ty, i).expect("between the limits");
        if self.records {
            self.entries.last_mut().expect("the loop around").iteration = i;
        }
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

    /// The place of an element, which a statement touches in the iterations of all loops around.
    fn touch(&mut self, stmt: &Stmt, array: ArrayId, index: &[Val], stores: bool) -> usize {
        let extents = &self.arrays[array.number()].0;
        let mut at = 0;
        for (extent, index) in extents.iter().zip(index) {
            at = at * extent + self.integer(*index) as usize;
        }
        if self.entries.is_empty() {
            return at;
        }
        let site = self.sites.numbers[&(stmt as *const Stmt)];
        for entry in &mut self.entries {
            let touches = entry.touched.entry((array, at)).or_default();
            let touch = (entry.iteration, site, stores);
            let is_own = self.sites.own.contains(&(entry.label, array));
            if is_own {
                touches.retain(|touch| touch.0 == entry.iteration);
            }
            let stored = |touch: &&(i128, usize, bool)| touch.0 == entry.iteration && touch.2;
            if is_own && !stores && touches.iter().rev().find(stored).is_none() {
                let name = &self.func.arrays[array].name;
                self.seen.faults.insert(format!("`{name}` has an element of another iteration"));
            }
            if touches.len() < MOST_ACCESSES && !touches.iter().rev().any(|known| *known == touch) {
                touches.push(touch);
            }
        }
        at
    }

    /// Which iterations of a loop met.
    fn look_at(&mut self, entry: &Entry) {
        for ((array, _), touches) in &entry.touched {
            if self.sites.own.contains(&(entry.label, *array)) {
                continue;
            }
            for (number, later) in touches.iter().enumerate() {
                let others = touches[..number].iter().filter(|other| other.0 != later.0);
                for earlier in others.filter(|other| other.2 || later.2) {
                    let apart = later.0 - earlier.0;
                    self.seen.meetings.insert((entry.label, earlier.1, later.1, apart));
                }
            }
        }
    }

    fn holds(&self, check: Check, args: &[Val]) -> bool {
        let first = self.get(args[0]);
        match check {
            Check::Bounds { array, axis } => {
                let extent = self.arrays[array.number()].0[usize::from(axis)];
                self.integer(args[0]) < extent as i128
            }
            Check::Divisor | Check::RemDivisor | Check::Step => self.integer(args[0]) != 0,
            Check::Quotient | Check::RemQuotient => {
                let ty = self.func.ty(args[0]);
                let least = if ty.is_signed() { -(1i128 << (ty.bits() - 1)) } else { -1 };
                self.integer(args[0]) != least || self.integer(args[1]) != -1
            }
            Check::Clamp => Check::limits_hold(first, self.get(args[1])),
            // What iterations note is not what they compute: see the tests of scattering loops.
            Check::Distinct { .. } | Check::Overflow(_) => true,
        }
    }
}

/// The loop of a claim.
impl Machine<'_> {
    /// Runs it as it is claimed that it may run.
    fn claimed(&mut self, stmt: &StmtKind, claim: &Claim) -> Result<(), Stop> {
        let StmtKind::For { to, label, var, range, carried, body, .. } = stmt else {
            panic!("{stmt:?} is no loop")
        };
        let (lo, hi) = (self.integer(range.lo), self.integer(range.hi));
        let trips = (hi + i128::from(range.inclusive) - lo).max(0);
        if trips > i128::from(MOST_STATEMENTS) {
            return Err(Stop::Fuel);
        }
        if trips > 1 {
            self.seen.several.insert(*label);
        }
        let neutrals: Vec<Value> = carried
            .iter()
            .zip(&claim.carried)
            .map(|(carried, (op, _))| unchanging(*op, self.func.ty(carried.inner)))
            .collect();
        let originals = self.fresh_copies(claim);
        // What each iteration begins with.
        let mut begins = vec![neutrals; trips as usize];
        if claim.carried.iter().any(|(_, is_used)| *is_used) {
            // What iterations use is known from what they come to without it.
            let memory = self.arrays.clone();
            let terms = self.backwards(*label, *var, lo, carried, body, &begins)?;
            self.arrays = memory;
            for (number, (op, _)) in scanned(claim) {
                let mut so_far = self.get(carried[number].init);
                for (begin, term) in begins.iter_mut().zip(&terms) {
                    begin[number] = so_far;
                    so_far = combine(*op, so_far, term[number]);
                }
            }
        }
        let partials = self.backwards(*label, *var, lo, carried, body, &begins)?;
        for (number, (op, is_used)) in claim.carried.iter().enumerate() {
            let initial = self.get(carried[number].init);
            let mut all = partials.iter().map(|partial| partial[number]);
            let total = match is_used {
                true => all.next_back().unwrap_or(initial),
                false => all.rev().fold(initial, |total, partial| combine(*op, total, partial)),
            };
            self.values[to[number].number()] = total;
        }
        self.merge(originals);
        Ok(())
    }

    /// Runs the iterations from the last to the first; what each hands on.
    fn backwards(
        &mut self,
        label: Label,
        var: Val,
        lo: i128,
        carried: &[Carried],
        body: &Block,
        begins: &[Vec<Value>],
    ) -> Result<Vec<Vec<Value>>, Stop> {
        let mut partials = Vec::new();
        for (number, begin) in begins.iter().enumerate().rev() {
            for (carried, begin) in carried.iter().zip(begin) {
                self.values[carried.inner.number()] = *begin;
            }
            self.begin(var, lo + number as i128);
            match self.block(body) {
                Ok(Flow::Next(next)) if next == label => partials.push(self.given.clone()),
                Ok(_) => return Err(Stop::Fault("an iteration leaves the loop".to_owned())),
                Err(Stop::Trap) => {
                    return Err(Stop::Fault("an iteration traps that did not".to_owned()));
                }
                Err(stop) => return Err(stop),
            }
        }
        partials.reverse();
        Ok(partials)
    }

    /// Arrays that are reduced are copies that change nothing from here on.
    fn fresh_copies(&mut self, claim: &Claim) -> Vec<(ArrayId, Op, Vec<Value>)> {
        let mut originals = Vec::new();
        for &(array, op) in &claim.arrays {
            let elements = &mut self.arrays[array.number()].1;
            let fresh = vec![unchanging(op, self.func.arrays[array].elem); elements.len()];
            originals.push((array, op, std::mem::replace(elements, fresh)));
        }
        originals
    }

    fn merge(&mut self, originals: Vec<(ArrayId, Op, Vec<Value>)>) {
        for (array, op, original) in originals {
            for (element, original) in self.arrays[array.number()].1.iter_mut().zip(original) {
                *element = combine(op, original, *element);
            }
        }
    }
}

/// The carried values that iterations use.
fn scanned(claim: &Claim) -> impl Iterator<Item = (usize, &(Op, bool))> {
    claim.carried.iter().enumerate().filter(|(_, (_, is_used))| *is_used)
}

fn combine(op: Op, a: Value, b: Value) -> Value {
    eval::eval(op, &[a, b], a.scalar())
}

/// What changes nothing that it is combined with.
fn unchanging(op: Op, ty: Scalar) -> Value {
    if is_exact(op, ty) { identity(op, ty) } else { neutral(op, ty) }
}
