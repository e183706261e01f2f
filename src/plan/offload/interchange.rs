//! Loops that are swapped so that the one outside is parallel.
//!
//! In: a function. Out: the same, where a loop whose iterations need one another, and that holds
//! nothing but another loop, stands inside of it, if that makes the outer one parallel:
//!
//! ```text
//! for i in .. {                          for j in .. {
//!     for j in .. {                          for i in .. {
//!         sum[j] += a[[i, j]];      =>           sum[j] += a[[i, j]];
//!     }                                      }
//! }                                      }
//! ```
//!
//! Always true: iterations of the loop that is outside now have nothing to do with one another
//! (`analysis::parallel` says so of the swapped loops), and within one of them the others run in
//! their order, so every element comes to the same bits; nothing in the loops may trap. Deliberately
//! absent: what a cache gains by it.

use metate_lang::analysis::parallel::{self, Class, Uses};
use metate_lang::analysis::range::Ranges;
use metate_lang::ir::walk::{walk, walk_blocks, walk_blocks_mut};
use metate_lang::ir::{Block, End, Func, Label, Stmt, StmtKind, Val};

use super::build::leaves;
use super::nest::{is_movable, runs_on_device};

/// The most pairs of loops that are tried.
const MOST_TRIALS: usize = 16;

/// The most statements of a function of which trials are made.
const LARGE: usize = 2000;

/// Swaps loops where that makes the outer one parallel.
pub(super) fn interchange(func: &mut Func) {
    if func.statement_count() > LARGE {
        return;
    }
    for label in candidates(func).into_iter().take(MOST_TRIALS) {
        let mut swapped = func.clone();
        let Some(outer) = swap(&mut swapped.body, label) else { continue };
        if class(&swapped, outer) == Some(Class::Parallel) {
            *func = swapped;
        }
    }
}

/// The outer loops of pairs that could be swapped, the outer one not being spread as it is.
fn candidates(func: &Func) -> Vec<Label> {
    let ranges = Ranges::of(func);
    let classes = parallel::of(func, &ranges);
    let mut found = Vec::new();
    walk(&func.body, &mut |stmt| {
        let Some(label) = stmt.kind.label().filter(|_| can_be_swapped(func, stmt)) else { return };
        let class = classes.iter().find(|row| row.label == label).map(|row| row.class());
        if matches!(class, Some(Class::Serial | Class::ArrayReduction)) {
            found.push(label);
        }
    });
    found
}

fn can_be_swapped(func: &Func, stmt: &Stmt) -> bool {
    let StmtKind::For { label, var, carried, parallel: None, body, .. } = &stmt.kind else {
        return false;
    };
    let Some((last, before)) = body.stmts.split_last() else { return false };
    let StmtKind::For { label: inner, range, carried: inner_carried, body: inside, .. } =
        &last.kind
    else {
        return false;
    };
    let mut made: Vec<Val> = vec![*var];
    before.iter().for_each(|stmt| made.extend(stmt.kind.results()));
    let mut is_simple = runs_on_device(body) && !leaves(stmt);
    walk(body, &mut |stmt| {
        is_simple &= !matches!(stmt.kind, StmtKind::Check { .. });
        stmt.kind.arrays(|array| is_simple &= func.arrays[array].local.is_none());
    });
    walk_blocks(body, &mut |block| {
        is_simple &= !matches!(&block.end, End::Break(of, _) if of == label || of == inner);
    });
    is_simple
        && carried.is_empty()
        && inner_carried.is_empty()
        && before.iter().all(|stmt| is_movable(func, stmt, inside))
        && ![range.lo, range.hi].iter().any(|limit| made.contains(limit))
}

/// Swaps the loop of this label with the one inside of it, which is outside then.
fn swap(block: &mut Block, label: Label) -> Option<Label> {
    for stmt in &mut block.stmts {
        if stmt.kind.label() == Some(label) {
            return swap_here(stmt);
        }
        for inner in stmt.kind.blocks_mut() {
            if let Some(outer) = swap(inner, label) {
                return Some(outer);
            }
        }
    }
    None
}

fn swap_here(stmt: &mut Stmt) -> Option<Label> {
    let StmtKind::For { label, body, .. } = &mut stmt.kind else { return None };
    let label = *label;
    let mut inner = body.stmts.pop()?;
    let before = std::mem::take(&mut body.stmts);
    let StmtKind::For { label: outer, body: inside, .. } = &mut inner.kind else { return None };
    let outer = *outer;
    walk_blocks_mut(inside, &mut |block| {
        if let End::Next(of, _) = &mut block.end
            && *of == outer
        {
            *of = label;
        }
    });
    inside.stmts.splice(0..0, before);
    *body =
        std::mem::replace(inside, Block { stmts: Vec::new(), end: End::Next(outer, Vec::new()) });
    std::mem::swap(stmt, &mut inner);
    if let StmtKind::For { body, .. } = &mut stmt.kind {
        body.stmts.push(inner);
    }
    Some(outer)
}

fn class(func: &Func, label: Label) -> Option<Class> {
    let ranges = Ranges::of(func);
    let uses = Uses::of(func);
    let mut found = None;
    walk(&func.body, &mut |stmt| {
        if stmt.kind.label() == Some(label) {
            found = parallel::independence(func, &ranges, &uses, &stmt.kind);
        }
    });
    found.map(|found| found.class())
}
