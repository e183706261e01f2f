//! Ways out of loops and scopes.
//!
//! In: a body. Out: which of its scopes are left from inside, and which of its loops and scopes are
//! meant by jumps out of another loop: those need a variable. Always true: a scope that nothing
//! leaves but its end is no loop in WGSL, so that nothing jumps out of it. Deliberately absent: text.

use std::collections::HashSet;

use metate_lang::ir::{Block, End, Label, StmtKind};

/// What a jump does at the loop that it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Jump {
    Break,
    Next,
}

impl Jump {
    pub(super) fn number(self) -> &'static str {
        match self {
            Jump::Break => "1u",
            Jump::Next => "2u",
        }
    }

    pub(super) fn statement(self) -> &'static str {
        match self {
            Jump::Break => "break;",
            Jump::Next => "continue;",
        }
    }
}

/// Which loops and scopes are left and continued from where.
#[derive(Default)]
pub(super) struct Jumps {
    /// Scopes that something leaves before their end.
    pub(super) inner: HashSet<Label>,
    /// Loops and scopes that jumps out of an inner loop go to.
    pub(super) far: HashSet<Label>,
}

impl Jumps {
    pub(super) fn of(body: &Block) -> Jumps {
        let mut jumps = Jumps::default();
        jumps.inner(body, None);
        jumps.far(body, &mut Vec::new());
        jumps
    }

    fn inner(&mut self, block: &Block, owner: Option<Label>) {
        if let End::Break(label, _) = &block.end
            && owner != Some(*label)
        {
            self.inner.insert(*label);
        }
        for stmt in &block.stmts {
            let owner = stmt.kind.label();
            stmt.kind.blocks().for_each(|block| self.inner(block, owner));
        }
    }

    fn far(&mut self, block: &Block, open: &mut Vec<Label>) {
        if let Some(label) = block.end.label()
            && open.contains(&label)
            && open.last() != Some(&label)
        {
            self.far.insert(label);
        }
        for stmt in &block.stmts {
            // As `scope` decides.
            let is_flat = match &stmt.kind {
                StmtKind::Scope { label, body, .. } => {
                    matches!(&body.end, End::Break(left, _) if left == label)
                        && !self.inner.contains(label)
                }
                _ => false,
            };
            let label = stmt.kind.label().filter(|_| !is_flat);
            open.extend(label);
            stmt.kind.blocks().for_each(|block| self.far(block, open));
            if label.is_some() {
                open.pop();
            }
        }
    }
}
