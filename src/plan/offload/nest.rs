//! Which loops become grids and scans, and how many axes a grid has.
//!
//! In: a function behind the passes. Out: for a loop, the [`Nest`] that a device runs at once, if it
//! is one. Always true: a loop is one only if it is declared parallel, or if its iterations are
//! proved independent but for what they combine; what is combined may be regrouped. Loops within one
//! another are one nest where only what can be computed anew in each iteration stands between them.
//! Deliberately absent: what is done with loops that are none.

use std::collections::HashMap;

use metate_lang::analysis::parallel::{self, Class, Independence, Reason, Uses};
use metate_lang::analysis::range::Ranges;
use metate_lang::error::Span;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{
    ArrayId, Block, Carried, End, Func, Label, Parallel, Range, Reduction, Stmt, StmtKind, Val,
};
use metate_lang::op::Op;
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::{Axis, Reduced, Updates};

/// The most axes of a grid.
const MOST_AXES: usize = 3;

/// Iterations, known beforehand, up to which a loop is not worth a dispatch of its own, and not
/// spread where a loop inside of it can be.
const FEW: i128 = 16;

/// Iterations, known beforehand, up to which an inner loop stays within an invocation: an axis
/// along neighbours would leave most of a workgroup idle.
const FEW_INNERMOST: i128 = 31;

/// A loop, or several within one another, that a device runs at once.
pub(super) struct Nest {
    pub(super) span: Span,
    pub(super) axes: Vec<Axis>,
    pub(super) reductions: Vec<Reduced>,
    pub(super) arrays: Vec<(ArrayId, Op)>,
    pub(super) body: Block,
    pub(super) is_scan: bool,
}

/// What is known of the loops of a function.
pub(super) struct Loops<'f> {
    func: &'f Func,
    uses: Uses<'f>,
    independence: HashMap<Label, Independence>,
    constants: Vec<Option<i128>>,
}

/// A counted loop; see [`StmtKind::For`].
#[derive(Clone, Copy)]
struct Counted<'s> {
    span: Span,
    to: &'s [Val],
    label: Label,
    var: Val,
    range: Range,
    carried: &'s [Carried],
    parallel: Option<&'s Parallel>,
    body: &'s Block,
}

impl<'s> Counted<'s> {
    fn of(stmt: &'s Stmt) -> Option<Counted<'s>> {
        let StmtKind::For { to, label, var, range, carried, parallel, body } = &stmt.kind else {
            return None;
        };
        Some(Counted {
            span: stmt.span,
            to,
            label: *label,
            var: *var,
            range: *range,
            carried,
            parallel: parallel.as_ref(),
            body,
        })
    }
}

impl<'f> Loops<'f> {
    pub(super) fn of(func: &'f Func) -> Loops<'f> {
        let ranges = Ranges::of(func);
        let found = parallel::of(func, &ranges);
        let independence = found.into_iter().map(|found| (found.label, found)).collect();
        let mut constants = vec![None; func.values.len()];
        for stmt in func.statements() {
            if let StmtKind::Const { to, value } = &stmt.kind {
                constants[to.number()] = Value::as_int(*value);
            }
        }
        Loops { func, uses: Uses::of(func), independence, constants }
    }

    /// What a loop does in common with others, as a parallel one says it, and whether it is a scan.
    /// One that notes what it touches is none: iterations see what others noted.
    fn declared(&self, counted: &Counted<'_>) -> Option<(Parallel, bool)> {
        if let Some(parallel) = counted.parallel.filter(|parallel| !parallel.in_order) {
            return Some((parallel.clone(), false)).filter(|_| self.is_grid(parallel, counted));
        }
        let found = self.independence.get(&counted.label)?;
        match found.class() {
            Class::Parallel | Class::Reduction | Class::ArrayReduction => {
                let declared = found.declared()?;
                self.is_grid(&declared, counted).then_some((declared, false))
            }
            Class::Scan => self.scan(found).map(|parallel| (parallel, true)),
            Class::Serial => None,
        }
    }

    /// Whether a device has a form for what the iterations do together.
    fn is_grid(&self, parallel: &Parallel, counted: &Counted<'_>) -> bool {
        parallel.claims.is_empty()
            && Updates::of(self.func, &self.uses, counted.body, &parallel.arrays).is_ok()
    }

    /// A scan, if all that it carries is combined by one operation each.
    fn scan(&self, found: &Independence) -> Option<Parallel> {
        let mut reductions: Vec<Option<Op>> = found.reductions.clone();
        for reason in &found.reasons {
            let Reason::Carried { number, scan: Some(op) } = reason else { return None };
            *reductions.get_mut(*number)? = Some(*op);
        }
        let reductions = reductions.into_iter().map(|op| op.map(Reduction::Op));
        found.arrays.is_empty().then_some(())?;
        Some(Parallel { reductions: reductions.collect::<Option<_>>()?, ..Parallel::default() })
    }

    /// The iterations of a loop, if they are known beforehand.
    fn trips(&self, range: Range) -> Option<i128> {
        let constant = |value: Val| self.constants.get(value.number()).copied().flatten();
        let (lo, hi) = (constant(range.lo)?, constant(range.hi)?);
        Some((hi - lo + i128::from(range.inclusive)).max(0))
    }

    /// The loop as a nest, if a device runs it at once.
    pub(super) fn nest(&self, stmt: &Stmt) -> Option<Nest> {
        let counted = Counted::of(stmt)?;
        let (declared, is_scan) = self.declared(&counted)?;
        if !runs_on_device(counted.body) {
            return None;
        }
        let few = self.trips(counted.range).is_some_and(|trips| trips <= FEW);
        if few && (counted.parallel.is_none() || self.has_wide(counted.body)) {
            return None;
        }
        let reduced = |(carried, (how, to)): (&Carried, (&Reduction, &Val))| Reduced {
            carried: *carried,
            how: *how,
            to: *to,
        };
        let with = declared.reductions.iter().zip(counted.to);
        let reductions = counted.carried.iter().zip(with).map(reduced).collect();
        let mut nest = Nest {
            span: counted.span,
            axes: vec![Axis { label: counted.label, var: counted.var, range: counted.range }],
            reductions,
            arrays: declared.arrays,
            body: counted.body.clone(),
            is_scan,
        };
        if !is_scan {
            while nest.axes.len() < MOST_AXES && self.deepen(&mut nest).is_some() {}
        }
        Some(nest)
    }

    /// Whether a loop that is worth a dispatch is somewhere in a block.
    pub(super) fn has_wide(&self, block: &Block) -> bool {
        let mut found = false;
        walk(block, &mut |stmt| found = found || self.is_wide(stmt));
        found
    }

    fn is_wide(&self, stmt: &Stmt) -> bool {
        let Some(counted) = Counted::of(stmt) else { return false };
        self.trips(counted.range).is_none_or(|trips| trips > FEW)
            && self.declared(&counted).is_some()
            && runs_on_device(counted.body)
    }

    /// Makes the loop inside of a nest its innermost axis, if it is the only thing in it that
    /// cannot be computed anew in each of its iterations.
    fn deepen(&self, nest: &mut Nest) -> Option<()> {
        let (last, before) = nest.body.stmts.split_last()?;
        let inner = Counted::of(last)?;
        let (declared, is_scan) = self.declared(&inner)?;
        if is_scan || self.trips(inner.range).is_some_and(|trips| trips <= FEW_INNERMOST) {
            return None;
        }
        let movable = before.iter().all(|stmt| is_movable(self.func, stmt, inner.body));
        let mut made = nest.axes.iter().map(|axis| axis.var).collect::<Vec<Val>>();
        made.extend(nest.reductions.iter().map(|reduced| reduced.carried.inner));
        before.iter().for_each(|stmt| made.extend(stmt.kind.results()));
        let limits = [inner.range.lo, inner.range.hi];
        if !movable || limits.iter().any(|limit| made.contains(limit)) {
            return None;
        }
        let ends = match &nest.body.end {
            End::Next(label, values) if *label == nest.axes.last()?.label => values,
            _ => return None,
        };
        let same = nest.reductions.len() == inner.carried.len()
            && ends.as_slice() == inner.to
            && nest.reductions.iter().zip(inner.carried).zip(&declared.reductions).all(
                |((outer, inner), how)| {
                    inner.init == outer.carried.inner
                        && outer.how == *how
                        && matches!(how, Reduction::Op(_))
                },
            );
        if !same || declared.arrays.iter().any(|row| !nest.arrays.contains(row)) {
            return None;
        }
        for (reduced, carried) in nest.reductions.iter_mut().zip(inner.carried) {
            reduced.carried.inner = carried.inner;
        }
        nest.axes.push(Axis { label: inner.label, var: inner.var, range: inner.range });
        let mut body = inner.body.clone();
        body.stmts.splice(0..0, before.iter().cloned());
        nest.body = body;
        Some(())
    }
}

/// Whether a statement may be done in each iteration of the loop behind it instead.
pub(super) fn is_movable(func: &Func, stmt: &Stmt, behind: &Block) -> bool {
    match &stmt.kind {
        StmtKind::Const { .. } | StmtKind::Extent { .. } | StmtKind::Proved { .. } => true,
        // A division stands behind its check, which is not movable, or behind one further out.
        StmtKind::Op { op, args, .. } => !op.row().math || !func.ty(args[0]).is_float(),
        StmtKind::Load { array, .. } => {
            let mut stored = false;
            walk(behind, &mut |stmt| {
                stored |= matches!(&stmt.kind, StmtKind::Store { array: of, .. } if of == array);
            });
            !stored
        }
        StmtKind::Store { .. }
        | StmtKind::Allocate { .. }
        | StmtKind::Check { .. }
        | StmtKind::Clock { .. }
        | StmtKind::If { .. }
        | StmtKind::For { .. }
        | StmtKind::Loop { .. }
        | StmtKind::Scope { .. } => false,
    }
}

/// Whether nothing in a block is the host's: memory and clocks.
pub(super) fn runs_on_device(block: &Block) -> bool {
    let mut runs = true;
    walk(block, &mut |stmt| {
        runs &= !matches!(stmt.kind, StmtKind::Allocate { .. } | StmtKind::Clock { .. });
    });
    runs
}
