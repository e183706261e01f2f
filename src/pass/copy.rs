//! Copies of statements, with values and labels of their own.
//!
//! In: statements, and what some values are in the copy. Out: statements that do the same. Always
//! true: what a copy defines is new, and what it uses is what was set, what the copy itself
//! defines, or the value of the original. Arrays are shared, but for those that a copy allocates.
//! Deliberately absent: whether a copy is worth its size.

use std::collections::HashMap;

use metate_lang::ir::{ArrayId, Block, End, Func, Label, LabelData, Stmt, StmtKind, Val};
use metate_lang::util::index::Index;

/// Makes copies.
pub(super) struct Copier<'f> {
    pub(super) func: &'f mut Func,
    values: Vec<Option<Val>>,
    labels: Vec<Option<Label>>,
    /// Those that are allocated.
    arrays: HashMap<ArrayId, ArrayId>,
}

impl<'f> Copier<'f> {
    /// Copies of statements of this function.
    pub(super) fn new(func: &'f mut Func) -> Copier<'f> {
        let (values, labels) = (vec![None; func.values.len()], vec![None; func.labels.len()]);
        Copier { func, values, labels, arrays: HashMap::new() }
    }

    /// In copies from here on, `value` is `by`.
    pub(super) fn set(&mut self, value: Val, by: Val) {
        self.values[value.number()] = Some(by);
    }

    /// What a value is in the copy.
    pub(super) fn value(&self, value: Val) -> Val {
        self.values.get(value.number()).copied().flatten().unwrap_or(value)
    }

    /// A copy of a statement.
    pub(super) fn copy(&mut self, stmt: &Stmt) -> Stmt {
        let mut copy = stmt.clone();
        self.rename(&mut copy);
        copy
    }

    /// A copy of a block.
    pub(super) fn block(&mut self, block: &Block) -> Block {
        let mut copy = block.clone();
        self.rename_block(&mut copy);
        copy
    }

    /// A copy of a value that what is copied defines.
    pub(super) fn define(&mut self, value: Val) -> Val {
        let data = self.func.values[value].clone();
        let copy = self.func.values.push(data);
        self.set(value, copy);
        copy
    }

    /// A copy of the label of a loop or scope that is copied.
    pub(super) fn label(&mut self, label: Label) -> Label {
        let of = Some(label);
        let copy = self.func.labels.push(LabelData { of, ..self.func.labels[label].clone() });
        self.labels[label.number()] = Some(copy);
        copy
    }

    /// Definitions come in front of their uses, but for the labels of enclosing loops.
    fn rename(&mut self, stmt: &mut Stmt) {
        stmt.kind.operands_mut(|value| *value = self.value(*value));
        stmt.kind.definitions_mut(|value| *value = self.define(*value));
        if let StmtKind::For { label, .. }
        | StmtKind::Loop { label, .. }
        | StmtKind::Scope { label, .. } = &mut stmt.kind
        {
            *label = self.label(*label);
        }
        if let StmtKind::Allocate { array, .. } = &stmt.kind {
            let data = self.func.arrays[*array].clone();
            let copy = self.func.arrays.push(data);
            self.arrays.insert(*array, copy);
        }
        stmt.kind.arrays_mut(|array| *array = self.arrays.get(array).copied().unwrap_or(*array));
        stmt.kind.blocks_mut().for_each(|block| self.rename_block(block));
    }

    fn rename_block(&mut self, block: &mut Block) {
        block.stmts.iter_mut().for_each(|stmt| self.rename(stmt));
        self.end(&mut block.end);
    }

    fn end(&mut self, end: &mut End) {
        end.operands_mut().iter_mut().for_each(|value| *value = self.value(*value));
        if let End::Next(label, _) | End::Break(label, _) = end
            && let Some(copy) = self.labels.get(label.number()).copied().flatten()
        {
            *label = copy;
        }
    }
}
