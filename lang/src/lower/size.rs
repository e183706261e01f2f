//! How large a kernel becomes when its helpers are inlined.
//!
//! In: a module, whose calls form no cycle. Out: how many expressions of helpers take the place
//! of the calls, and how deep these nest. Always true: time is linear in the module, however
//! often inlining would double it. Deliberately absent: statements of the IR, which `lower` counts
//! as it makes them.

use super::assigned::Assigned;
use crate::hir::{FuncId, Module};
use crate::util::index::Index;

/// What a function becomes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Size {
    /// Expressions of helpers, inlined.
    pub(super) exprs: usize,
    /// Calls within one another.
    pub(super) calls: usize,
}

/// The size of the module's kernel.
pub(super) fn of(module: &Module) -> Size {
    let found: Vec<Assigned> = module.funcs.values().map(Assigned::of).collect();
    let mut sizes: Vec<Option<Size>> = vec![None; found.len()];
    // Functions whose callees are being sized, each with the number of those that are done.
    let mut path: Vec<(FuncId, usize, Size)> = vec![(module.entry, 0, Size::default())];
    while let Some((func, next, size)) = path.last_mut() {
        let Some(&callee) = found[func.number()].calls.get(*next) else {
            sizes[func.number()] = Some(*size);
            path.pop();
            continue;
        };
        match sizes[callee.number()] {
            None => path.push((callee, 0, Size::default())),
            Some(inner) => {
                let exprs = inner.exprs.saturating_add(found[callee.number()].exprs);
                size.exprs = size.exprs.saturating_add(exprs);
                size.calls = size.calls.max(inner.calls + 1);
                *next += 1;
            }
        }
    }
    sizes[module.entry.number()].unwrap_or_default()
}
