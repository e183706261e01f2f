//! How long an iteration of an innermost loop is modelled to take, and what limits it.
//!
//! In: a function and loops of it without loops inside. Out: a [`Bound`] each: cycles of an
//! iteration by three limits, of which the largest rules. *Computation*: what a core begins in a
//! cycle. *Memory*: the bytes that an iteration takes from memory and brings there, where no cache
//! holds them; neighbours come once, and with what strides comes what is in between, a line at most. The *chain*:
//! the longest way from a value, or an element, that one iteration hands on to what the next is
//! handed, by latencies. The machine is that of [`super::cost`], one for all.
//!
//! Always true: it is computed from the IR as it stands. Branches are foreseen, of two arms the
//! longer counts. Deliberately absent: caches and their sizes, lanes, code around the loop, and what
//! the back end makes of an address.

use std::collections::HashMap;
use std::fmt;

use super::cost::{self, BYTES_A_CYCLE, FORWARDING, LINE_BYTES, LOAD_LATENCY, LOOP_SLOTS, SLOTS};
use super::depend::{self, Dependence, Distance, Kind};
use super::expression::Definitions;
use super::parallel::{Independence, Reason, Uses, independence};
use super::range::Ranges;
use super::vector::{Stride, stride};
use crate::error::Span;
use crate::ir::order::contains_loop;
use crate::ir::{ArrayId, Block, Carried, End, Func, Label, StmtKind, Val};

/// What limits a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// What a core can begin in a cycle.
    Computation,
    /// What it can take from memory and bring there, where no cache holds it.
    Memory,
    /// What iterations hand on, for which each waits.
    Chain,
}

/// What an iteration of an innermost loop is modelled to take, in cycles.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Bound {
    /// To begin all that it does.
    pub computation: f64,
    /// To move its bytes, if they come from memory.
    pub memory: f64,
    /// These bytes: what is stored comes, and goes.
    pub bytes: u64,
    /// From what it is handed to what it hands on; 0 if it hands on nothing that matters.
    pub chain: f64,
    /// The variable or array that is handed on.
    pub carried: Option<String>,
}

impl Bound {
    /// The largest of the three.
    pub fn cycles(&self) -> f64 {
        self.computation.max(self.memory).max(self.chain)
    }

    /// Which of the three that is.
    pub fn limit(&self) -> Limit {
        match self.cycles() {
            cycles if cycles == self.computation => Limit::Computation,
            cycles if cycles == self.chain => Limit::Chain,
            _ => Limit::Memory,
        }
    }
}

/// What is predicted for loops, named by their labels beside how many iterations they run between two
/// tests of their end; `None` for one that has loops inside, or is not there.
pub fn of(func: &Func, loops: &[Option<(Label, u32)>]) -> Vec<Option<Bound>> {
    let (ranges, uses) = (Ranges::of(func), Uses::of(func));
    let mut found = vec![None; loops.len()];
    for stmt in func.statements() {
        let (label, carried, body) = match &stmt.kind {
            StmtKind::For { label, carried, body, .. }
            | StmtKind::Loop { label, carried, body, .. }
                if !contains_loop(body) =>
            {
                (*label, carried.as_slice(), body)
            }
            _ => continue,
        };
        let own = |row: &Option<(Label, u32)>| row.is_some_and(|row| row.0 == label);
        let Some(number) = loops.iter().position(own) else { continue };
        let known = independence(func, &ranges, &uses, &stmt.kind);
        let group = loops[number].map_or(1, |row| row.1);
        found[number] = known.map(|known| bound(func, &ranges, &known, group, (carried, body)));
    }
    found
}

fn bound(
    func: &Func,
    ranges: &Ranges,
    known: &Independence,
    group: u32,
    (carried, body): (&[Carried], &Block),
) -> Bound {
    let label = known.label;
    let slots =
        cost::of(func, body).most.slots as f64 + LOOP_SLOTS as f64 / f64::from(group.max(1));
    let bytes = traffic(func, ranges, label, body);
    let definitions = Definitions::of(func);
    let name = |value: Val| definitions.name(value).unwrap_or("a value").to_owned();
    let (mut chain, mut by) = (0.0, None);
    for (number, value) in carried.iter().map(|carried| carried.inner).enumerate() {
        let mut ways = Ways::new(func, label, number);
        ways.begin(value);
        ways.block(body);
        if ways.next > chain {
            (chain, by) = (ways.next, Some(name(value)));
        }
    }
    for (dependence, distance) in known.reasons.iter().filter_map(handed_on) {
        let cycles = through_memory(func, label, body, dependence) / distance;
        if cycles > chain {
            (chain, by) = (cycles, Some(func.arrays[dependence.array].name.clone()));
        }
    }
    let (computation, memory) = (slots / SLOTS as f64, bytes as f64 / BYTES_A_CYCLE);
    Bound { computation, memory, bytes, chain, carried: by }
}

/// A dependence that a later iteration waits for, and how many iterations later that is.
fn handed_on(reason: &Reason) -> Option<(&Dependence, f64)> {
    match reason {
        Reason::Dependence(found) if found.kind == Kind::Flow => match found.distance {
            Distance::Exactly(distance) | Distance::Varies(distance) if distance > 0 => {
                Some((found, distance as f64))
            }
            _ => None,
        },
        _ => None,
    }
}

/// From the load of an element to its store, and to the next load.
fn through_memory(func: &Func, label: Label, body: &Block, found: &Dependence) -> f64 {
    let mut ways = Ways::new(func, label, usize::MAX);
    ways.through = Some((found.array, found.to, found.from));
    ways.block(body);
    if ways.stored > 0.0 { ways.stored + FORWARDING } else { 0.0 }
}

/// The bytes that an iteration moves between memory and the core.
fn traffic(func: &Func, ranges: &Ranges, label: Label, body: &Block) -> u64 {
    let counted = ranges.counted(label);
    let mut arrays: HashMap<ArrayId, (u64, bool)> = HashMap::new();
    for access in depend::accesses(body) {
        let row = &func.arrays[access.array];
        let elem = u64::from(row.elem.bytes());
        let moved = match counted.map(|counted| stride(ranges, counted, &access.index)) {
            // What the function has for itself stays near, and so does what is used again.
            _ if row.local.is_some() => 0,
            Some(Stride::Fixed) => 0,
            Some(Stride::Unit | Stride::Reversed) | None => elem,
            // As if it were near what was gathered before, as it is in a table or a histogram.
            Some(Stride::Gathered) => elem,
            Some(Stride::Strided) => step(ranges, label, &access.index, elem).min(LINE_BYTES),
        };
        let known = arrays.entry(access.array).or_default();
        *known = (known.0.max(moved), known.1 || access.stores);
    }
    arrays.values().map(|&(bytes, stored)| if stored { 2 * bytes } else { bytes }).sum()
}

/// The bytes from an element to that of the next iteration; a line, and more, along other axes than the
/// last.
fn step(ranges: &Ranges, label: Label, index: &[Val], elem: u64) -> u64 {
    let coefficient = |&value: &Val| {
        let (form, counted) = ranges.form(value).zip(ranges.counted(label))?;
        Some(form.coefficient(counted.var))
    };
    let [others @ .., last] = index else { return LINE_BYTES };
    match coefficient(last) {
        Some(steps) if others.iter().all(|value| coefficient(value) == Some(0)) => {
            u64::try_from(steps.unsigned_abs()).unwrap_or(u64::MAX).saturating_mul(elem)
        }
        _ => LINE_BYTES,
    }
}

/// The longest ways from where something is handed to an iteration.
struct Ways<'f> {
    func: &'f Func,
    label: Label,
    /// The carried value whose next one is asked for.
    number: usize,
    /// Cycles until a value is there, for those that depend on the beginning.
    cycles: HashMap<Val, f64>,
    /// To the value that is handed on.
    next: f64,
    /// Loads that begin a way, and stores that end one: an array and the places of both.
    through: Option<(ArrayId, Span, Span)>,
    /// To the value that is stored there.
    stored: f64,
    /// The results of scopes around, by label.
    scopes: HashMap<Label, &'f [Val]>,
}

impl<'f> Ways<'f> {
    fn new(func: &'f Func, label: Label, number: usize) -> Ways<'f> {
        Ways {
            func,
            label,
            number,
            cycles: HashMap::new(),
            next: 0.0,
            through: None,
            stored: 0.0,
            scopes: HashMap::new(),
        }
    }

    fn begin(&mut self, value: Val) {
        self.cycles.insert(value, 0.0);
    }

    fn until(&self, values: &[Val]) -> Option<f64> {
        values.iter().filter_map(|value| self.cycles.get(value)).copied().reduce(f64::max)
    }

    fn reach(&mut self, value: Val, cycles: Option<f64>) {
        if let Some(cycles) = cycles {
            let known = self.cycles.entry(value).or_insert(cycles);
            *known = known.max(cycles);
        }
    }

    fn block(&mut self, block: &'f Block) {
        for stmt in &block.stmts {
            self.statement(&stmt.kind, stmt.span);
        }
        match &block.end {
            End::Next(label, values) if *label == self.label => {
                let handed = values.get(self.number).and_then(|value| self.cycles.get(value));
                self.next = self.next.max(handed.copied().unwrap_or(0.0));
            }
            End::Break(label, values) => {
                let to = self.scopes.get(label).copied().unwrap_or_default();
                self.hand(to, values);
            }
            _ => {}
        }
    }

    fn hand(&mut self, to: &[Val], values: &[Val]) {
        for (&to, value) in to.iter().zip(values) {
            let cycles = self.cycles.get(value).copied();
            self.reach(to, cycles);
        }
    }

    fn statement(&mut self, kind: &'f StmtKind, span: Span) {
        match kind {
            StmtKind::Op { to, op, args } => {
                let latency = cost::latency(*op, self.func.ty(args[0]), self.func.ty(*to));
                let cycles = self.until(args).map(|until| until + latency);
                self.reach(*to, cycles);
            }
            StmtKind::Load { to, array, index } => {
                let begins = self.through.is_some_and(|way| (way.0, way.1) == (*array, span));
                let cycles = self.until(index).map(|until| until + LOAD_LATENCY);
                self.reach(*to, cycles.or(begins.then_some(0.0)));
            }
            StmtKind::Store { array, value, .. } => {
                let ends = self.through.is_some_and(|way| (way.0, way.2) == (*array, span));
                if let Some(&cycles) = self.cycles.get(value).filter(|_| ends) {
                    self.stored = self.stored.max(cycles);
                }
            }
            StmtKind::If { to, then, otherwise, .. } => {
                for arm in [then, otherwise] {
                    self.block(arm);
                    if let End::Give(values) = &arm.end {
                        self.hand(to, values);
                    }
                }
            }
            StmtKind::Scope { to, label, body } => {
                self.scopes.insert(*label, to);
                self.block(body);
                if let End::Give(values) = &body.end {
                    self.hand(to, values);
                }
            }
            _ => {}
        }
    }
}

impl fmt::Display for Bound {
    /// Such as ``the chain of `sum`: 3.0 cycles; computation 1.5, memory 0.8 (8 bytes)``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Bound { computation, memory, bytes, chain, carried } = self;
        let carried = carried.as_deref().unwrap_or_default();
        let limit = self.limit();
        match limit {
            Limit::Computation => write!(f, "computation: {computation:.1} cycles")?,
            Limit::Memory => {
                write!(
                    f,
                    "memory: {memory:.1} cycles for {bytes} bytes, where no cache holds them"
                )?;
            }
            Limit::Chain => write!(f, "the chain of `{carried}`: {chain:.1} cycles")?,
        }
        let mut others = Vec::new();
        if limit != Limit::Computation {
            others.push(format!("computation {computation:.1}"));
        }
        if limit != Limit::Chain && *chain > 0.0 {
            others.push(format!("the chain of `{carried}` {chain:.1}"));
        }
        if limit != Limit::Memory && *bytes > 0 {
            others.push(format!("memory {memory:.1} ({bytes} bytes)"));
        }
        match others.is_empty() {
            true => Ok(()),
            false => write!(f, "; {}", others.join(", ")),
        }
    }
}
