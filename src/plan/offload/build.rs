//! Walks a function and hands its work out: to the host, to grids, and to serial regions.
//!
//! In: a function behind the passes. Out: its [`Offload`]. Statements that touch elements or resident
//! scalars gather in a group, which becomes a serial region where something else has to come. Always
//! true: what the host does with a check comes behind every region in front of it in the text that
//! may trap; a value is resident, or the host's, throughout: where something resident meets a value
//! that was thought to be the host's, the walk begins anew with what it has learnt. Deliberately
//! absent: sizes, and so whether a serial region is small.

use std::collections::{HashMap, HashSet};

use metate_lang::ir::order::contains_loop;
use metate_lang::ir::walk::{walk, walk_blocks};
use metate_lang::ir::{Block, Carried, End, Func, Label, Stmt, StmtKind, Val};
use metate_lang::util::index::{Index, Table};

use super::nest::{self, Loops};
use super::region::{Facts, free, uses};
use super::{Offload, Refusal, Region, RegionId, Step, Steps};

/// Hands the work of a function out.
pub(super) fn build(func: Func) -> Result<Offload, Refusal> {
    let (facts, loops) = (Facts::of(&func), Loops::of(&func));
    let mut resident = HashSet::new();
    loop {
        let known = resident.len();
        let mut builder = Builder::new(&facts, &loops, resident);
        let steps = builder.block(&func.body, &[])?;
        if builder.resident.len() == known {
            let Builder { regions, slots, slot_count, .. } = builder;
            return Ok(Offload { func, steps, regions, slots, slot_count });
        }
        resident = builder.resident;
    }
}

struct Builder<'f> {
    facts: &'f Facts<'f>,
    loops: &'f Loops<'f>,
    /// Values in memory of the device.
    resident: HashSet<Val>,
    /// Those of them that the host has as well, here.
    fetched: HashSet<Val>,
    regions: Table<RegionId, Region>,
    slots: HashMap<Val, u32>,
    slot_count: u32,
    /// What a jump to a label hands its values on to: to the next iteration, and behind the loop.
    targets: HashMap<Label, (Vec<Val>, Vec<Val>)>,
}

/// A block on its way: steps, and the group that comes behind them.
#[derive(Default)]
struct Open {
    steps: Vec<Step>,
    group: Vec<Stmt>,
    /// Values that the group hands on to resident ones.
    gives: Vec<(Val, Val)>,
}

/// Who does a statement.
enum Doer {
    Host,
    Group,
    /// The host, its blocks being steps.
    Control,
}

impl<'f> Builder<'f> {
    fn new(facts: &'f Facts<'f>, loops: &'f Loops<'f>, resident: HashSet<Val>) -> Builder<'f> {
        Builder {
            facts,
            loops,
            resident,
            fetched: HashSet::new(),
            regions: Table::new(),
            slots: HashMap::new(),
            slot_count: 0,
            targets: HashMap::new(),
        }
    }

    /// The steps of a block; what it gives goes to `to`.
    fn block(&mut self, block: &Block, to: &[Val]) -> Result<Steps, Refusal> {
        let fetched = self.fetched.clone();
        let mut open = Open::default();
        for stmt in &block.stmts {
            self.statement(stmt, &mut open)?;
        }
        let targets = match &block.end {
            End::Give(_) => to.to_vec(),
            End::Next(label, _) => self.targets[label].0.clone(),
            End::Break(label, _) => self.targets[label].1.clone(),
            End::Return(_) | End::Unreachable => Vec::new(),
        };
        self.hand_on(block.end.operands(), &targets, &mut open);
        self.flush(&mut open);
        self.fetched = fetched;
        Ok(Steps { steps: open.steps, end: block.end.clone() })
    }

    fn statement(&mut self, stmt: &Stmt, open: &mut Open) -> Result<(), Refusal> {
        if let Some(nest) = self.loops.nest(stmt) {
            self.flush(open);
            let mut limits = Vec::new();
            nest.axes.iter().for_each(|axis| limits.extend([axis.range.lo, axis.range.hi]));
            self.fetch(&limits, open);
            let region = self.facts.nest(nest, |value| !self.is_on_host(value));
            self.launch(region, open);
            return Ok(());
        }
        match self.doer(stmt)? {
            Doer::Host => {
                if matches!(stmt.kind, StmtKind::Check { .. }) {
                    // Of two checks that fail the first is told of.
                    self.flush(open);
                }
                open.steps.push(Step::Host(stmt.clone()));
                Ok(())
            }
            Doer::Group => {
                stmt.kind.results().iter().for_each(|&value| self.make_resident(value));
                open.group.push(stmt.clone());
                Ok(())
            }
            Doer::Control => self.control(stmt, open),
        }
    }

    fn doer(&self, stmt: &Stmt) -> Result<Doer, Refusal> {
        let refuse = |reason: &str| Err(Refusal { span: stmt.span, reason: reason.to_owned() });
        match &stmt.kind {
            StmtKind::Const { .. } | StmtKind::Extent { .. } => Ok(Doer::Host),
            StmtKind::Op { args, .. }
            | StmtKind::Check { args, .. }
            | StmtKind::Proved { args, .. } => {
                let on_host = args.iter().all(|&arg| self.is_on_host(arg))
                    && !stmt.kind.results().iter().any(|to| self.resident.contains(to));
                Ok(if on_host { Doer::Host } else { Doer::Group })
            }
            StmtKind::Load { .. } | StmtKind::Store { .. } => Ok(Doer::Group),
            StmtKind::Clock { .. } => refuse("a device has no clock that a kernel can read"),
            StmtKind::Allocate { .. } => Ok(Doer::Control),
            StmtKind::If { .. }
            | StmtKind::For { .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. } => Ok(self.doer_of_blocks(stmt)),
        }
    }

    /// Who does a statement with blocks.
    fn doer_of_blocks(&self, stmt: &Stmt) -> Doer {
        let mut own = HashSet::new();
        stmt.kind.definitions(|value| {
            own.insert(value);
        });
        let (mut is_large, mut touches) = (false, false);
        let mut taken = Vec::new();
        stmt.kind.operands(|value| taken.push(value));
        for block in stmt.kind.blocks() {
            is_large |= self.loops.has_wide(block) || !nest::runs_on_device(block);
            free(block, own.clone(), &mut taken);
            walk(block, &mut |stmt| {
                touches |= matches!(stmt.kind, StmtKind::Load { .. } | StmtKind::Store { .. });
            });
        }
        touches |= taken.iter().any(|&value| !self.is_on_host(value));
        if is_large || leaves(stmt) {
            return Doer::Control;
        }
        let chosen_by_host = matches!(&stmt.kind, StmtKind::If { cond, then, otherwise, .. }
            if self.is_on_host(*cond) && (contains_loop(then) || contains_loop(otherwise)));
        match touches && !chosen_by_host {
            true => Doer::Group,
            false => Doer::Control,
        }
    }

    /// A statement that the host does, with steps inside.
    fn control(&mut self, stmt: &Stmt, open: &mut Open) -> Result<(), Refusal> {
        let span = stmt.span;
        let step = match &stmt.kind {
            StmtKind::Allocate { array, extents } => {
                self.flush(open);
                self.fetch(extents, open);
                Step::Allocate { array: *array, extents: extents.clone() }
            }
            StmtKind::If { to, cond, then, otherwise } => {
                self.fetch(&[*cond], open);
                self.flush(open);
                let then = self.block(then, to)?;
                let otherwise = self.block(otherwise, to)?;
                Step::If { to: to.clone(), cond: *cond, then, otherwise }
            }
            StmtKind::For { to, label, var, range, carried, body, .. } => {
                self.fetch(&[range.lo, range.hi], open);
                // A loop's result is its last state.
                for (&to, carried) in to.iter().zip(carried) {
                    if self.resident.contains(&to) {
                        self.make_resident(carried.inner);
                    }
                    if self.resident.contains(&carried.inner) {
                        self.make_resident(to);
                        let slot = self.slot(carried.inner);
                        self.slots.insert(to, slot);
                    }
                }
                let body = self.repeated(*label, to, carried, body, open)?;
                let (to, carried) = (to.clone(), carried.clone());
                Step::For { span, to, label: *label, var: *var, range: *range, carried, body }
            }
            StmtKind::Loop { to, label, carried, body } => {
                let body = self.repeated(*label, to, carried, body, open)?;
                let (to, carried) = (to.clone(), carried.clone());
                Step::Loop { span, to, label: *label, carried, body }
            }
            StmtKind::Scope { to, label, body } => {
                self.flush(open);
                self.targets.insert(*label, (Vec::new(), to.clone()));
                let body = self.block(body, &[])?;
                Step::Scope { to: to.clone(), label: *label, body }
            }
            _ => unreachable!("a statement without blocks is not control"),
        };
        open.steps.push(step);
        Ok(())
    }

    /// The body of a loop of the host.
    fn repeated(
        &mut self,
        label: Label,
        to: &[Val],
        carried: &[Carried],
        body: &Block,
        open: &mut Open,
    ) -> Result<Steps, Refusal> {
        let inner: Vec<Val> = carried.iter().map(|carried| carried.inner).collect();
        let init: Vec<Val> = carried.iter().map(|carried| carried.init).collect();
        self.hand_on(&init, &inner, open);
        self.flush(open);
        self.targets.insert(label, (inner, to.to_vec()));
        self.block(body, &[])
    }

    /// Values become others, each a value of the host or a resident one.
    fn hand_on(&mut self, values: &[Val], to: &[Val], open: &mut Open) {
        for (&value, &to) in values.iter().zip(to) {
            if !self.resident.contains(&to) && !self.is_on_host(value) {
                self.make_resident(to);
            }
            if !self.resident.contains(&to) {
                continue;
            }
            if self.may_share(value, to, open) && !values.contains(&to) {
                let slot = self.slot(to);
                self.slots.insert(value, slot);
            }
            if self.slot_of(value) != Some(self.slot(to)) {
                open.gives.push((value, to));
            }
        }
    }

    /// Whether a value that is handed on may be made where the other one is: a region of this block
    /// makes it, nobody else asks for it, and from there on nobody looks at the other one.
    fn may_share(&self, value: Val, to: Val, open: &Open) -> bool {
        let makes = |step: &Step| matches!(step, Step::Launch(region) if self.regions[*region].results.contains(&value));
        let Some(from) = open.steps.iter().position(makes) else { return false };
        let mut asked = Vec::new();
        let group = Block { stmts: open.group.clone(), end: End::Give(Vec::new()) };
        free(&group, HashSet::new(), &mut asked);
        self.facts.uses(value) == 1
            && !asked.contains(&to)
            && !open.gives.iter().any(|&(from, at)| from == to || at == to)
            && !open.steps[from..].iter().any(|step| self.mentions(step, to))
    }

    /// Whether a step reads or makes a resident value.
    fn mentions(&self, step: &Step, value: Val) -> bool {
        let inside = |steps: &Steps| steps.steps.iter().any(|step| self.mentions(step, value));
        match step {
            Step::Host(_) | Step::Allocate { .. } => false,
            Step::Fetch(values) => values.contains(&value),
            Step::Launch(region) => {
                let Region { resident, results, .. } = &self.regions[*region];
                resident.contains(&value) || results.contains(&value)
            }
            Step::If { to, then, otherwise, .. } => {
                to.contains(&value) || inside(then) || inside(otherwise)
            }
            Step::For { to, body, .. } | Step::Loop { to, body, .. } => {
                to.contains(&value) || inside(body)
            }
            Step::Scope { to, body, .. } => to.contains(&value) || inside(body),
        }
    }

    /// The host has these values from here on.
    fn fetch(&mut self, values: &[Val], open: &mut Open) {
        let missing = values.iter().copied().filter(|&value| !self.is_on_host(value));
        let missing: HashSet<Val> = missing.collect();
        if missing.is_empty() {
            return;
        }
        self.flush(open);
        let mut missing: Vec<Val> = missing.into_iter().collect();
        missing.sort_unstable();
        self.fetched.extend(&missing);
        open.steps.push(Step::Fetch(missing));
    }

    /// The group becomes a region.
    fn flush(&mut self, open: &mut Open) {
        let (group, mut gives) = (std::mem::take(&mut open.group), std::mem::take(&mut open.gives));
        if group.is_empty() && gives.is_empty() {
            return;
        }
        let body = Block { stmts: group, end: End::Give(Vec::new()) };
        let inside = uses(self.facts.func.values.len(), &body);
        for stmt in &body.stmts {
            for &value in stmt.kind.results() {
                if self.facts.uses(value) > inside[value.number()] {
                    gives.push((value, value));
                }
            }
        }
        let region = self.facts.serial(body.stmts, &gives, |value| !self.is_on_host(value));
        self.launch(region, open);
    }

    fn launch(&mut self, region: Region, open: &mut Open) {
        for &result in &region.results {
            self.make_resident(result);
            self.slot(result);
        }
        let does_something = !region.results.is_empty()
            || region.may_trap
            || region.unbounded
            || region.arrays.iter().any(|touched| touched.writes);
        if does_something {
            open.steps.push(Step::Launch(self.regions.push(region)));
        }
    }

    fn is_on_host(&self, value: Val) -> bool {
        !self.resident.contains(&value) || self.fetched.contains(&value)
    }

    fn make_resident(&mut self, value: Val) {
        self.resident.insert(value);
    }

    fn slot_of(&self, value: Val) -> Option<u32> {
        self.slots.get(&value).copied()
    }

    fn slot(&mut self, value: Val) -> u32 {
        let next = self.slot_count;
        let slot = *self.slots.entry(value).or_insert(next);
        self.slot_count = next.max(slot + 1);
        slot
    }
}

/// Whether control may leave a statement other than behind it.
pub(super) fn leaves(stmt: &Stmt) -> bool {
    let mut inner: HashSet<Label> = stmt.kind.label().into_iter().collect();
    for block in stmt.kind.blocks() {
        walk(block, &mut |stmt| inner.extend(stmt.kind.label()));
    }
    let mut leaves = false;
    for block in stmt.kind.blocks() {
        walk_blocks(block, &mut |block| {
            leaves |= match &block.end {
                End::Return(_) => true,
                End::Give(_) | End::Unreachable => false,
                End::Next(label, _) | End::Break(label, _) => !inner.contains(label),
            };
        });
    }
    leaves
}
