//! Copies of statements, with values and labels of their own.
//!
//! In: statements, and what some values are in the copy. Out: statements that do the same. Always
//! true: what a copy defines is new, and what it uses is what was set, what the copy itself
//! defines, or the value of the original. Deliberately absent: arrays, which copies share.

use metate_lang::ir::{End, Func, Label, Stmt, StmtKind, Val};
use metate_lang::util::index::Index;

/// Makes copies.
pub(super) struct Copier<'f> {
    pub(super) func: &'f mut Func,
    values: Vec<Option<Val>>,
    labels: Vec<Option<Label>>,
}

impl<'f> Copier<'f> {
    /// Copies of statements of this function.
    pub(super) fn new(func: &'f mut Func) -> Copier<'f> {
        let (values, labels) = (vec![None; func.values.len()], vec![None; func.labels.len()]);
        Copier { func, values, labels }
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

    /// Definitions come in front of their uses, but for the labels of enclosing loops.
    fn rename(&mut self, stmt: &mut Stmt) {
        stmt.kind.operands_mut(|value| *value = self.value(*value));
        stmt.kind.definitions_mut(|value| {
            let data = self.func.values[*value].clone();
            let copy = self.func.values.push(data);
            self.values[value.number()] = Some(copy);
            *value = copy;
        });
        if let StmtKind::For { label, .. }
        | StmtKind::Loop { label, .. }
        | StmtKind::Scope { label, .. } = &mut stmt.kind
        {
            let data = self.func.labels[*label].clone();
            let copy = self.func.labels.push(data);
            self.labels[label.number()] = Some(copy);
            *label = copy;
        }
        for block in stmt.kind.blocks_mut() {
            block.stmts.iter_mut().for_each(|stmt| self.rename(stmt));
            self.end(&mut block.end);
        }
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
