//! Goes through the parts of loop IR: operands, definitions, nested blocks.
//!
//! In: a statement, a block or a function. Out: calls of a closure, in the order in which the
//! parts are printed. Every pass, analysis and back end reads the IR through here where it does
//! not care for the kind of a statement, so that a new kind is added in one place.
//!
//! Always true: a visit is linear in what it visits, and an operand that stands twice is visited
//! twice. Deliberately absent: visitor traits (a closure does), and any order but pre-order.

use super::{ArrayData, ArrayId, Block, Check, End, Func, Label, Stmt, StmtKind, Val};
use crate::util::index::Index;

impl StmtKind {
    /// Calls `visit` with every value the statement itself reads: not those read in its blocks.
    pub fn operands(&self, mut visit: impl FnMut(Val)) {
        let mut all = |values: &[Val]| values.iter().copied().for_each(&mut visit);
        match self {
            StmtKind::Const { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Clock { .. }
            | StmtKind::Scope { .. } => {}
            StmtKind::Op { args, .. }
            | StmtKind::Check { args, .. }
            | StmtKind::Proved { args, .. } => all(args),
            StmtKind::Load { index, .. } => all(index),
            StmtKind::Allocate { extents, .. } => all(extents),
            StmtKind::Store { index, value, .. } => {
                all(index);
                visit(*value);
            }
            StmtKind::If { cond, .. } => visit(*cond),
            StmtKind::For { range, carried, parallel, .. } => {
                all(&[range.lo, range.hi]);
                carried.iter().for_each(|carried| visit(carried.init));
                let forks = parallel.iter().filter_map(|parallel| parallel.fork.as_ref());
                forks.for_each(|fork| visit(fork.work));
            }
            StmtKind::Loop { carried, .. } => {
                carried.iter().for_each(|carried| visit(carried.init));
            }
        }
    }

    /// Calls `visit` with a reference to every value that [`StmtKind::operands`] visits.
    pub fn operands_mut(&mut self, mut visit: impl FnMut(&mut Val)) {
        match self {
            StmtKind::Const { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Clock { .. }
            | StmtKind::Scope { .. } => {}
            StmtKind::Op { args, .. }
            | StmtKind::Check { args, .. }
            | StmtKind::Proved { args, .. } => {
                args.iter_mut().for_each(visit);
            }
            StmtKind::Load { index, .. } => index.iter_mut().for_each(visit),
            StmtKind::Allocate { extents, .. } => extents.iter_mut().for_each(visit),
            StmtKind::Store { index, value, .. } => {
                index.iter_mut().for_each(&mut visit);
                visit(value);
            }
            StmtKind::If { cond, .. } => visit(cond),
            StmtKind::For { range, carried, parallel, .. } => {
                visit(&mut range.lo);
                visit(&mut range.hi);
                carried.iter_mut().for_each(|carried| visit(&mut carried.init));
                let forks = parallel.iter_mut().filter_map(|parallel| parallel.fork.as_mut());
                forks.for_each(|fork| visit(&mut fork.work));
            }
            StmtKind::Loop { carried, .. } => {
                carried.iter_mut().for_each(|carried| visit(&mut carried.init));
            }
        }
    }

    /// Calls `visit` with every array the statement itself names: not those named in its blocks.
    pub fn arrays(&self, mut visit: impl FnMut(ArrayId)) {
        match self {
            StmtKind::Extent { array, .. }
            | StmtKind::Load { array, .. }
            | StmtKind::Store { array, .. }
            | StmtKind::Allocate { array, .. }
            | StmtKind::Check {
                check: Check::Bounds { array, .. } | Check::Distinct { array, .. },
                ..
            }
            | StmtKind::Proved {
                check: Check::Bounds { array, .. } | Check::Distinct { array, .. },
                ..
            } => visit(*array),
            StmtKind::For { parallel: Some(parallel), .. } => {
                parallel.arrays.iter().for_each(|&(array, _)| visit(array));
                parallel.claims.iter().for_each(|&array| visit(array));
            }
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. }
            | StmtKind::If { .. }
            | StmtKind::For { parallel: None, .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. } => {}
        }
    }

    /// Calls `visit` with a reference to every array that [`StmtKind::arrays`] visits.
    pub fn arrays_mut(&mut self, mut visit: impl FnMut(&mut ArrayId)) {
        match self {
            StmtKind::Extent { array, .. }
            | StmtKind::Load { array, .. }
            | StmtKind::Store { array, .. }
            | StmtKind::Allocate { array, .. }
            | StmtKind::Check {
                check: Check::Bounds { array, .. } | Check::Distinct { array, .. },
                ..
            }
            | StmtKind::Proved {
                check: Check::Bounds { array, .. } | Check::Distinct { array, .. },
                ..
            } => visit(array),
            StmtKind::For { parallel: Some(parallel), .. } => {
                parallel.arrays.iter_mut().for_each(|(array, _)| visit(array));
                parallel.claims.iter_mut().for_each(visit);
            }
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. }
            | StmtKind::If { .. }
            | StmtKind::For { parallel: None, .. }
            | StmtKind::Loop { .. }
            | StmtKind::Scope { .. } => {}
        }
    }

    /// Calls `visit` with every value the statement itself defines: its results, and what it
    /// defines for its own body (the induction variable and the carried values).
    pub fn definitions(&self, mut visit: impl FnMut(Val)) {
        self.results().iter().copied().for_each(&mut visit);
        self.body_definitions(visit);
    }

    /// Calls `visit` with the values that are defined where the body of a loop begins.
    pub fn body_definitions(&self, mut visit: impl FnMut(Val)) {
        match self {
            StmtKind::For { var, carried, .. } => {
                visit(*var);
                carried.iter().for_each(|carried| visit(carried.inner));
            }
            StmtKind::Loop { carried, .. } => {
                carried.iter().for_each(|carried| visit(carried.inner));
            }
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. }
            | StmtKind::If { .. }
            | StmtKind::Scope { .. } => {}
        }
    }

    /// Calls `visit` with a reference to every value that [`StmtKind::definitions`] visits.
    pub fn definitions_mut(&mut self, mut visit: impl FnMut(&mut Val)) {
        match self {
            StmtKind::Const { to, .. }
            | StmtKind::Op { to, .. }
            | StmtKind::Extent { to, .. }
            | StmtKind::Load { to, .. }
            | StmtKind::Clock { to } => visit(to),
            StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. } => {}
            StmtKind::If { to, .. } | StmtKind::Scope { to, .. } => to.iter_mut().for_each(visit),
            StmtKind::For { to, var, carried, .. } => {
                to.iter_mut().for_each(&mut visit);
                visit(var);
                carried.iter_mut().for_each(|carried| visit(&mut carried.inner));
            }
            StmtKind::Loop { to, carried, .. } => {
                to.iter_mut().for_each(&mut visit);
                carried.iter_mut().for_each(|carried| visit(&mut carried.inner));
            }
        }
    }

    /// The blocks of the statement, in order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        let blocks = match self {
            StmtKind::If { then, otherwise, .. } => [Some(then), Some(otherwise)],
            StmtKind::For { body, .. }
            | StmtKind::Loop { body, .. }
            | StmtKind::Scope { body, .. } => [Some(body), None],
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. } => [None, None],
        };
        blocks.into_iter().flatten()
    }

    /// The blocks of the statement, in order, to be changed.
    pub fn blocks_mut(&mut self) -> impl Iterator<Item = &mut Block> {
        let blocks = match self {
            StmtKind::If { then, otherwise, .. } => [Some(then), Some(otherwise)],
            StmtKind::For { body, .. }
            | StmtKind::Loop { body, .. }
            | StmtKind::Scope { body, .. } => [Some(body), None],
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. } => [None, None],
        };
        blocks.into_iter().flatten()
    }

    /// The label, if the statement is a loop or a scope.
    pub fn label(&self) -> Option<Label> {
        match self {
            StmtKind::For { label, .. }
            | StmtKind::Loop { label, .. }
            | StmtKind::Scope { label, .. } => Some(*label),
            StmtKind::Const { .. }
            | StmtKind::Op { .. }
            | StmtKind::Extent { .. }
            | StmtKind::Load { .. }
            | StmtKind::Store { .. }
            | StmtKind::Allocate { .. }
            | StmtKind::Check { .. }
            | StmtKind::Proved { .. }
            | StmtKind::Clock { .. }
            | StmtKind::If { .. } => None,
        }
    }
}

impl End {
    /// The values that leave the block.
    pub fn operands(&self) -> &[Val] {
        match self {
            End::Give(values)
            | End::Next(_, values)
            | End::Break(_, values)
            | End::Return(values) => values,
            End::Unreachable => &[],
        }
    }

    /// The values that leave the block, to be changed.
    pub fn operands_mut(&mut self) -> &mut [Val] {
        match self {
            End::Give(values)
            | End::Next(_, values)
            | End::Break(_, values)
            | End::Return(values) => values,
            End::Unreachable => &mut [],
        }
    }

    /// The loop or scope that it continues or leaves.
    pub fn label(&self) -> Option<Label> {
        match self {
            End::Next(label, _) | End::Break(label, _) => Some(*label),
            End::Give(_) | End::Return(_) | End::Unreachable => None,
        }
    }
}

impl Func {
    /// Number of statements, those in nested blocks included.
    pub fn statement_count(&self) -> usize {
        let mut count = 0;
        walk(&self.body, &mut |_| count += 1);
        count
    }

    /// Every statement, in no particular order; needs no stack, however deep they nest.
    pub fn statements(&self) -> impl Iterator<Item = &Stmt> {
        let mut left: Vec<std::slice::Iter<'_, Stmt>> = vec![self.body.stmts.iter()];
        std::iter::from_fn(move || {
            loop {
                match left.last_mut()?.next() {
                    Some(stmt) => {
                        left.extend(stmt.kind.blocks().map(|block| block.stmts.iter()));
                        return Some(stmt);
                    }
                    None => drop(left.pop()),
                }
            }
        })
    }

    /// The function's own arrays that a statement names, in the order of their table.
    pub fn local_arrays(&self) -> Vec<ArrayId> {
        let is_local = |row: &ArrayData| row.local.is_some();
        if !self.arrays.values().any(is_local) {
            return Vec::new();
        }
        let mut named = vec![false; self.arrays.len()];
        for stmt in self.statements() {
            stmt.kind.arrays(|array| {
                if let Some(named) = named.get_mut(array.number()) {
                    *named = true;
                }
            });
        }
        let wanted =
            |(id, row): (ArrayId, &ArrayData)| (is_local(row) && named[id.number()]).then_some(id);
        self.arrays.iter().filter_map(wanted).collect()
    }
}

/// Calls `visit` with every statement of `block`, each before those in its own blocks.
pub fn walk(block: &Block, visit: &mut impl FnMut(&Stmt)) {
    for stmt in &block.stmts {
        visit(stmt);
        for inner in stmt.kind.blocks() {
            walk(inner, visit);
        }
    }
}

/// Calls `visit` with every statement of `block`, each before those in its own blocks.
pub fn walk_mut(block: &mut Block, visit: &mut impl FnMut(&mut Stmt)) {
    for stmt in &mut block.stmts {
        visit(stmt);
        for inner in stmt.kind.blocks_mut() {
            walk_mut(inner, visit);
        }
    }
}

/// Calls `visit` with `block` and then with every block nested in it, in pre-order.
pub fn walk_blocks(block: &Block, visit: &mut impl FnMut(&Block)) {
    visit(block);
    for stmt in &block.stmts {
        for inner in stmt.kind.blocks() {
            walk_blocks(inner, visit);
        }
    }
}

/// Calls `visit` with `block` and then with every block nested in it, in pre-order.
pub fn walk_blocks_mut(block: &mut Block, visit: &mut impl FnMut(&mut Block)) {
    visit(block);
    for stmt in &mut block.stmts {
        for inner in stmt.kind.blocks_mut() {
            walk_blocks_mut(inner, visit);
        }
    }
}
