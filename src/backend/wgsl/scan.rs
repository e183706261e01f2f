//! What of a body adds to a scan, whatever the sum so far is.
//!
//! In: the body of a loop that hands combined values on, `s = s + x[i]; out[i] = s`. Out: a
//! [`Slice`], the part of it that makes `s`, which run from the identity gives `x[i]` alone.
//! Always true: the part stores nothing outside of the iteration, and does not ask of the sum so
//! far, so that no check fails in it that would not fail anyway. Deliberately absent: the three
//! passes (`shader`).

use std::collections::HashSet;

use metate_lang::ir::walk::{walk, walk_blocks};
use metate_lang::ir::{ArrayId, Block, Carried, End, Label, Stmt, StmtKind, Val};

/// A part of a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Slice {
    /// Values that are made.
    live: HashSet<Val>,
    /// Values that depend on what is carried.
    tainted: HashSet<Val>,
    /// Arrays of an iteration.
    private: HashSet<ArrayId>,
    label: Option<Label>,
}

impl Slice {
    /// The part of `body` that makes what it hands on.
    pub(super) fn of(
        body: &Block,
        carried: &[Carried],
        label: Label,
        private: &[ArrayId],
    ) -> Slice {
        let mut slice = Slice {
            tainted: carried.iter().map(|carried| carried.inner).collect(),
            private: private.iter().copied().collect(),
            label: Some(label),
            ..Slice::default()
        };
        let mut stored = HashSet::new();
        until_same(|| slice.taint(body, &mut stored));
        until_same(|| slice.enliven(body));
        slice
    }

    /// Whether a statement is part of it.
    pub(super) fn keeps(&self, stmt: &Stmt) -> bool {
        match &stmt.kind {
            StmtKind::Const { .. } => true,
            StmtKind::Op { to, .. }
            | StmtKind::Extent { to, .. }
            | StmtKind::Load { to, .. }
            | StmtKind::Clock { to } => self.live.contains(to),
            StmtKind::Store { array, .. } => self.private.contains(array),
            StmtKind::Allocate { .. } => true,
            StmtKind::Check { args, .. } | StmtKind::Proved { args, .. } => {
                !args.iter().any(|arg| self.tainted.contains(arg))
            }
            kind @ (StmtKind::If { .. }
            | StmtKind::For { .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. }) => {
                kind.results().iter().any(|to| self.live.contains(to))
                    || kind.blocks().any(|block| self.has_effect(block))
            }
        }
    }

    /// Whether it leaves the body or stores what an iteration reads again.
    fn has_effect(&self, block: &Block) -> bool {
        let mut effect = false;
        walk_blocks(block, &mut |block| {
            effect |= matches!(&block.end, End::Next(label, _) if Some(*label) == self.label);
        });
        walk(block, &mut |stmt| {
            let StmtKind::Store { array, .. } = &stmt.kind else { return };
            effect |= self.private.contains(array);
        });
        effect
    }

    fn taint(&mut self, body: &Block, stored: &mut HashSet<ArrayId>) -> usize {
        walk(body, &mut |stmt| {
            let mut tainted = false;
            stmt.kind.operands(|operand| tainted |= self.tainted.contains(&operand));
            match &stmt.kind {
                StmtKind::Store { array, .. } if tainted => {
                    stored.insert(*array);
                }
                StmtKind::Load { array, .. } => tainted |= stored.contains(array),
                kind => kind.blocks().for_each(|block| {
                    walk_blocks(block, &mut |block| {
                        let mut operands = block.end.operands().iter();
                        tainted |= operands.any(|operand| self.tainted.contains(operand));
                    });
                }),
            }
            if tainted {
                stmt.kind.definitions(|value| self.tainted.extend([value]));
            }
        });
        self.tainted.len() + stored.len()
    }

    fn enliven(&mut self, body: &Block) -> usize {
        self.live.extend(body.end.operands());
        walk(body, &mut |stmt| {
            if !self.keeps(stmt) {
                return;
            }
            stmt.kind.operands(|operand| self.live.extend([operand]));
            for block in stmt.kind.blocks() {
                walk_blocks(block, &mut |block| self.live.extend(block.end.operands()));
            }
        });
        self.live.len()
    }
}

/// Runs `step` until the number that it gives stays the same.
fn until_same(mut step: impl FnMut() -> usize) {
    let mut before = None;
    loop {
        let after = Some(step());
        if before == after {
            return;
        }
        before = after;
    }
}
