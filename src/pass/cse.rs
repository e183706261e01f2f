//! Common subexpressions: what was computed, checked or loaded before is not done again.
//!
//! In: a function. Out: the same, where an operation, a constant, an extent or a load that gives
//! what an earlier one gave is that value, and a check that an earlier one implies is gone.
//! Always true: the earlier statement stands in front, in the same block or one around it, so
//! whenever control gets to the later one it has been through the earlier one. An element that
//! was stored is known until something is stored to its array again; so is one that was loaded.
//! A loop that stores to an array forgets what was known of it, in front of its first iteration
//! and behind its last. Where a parallel loop combines what its iterations add to an array, that
//! array is left alone. Deliberately absent: what both arms of a branch have in common.

use std::collections::HashMap;

use metate_lang::ir::{ArrayId, Block, Func, Parallel, Stmt, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::{MAX_RANK, Scalar};
use metate_lang::util::index::Index;

use super::identity::commutes;
use super::known::{self, Condition};
use super::replace::Replacements;
use super::stores::Stores;
use super::{Changed, take_body};

/// Lets values that were computed before stand for those that would be computed again.
pub fn cse(func: &mut Func) -> Changed {
    let mut body = take_body(func);
    let mut numbering = Numbering {
        stores: Stores::of(&body, func),
        replaced: Replacements::new(func),
        known: HashMap::with_capacity(func.values.len()),
        scope: Vec::with_capacity(func.values.len()),
        states: vec![0; func.arrays.len()],
        newest: 0,
        shared: Vec::new(),
        changed: false,
        func,
    };
    numbering.block(&mut body);
    let changed = numbering.changed;
    func.body = body;
    changed.into()
}

/// What a statement does, in the terms of what it works on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Const(Scalar, u64),
    Op(Op, Scalar, [Option<Val>; 3]),
    Extent(ArrayId, u8),
    /// An element of an array in one of the states that stores leave it in.
    Load(ArrayId, u32, [Option<Val>; MAX_RANK]),
    Check(Condition),
}

struct Numbering<'f> {
    func: &'f Func,
    stores: Stores,
    replaced: Replacements,
    /// The value of everything that was done in the open blocks; a check has none.
    known: HashMap<Key, Option<Val>>,
    /// The keys of the above in the order of the text, to be forgotten where their block ends.
    scope: Vec<Key>,
    /// A number for what each array holds: another one behind every store.
    states: Vec<u32>,
    newest: u32,
    /// Arrays that iterations of the parallel loops around here update together.
    shared: Vec<ArrayId>,
    changed: bool,
}

impl Numbering<'_> {
    fn block(&mut self, block: &mut Block) {
        let outer = self.scope.len();
        block.stmts.retain_mut(|stmt| self.stays(stmt));
        self.replaced.end(&mut block.end);
        for key in self.scope.drain(outer..) {
            self.known.remove(&key);
        }
    }

    /// Whether the statement does something that was not done before.
    fn stays(&mut self, stmt: &mut Stmt) -> bool {
        self.replaced.operands(&mut stmt.kind);
        match &mut stmt.kind {
            StmtKind::Const { to, value } => {
                self.is_new(Key::Const(value.scalar(), value.bits()), *to)
            }
            StmtKind::Op { op, .. } if known::is_opaque(*op) => true,
            StmtKind::Op { to, op, args } => self.is_new(self.operation(*to, *op, args), *to),
            StmtKind::Extent { to, array, axis } => self.is_new(Key::Extent(*array, *axis), *to),
            // Each reading is another time.
            StmtKind::Clock { .. } => true,
            StmtKind::Load { array, .. } if self.shared.contains(array) => true,
            StmtKind::Load { to, array, index } => self.is_new(self.element(*array, index), *to),
            StmtKind::Store { array, index, value } => {
                self.forget(*array);
                if !self.shared.contains(array) {
                    self.note(self.element(*array, index), Some(*value));
                }
                true
            }
            StmtKind::Check { check, args } | StmtKind::Proved { check, args } => {
                let key = Key::Check(Condition::of(*check, args));
                let new = !self.known.contains_key(&key);
                match new {
                    true => self.note(key, None),
                    false => self.changed = true,
                }
                new
            }
            StmtKind::Allocate { .. } => true,
            StmtKind::If { then, otherwise, .. } => {
                self.block(then);
                self.block(otherwise);
                true
            }
            StmtKind::Scope { body, .. } => {
                self.block(body);
                true
            }
            StmtKind::For { .. } | StmtKind::Loop { .. } => {
                self.repetition(&mut stmt.kind);
                true
            }
        }
    }

    /// A loop: from its second iteration on its own stores have been made.
    fn repetition(&mut self, kind: &mut StmtKind) {
        let Some(label) = kind.label() else { return };
        for number in 0..self.stores.inside(label).len() {
            self.forget(self.stores.inside(label)[number]);
        }
        let outer = self.shared.len();
        if let StmtKind::For { parallel: Some(Parallel { arrays, .. }), .. } = kind {
            self.shared.extend(arrays.iter().map(|(array, _)| *array));
        }
        kind.blocks_mut().for_each(|block| self.block(block));
        self.shared.truncate(outer);
    }

    /// The array holds something else from here on.
    fn forget(&mut self, array: ArrayId) {
        self.newest += 1;
        self.states[array.number()] = self.newest;
    }

    /// Notes what defines `to`, or lets an earlier value of the same stand for it.
    fn is_new(&mut self, key: Key, to: Val) -> bool {
        match self.known.get(&key) {
            Some(&Some(value)) => {
                self.replaced.replace(to, value);
                self.changed = true;
                false
            }
            Some(None) | None => {
                self.note(key, Some(to));
                true
            }
        }
    }

    fn note(&mut self, key: Key, value: Option<Val>) {
        self.known.insert(key, value);
        self.scope.push(key);
    }

    /// The key of an operation: the same for all ways of writing it.
    fn operation(&self, to: Val, op: Op, args: &[Val]) -> Key {
        let mut operands = [None; 3];
        for (operand, &arg) in operands.iter_mut().zip(args) {
            *operand = Some(arg);
        }
        let (op, turned) = match op {
            Op::Gt => (Op::Lt, true),
            Op::Ge => (Op::Le, true),
            _ => (op, (commutes(op) || op == Op::MulAdd) && args[1] < args[0]),
        };
        if turned {
            operands.swap(0, 1);
        }
        Key::Op(op, self.func.ty(to), operands)
    }

    fn element(&self, array: ArrayId, index: &[Val]) -> Key {
        let mut subscripts = [None; MAX_RANK];
        for (subscript, &value) in subscripts.iter_mut().zip(index) {
            *subscript = Some(value);
        }
        Key::Load(array, self.states[array.number()], subscripts)
    }
}
