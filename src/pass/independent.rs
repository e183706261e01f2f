//! Marks plain loops as parallel ones where nobody can tell the difference.
//!
//! In: a function behind `bounds_split`. Out: the same, where the outermost counted loops that are proved
//! independent (`analysis::parallel`) are marked as a `prange` is. Always true: a marked loop has no
//! check that may fail, is left by its end alone, allocates nothing, and what it reduces is the same in
//! any order; so it gives the same bits whatever runs first. Deliberately absent: loops of too little
//! work whatever the arguments are, innermost ones inside of others, which are entered often and are
//! mostly short, sums into arrays, whose copies cost more than they gain unless somebody asks for them
//! by `prange`, loops inside of those that fork, and whether forking pays, which is asked when the loop
//! is entered.

use metate_lang::analysis::cost;
use metate_lang::analysis::parallel::{self, Uses};
use metate_lang::analysis::range::Ranges;
use metate_lang::ir::order::contains_loop;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{Block, Func, Label, Parallel, StmtKind};

use super::{Changed, take_body};
use crate::runtime::threads::LEAST_WORK;

/// Marks the outermost plain loops that are independent.
pub fn independent(func: &mut Func) -> Changed {
    let ranges = Ranges::of(func);
    let mut search = Search { func, ranges: &ranges, uses: Uses::of(func), found: Vec::new() };
    search.block(&func.body, false);
    let found = search.found;
    let mut body = take_body(func);
    mark(&mut body, &found);
    func.body = body;
    (!found.is_empty()).into()
}

struct Search<'f> {
    func: &'f Func,
    ranges: &'f Ranges,
    uses: Uses<'f>,
    found: Vec<(Label, Parallel)>,
}

impl Search<'_> {
    /// `inside` tells whether there is a loop around the block.
    fn block(&mut self, block: &Block, inside: bool) {
        for stmt in &block.stmts {
            if let StmtKind::For { parallel: Some(_), .. } = stmt.kind {
                continue;
            }
            let is_loop = matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. });
            match self.declared(&stmt.kind, inside) {
                Some(found) => self.found.push(found),
                None => {
                    stmt.kind.blocks().for_each(|inner| self.block(inner, inside || is_loop));
                }
            }
        }
    }

    /// What the loop would declare, if it is one that may.
    fn declared(&self, kind: &StmtKind, inside: bool) -> Option<(Label, Parallel)> {
        let StmtKind::For { label, carried, body, .. } = kind else { return None };
        let short = inside && !contains_loop(body);
        if short || !self.may_be_reordered(body) || self.is_small(kind) {
            return None;
        }
        let found = parallel::independence(self.func, self.ranges, &self.uses, kind)?;
        let declared = found.declared().filter(|declared| declared.arrays.is_empty())?;
        found.is_exact(self.func, carried).then_some((*label, declared))
    }

    /// Whether nothing in it must happen in its order, or could not happen twice at a time.
    fn may_be_reordered(&self, body: &Block) -> bool {
        let mut may = true;
        walk(body, &mut |stmt| {
            may &= match &stmt.kind {
                StmtKind::Check { .. } | StmtKind::Allocate { .. } | StmtKind::Clock { .. } => {
                    false
                }
                StmtKind::For { parallel, .. } => parallel.is_none(),
                _ => true,
            };
        });
        may
    }

    /// Whether it is known to be too little work for several threads.
    fn is_small(&self, kind: &StmtKind) -> bool {
        let StmtKind::For { range, body, .. } = kind else { return false };
        let constant = |value| {
            let form = self.ranges.form(value)?;
            form.terms().is_empty().then_some(form.constant_part())
        };
        let trips = constant(range.hi).zip(constant(range.lo)).map(|(hi, lo)| hi - lo + 1);
        let iteration = cost::of(self.func, body).most.cost.max(1);
        !contains_loop(body)
            && trips.is_some_and(|trips| trips as f64 * (iteration as f64) < LEAST_WORK)
    }
}

fn mark(block: &mut Block, found: &[(Label, Parallel)]) {
    for stmt in &mut block.stmts {
        let label = stmt.kind.label();
        if let StmtKind::For { parallel, .. } = &mut stmt.kind
            && let Some((_, declared)) = found.iter().find(|(of, _)| Some(*of) == label)
        {
            *parallel = Some(declared.clone());
            continue;
        }
        stmt.kind.blocks_mut().for_each(|inner| mark(inner, found));
    }
}
