//! Values that stand for others from here on.
//!
//! In: pairs of a value and what it is replaced by. Out: operands that name the replacement.
//! Always true: a value is defined in front of all of its uses, so one walk in the order of the
//! text replaces them all, and a replacement is never itself replaced later.
//! Deliberately absent: whether the replacement is visible where the value is used, which is the
//! caller's to know.

use metate_lang::ir::{End, Func, StmtKind, Val};
use metate_lang::util::index::Index;

/// What each value is replaced by: itself at first.
pub(super) struct Replacements {
    by: Vec<Val>,
    any: bool,
}

impl Replacements {
    pub(super) fn new(func: &Func) -> Replacements {
        Replacements { by: (0..func.values.len()).map(Val::new).collect(), any: false }
    }

    /// `value` is `by` from here on, an operand of a statement that was visited.
    pub(super) fn replace(&mut self, value: Val, by: Val) {
        self.by[value.number()] = by;
        self.any = true;
    }

    /// The values of the list are those of the other from here on.
    pub(super) fn replace_all(&mut self, values: &[Val], by: &[Val]) {
        values.iter().zip(by).for_each(|(&value, &by)| self.replace(value, by));
    }

    /// Names the replacements in the statement itself, not in its blocks.
    pub(super) fn operands(&self, kind: &mut StmtKind) {
        if self.any {
            kind.operands_mut(|value| self.rename(value));
        }
    }

    /// Names the replacements in the end of a block.
    pub(super) fn end(&self, end: &mut End) {
        if self.any {
            end.operands_mut().iter_mut().for_each(|value| self.rename(value));
        }
    }

    fn rename(&self, value: &mut Val) {
        // A value that the pass itself has made is in no need of another.
        if let Some(&by) = self.by.get(value.number()) {
            *value = by;
        }
    }
}
