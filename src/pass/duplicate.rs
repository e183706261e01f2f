//! A second copy of a part of a function.
//!
//! In: a statement or a block. Out: the same with values, labels and allocated arrays of its own, so that both may
//! stand in the function. Always true: what the block only uses is shared. Deliberately absent:
//! whether a second copy is worth its size.

use std::collections::HashMap;

use metate_lang::ir::{ArrayId, Block, End, Func, Label, Stmt, StmtKind, Val};

/// What has been given a copy so far.
pub(super) struct Duplicate<'f> {
    func: &'f mut Func,
    values: HashMap<Val, Val>,
    labels: HashMap<Label, Label>,
    arrays: HashMap<ArrayId, ArrayId>,
}

impl<'f> Duplicate<'f> {
    pub(super) fn new(func: &'f mut Func) -> Duplicate<'f> {
        let (values, labels, arrays) = (HashMap::new(), HashMap::new(), HashMap::new());
        Duplicate { func, values, labels, arrays }
    }

    /// A copy of a value that is defined in the part.
    pub(super) fn value(&mut self, value: Val) -> Val {
        let row = self.func.values[value].clone();
        let copy = self.func.values.push(row);
        self.values.insert(value, copy);
        copy
    }

    /// A copy of the label of a loop or scope of the part.
    pub(super) fn label(&mut self, label: Label) -> Label {
        let row = self.func.labels[label].clone();
        let copy = self.func.labels.push(row);
        self.labels.insert(label, copy);
        copy
    }

    /// The block with copies of all that it defines.
    pub(super) fn block(&mut self, block: &Block) -> Block {
        let mut copy = block.clone();
        self.rename(&mut copy);
        copy
    }

    /// The statement with copies of all that it defines.
    pub(super) fn statement(&mut self, stmt: &Stmt) -> Stmt {
        let mut copy = stmt.clone();
        self.kind(&mut copy.kind);
        copy
    }

    fn rename(&mut self, block: &mut Block) {
        block.stmts.iter_mut().for_each(|stmt| self.kind(&mut stmt.kind));
        block.end.operands_mut().iter_mut().for_each(|value| self.use_of(value));
        if let End::Next(label, _) | End::Break(label, _) = &mut block.end
            && let Some(&copy) = self.labels.get(label)
        {
            *label = copy;
        }
    }

    fn kind(&mut self, kind: &mut StmtKind) {
        kind.operands_mut(|value| self.use_of(value));
        kind.definitions_mut(|value| *value = self.value(*value));
        match kind {
            StmtKind::For { label, .. }
            | StmtKind::Loop { label, .. }
            | StmtKind::Scope { label, .. } => *label = self.label(*label),
            StmtKind::Allocate { array, .. } => {
                let row = self.func.arrays[*array].clone();
                let copy = self.func.arrays.push(row);
                self.arrays.insert(*array, copy);
            }
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::If { .. } => {}
        }
        kind.arrays_mut(|array| *array = self.arrays.get(array).copied().unwrap_or(*array));
        kind.blocks_mut().for_each(|block| self.rename(block));
    }

    fn use_of(&self, value: &mut Val) {
        if let Some(&copy) = self.values.get(value) {
            *value = copy;
        }
    }
}
