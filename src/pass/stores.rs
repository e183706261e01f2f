//! Which arrays a loop stores to.
//!
//! In: a function. Out: for each loop the arrays that something inside of it stores to. Always
//! true: two arrays of a function share no element, as Rust's borrow rules have it, so a store to
//! one leaves the others as they are. Deliberately absent: which elements are stored.

use metate_lang::ir::{ArrayId, Block, Func, Label, StmtKind};
use metate_lang::util::index::Index;

/// The arrays that each loop or scope stores to.
pub(super) struct Stores {
    /// By label, in ascending order.
    arrays: Vec<Vec<ArrayId>>,
}

impl Stores {
    /// What is stored to in the loops of `body`, which has been taken out of `func`.
    pub(super) fn of(body: &Block, func: &Func) -> Stores {
        let mut stores = Stores { arrays: vec![Vec::new(); func.labels.len()] };
        if !func.labels.is_empty() {
            stores.block(body, &mut Vec::new());
        }
        stores
    }

    /// The arrays stored to in a loop or scope.
    pub(super) fn inside(&self, label: Label) -> &[ArrayId] {
        &self.arrays[label.number()]
    }

    /// Appends the arrays that a block stores to.
    fn block(&mut self, block: &Block, found: &mut Vec<ArrayId>) {
        for stmt in &block.stmts {
            if let StmtKind::Store { array, .. } = &stmt.kind {
                found.push(*array);
            }
            let before = found.len();
            for inner in stmt.kind.blocks() {
                self.block(inner, found);
            }
            if let Some(label) = stmt.kind.label() {
                // What an outer loop hears of is no longer than the list of arrays.
                let mut own = found.split_off(before);
                own.sort_unstable();
                own.dedup();
                found.extend_from_slice(&own);
                self.arrays[label.number()] = own;
            }
        }
    }
}
