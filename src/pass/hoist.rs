//! Takes out of loops what they do not change.
//!
//! In: a function. Out: the same, where constants, extents, pure operations and loads whose
//! operands come from outside of a loop stand in front of it, as far out as their operands allow.
//! Always true: nothing that may trap moves, so a loop that runs zero times behaves as before. An
//! operation that is undefined for some operands, and a load, move only as far as the checks that
//! they stand behind; a load not out of a loop that stores to its array.
//! What a loop without iterations, or an iteration that leaves early, did not compute is computed
//! once then: we accept that, also for a call of a mathematical function. But what an arm of an
//! `If` computes leaves the arm only if it is [cheap](CHEAP).
//! Deliberately absent: checks, which stay where they are, and invariant branches.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use metate_lang::ir::{ArrayId, Block, Check, Func, Label, Parallel, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::util::index::Index;

use super::known::{self, Condition, Constants};
use super::stores::Stores;
use super::{Changed, take_body};

/// The modelled cost up to which an operation is computed in vain without regret: all but calls.
const CHEAP: u32 = 8;

/// Takes out of loops what they do not change.
pub fn hoist(func: &mut Func) -> Changed {
    if func.labels.is_empty() {
        return Changed::No;
    }
    let mut body = take_body(func);
    let mut hoisting = Hoisting {
        stores: Stores::of(&body, func),
        constants: Constants::new(func),
        levels: vec![0; func.values.len()],
        allocated: vec![0; func.arrays.len()],
        checked: HashMap::new(),
        scope: Vec::new(),
        open: Vec::new(),
        arm: 0,
        changed: false,
        func,
    };
    hoisting.block(&mut body);
    let changed = hoisting.changed;
    func.body = body;
    changed.into()
}

/// A loop that is around the statement being looked at.
struct Open {
    label: Label,
    /// Arrays that its iterations update together, if it is parallel.
    shared: Vec<ArrayId>,
    /// What goes in front of it.
    front: Vec<Stmt>,
}

struct Hoisting<'f> {
    func: &'f Func,
    stores: Stores,
    constants: Constants,
    /// How many loops are around the definition of each value.
    levels: Vec<usize>,
    /// How many are around the place where each array gets its memory.
    allocated: Vec<usize>,
    /// How many loops are around each check of the open blocks.
    checked: HashMap<Condition, usize>,
    /// The same in the order of the text, to be forgotten where their block ends.
    scope: Vec<Condition>,
    open: Vec<Open>,
    /// How many loops are around the innermost arm of an `If` that is around here.
    arm: usize,
    changed: bool,
}

impl Hoisting<'_> {
    fn block(&mut self, block: &mut Block) {
        let outer = self.scope.len();
        let stmts = std::mem::take(&mut block.stmts);
        block.stmts.reserve(stmts.len());
        for mut stmt in stmts {
            let level = self.level(&stmt.kind);
            self.constants.note(&stmt.kind);
            stmt.kind.definitions(|value| self.levels[value.number()] = level);
            if let StmtKind::Allocate { array, .. } = &stmt.kind {
                self.allocated[array.number()] = level;
            }
            if level < self.open.len() {
                self.open[level].front.push(stmt);
                self.changed = true;
                continue;
            }
            self.inside(&mut stmt.kind, &mut block.stmts);
            block.stmts.push(stmt);
        }
        for condition in self.scope.drain(outer..) {
            self.checked.remove(&condition);
        }
    }

    /// Looks into the blocks of a statement; what leaves a loop goes to `before`.
    fn inside(&mut self, kind: &mut StmtKind, before: &mut Vec<Stmt>) {
        match kind {
            StmtKind::Check { check, args } | StmtKind::Proved { check, args } => {
                let condition = Condition::of(*check, args);
                // An earlier one is further out.
                if let Entry::Vacant(vacant) = self.checked.entry(condition) {
                    vacant.insert(self.open.len());
                    self.scope.push(condition);
                }
            }
            StmtKind::If { then, otherwise, .. } => {
                let arm = std::mem::replace(&mut self.arm, self.open.len());
                self.block(then);
                self.block(otherwise);
                self.arm = arm;
            }
            StmtKind::Scope { body, .. } => self.block(body),
            StmtKind::For { label, parallel, .. } => {
                let arrays = parallel.iter().flat_map(|Parallel { arrays, .. }| arrays);
                let shared = arrays.map(|(array, _)| *array).collect();
                self.repetition(Open { label: *label, shared, front: Vec::new() }, kind, before);
            }
            StmtKind::Loop { label, .. } => {
                let open = Open { label: *label, shared: Vec::new(), front: Vec::new() };
                self.repetition(open, kind, before);
            }
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Clock { .. } => {}
        }
    }

    fn repetition(&mut self, open: Open, kind: &mut StmtKind, before: &mut Vec<Stmt>) {
        self.open.push(open);
        let inner = self.open.len();
        kind.body_definitions(|value| self.levels[value.number()] = inner);
        kind.blocks_mut().for_each(|block| self.block(block));
        if let Some(open) = self.open.pop() {
            before.extend(open.front);
        }
    }

    /// How many of the loops around a statement must stay around it.
    fn level(&self, kind: &StmtKind) -> usize {
        let here = self.open.len();
        if here == 0 {
            return 0;
        }
        let needs =
            |args: &[Val]| args.iter().map(|arg| self.levels[arg.number()]).max().unwrap_or(0);
        match kind {
            StmtKind::Const { .. } => 0,
            StmtKind::Extent { array, .. } => self.allocated[array.number()],
            StmtKind::Op { op, args, .. } => {
                let guarded = match op.is_guarded(self.func.ty(args[0])) {
                    true => self.behind_checks(*op, args),
                    false => 0,
                };
                let costly = if op.row().cost > CHEAP { self.arm } else { 0 };
                needs(args).max(guarded).max(costly)
            }
            StmtKind::Load { array, index, .. } => {
                let memory = self.unchanged(*array).max(self.allocated[array.number()]);
                needs(index).max(self.in_bounds(*array, index)).max(memory)
            }
            StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. }
            | StmtKind::If { .. }
            | StmtKind::For { .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. } => here,
        }
    }

    /// The level at which the checks of a guarded operation have been made.
    fn behind_checks(&self, op: Op, args: &[Val]) -> usize {
        let ty = self.func.ty(args[0]);
        let checks = known::checks_before(op, args, ty);
        let levels = checks.iter().map(|(check, args)| self.behind(*check, args));
        levels.max().unwrap_or(0)
    }

    /// The level at which the indices of a load have been checked.
    fn in_bounds(&self, array: ArrayId, index: &[Val]) -> usize {
        let check = |axis| Check::Bounds { array, axis };
        let levels = (0u8..).zip(index).map(|(axis, &value)| self.behind(check(axis), &[value]));
        levels.max().unwrap_or(0)
    }

    /// The level at which a check has been made, 0 if it holds anyway.
    fn behind(&self, check: Check, args: &[Val]) -> usize {
        if known::holds(check, args, self.func, &self.constants) {
            return 0;
        }
        let level = self.checked.get(&Condition::of(check, args));
        level.copied().unwrap_or(self.open.len())
    }

    /// How many loops are around the innermost place from which on the array does not change.
    fn unchanged(&self, array: ArrayId) -> usize {
        if !self.func.arrays[array].mutable {
            return 0;
        }
        let stores = |open: &Open| {
            self.stores.inside(open.label).binary_search(&array).is_ok()
                || open.shared.contains(&array)
        };
        self.open.iter().rposition(stores).map_or(0, |number| number + 1)
    }
}
