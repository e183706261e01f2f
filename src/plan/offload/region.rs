//! Regions: what a piece of work takes, makes and touches.
//!
//! In: statements for the device, and which values are resident. Out: a [`Region`] that is complete:
//! constants and extents that it uses are made in it, everything else comes in as a scalar of the
//! host or from memory of the device. Always true: a region uses only the values that it lists.
//! Deliberately absent: what becomes a region (`build`).

use std::collections::{BTreeSet, HashMap, HashSet};

use metate_lang::error::Span;
use metate_lang::ir::walk::{walk, walk_blocks};
use metate_lang::ir::{ArrayId, Block, End, Func, Label, Stmt, StmtKind, Val};
use metate_lang::util::index::Index;

use super::nest::Nest;
use super::{Region, RegionKind, Touched};

/// What is known of a function for all of its regions.
pub(super) struct Facts<'f> {
    pub(super) func: &'f Func,
    /// The constants and extents.
    made_anywhere: Vec<Option<&'f Stmt>>,
    /// How often each value is used.
    uses: Vec<u32>,
    /// Of each local array: how many statements name it, and the loops of the text that are around
    /// all of them.
    locals: HashMap<ArrayId, (u32, BTreeSet<Label>)>,
}

impl<'f> Facts<'f> {
    pub(super) fn of(func: &'f Func) -> Facts<'f> {
        let mut facts = Facts {
            func,
            made_anywhere: vec![None; func.values.len()],
            uses: uses(func.values.len(), &func.body),
            locals: HashMap::new(),
        };
        facts.block(&func.body, &mut Vec::new());
        facts
    }

    fn block(&mut self, block: &'f Block, around: &mut Vec<Label>) {
        for stmt in &block.stmts {
            if let StmtKind::Const { to, .. } | StmtKind::Extent { to, .. } = &stmt.kind {
                self.made_anywhere[to.number()] = Some(stmt);
            }
            let (func, locals) = (self.func, &mut self.locals);
            stmt.kind.arrays(|array| {
                if func.arrays[array].local.is_none() {
                    return;
                }
                let here: BTreeSet<Label> = around.iter().copied().collect();
                let row = locals.entry(array).or_insert_with(|| (0, here.clone()));
                row.0 += 1;
                row.1.retain(|label| here.contains(label));
            });
            let opened = stmt.kind.label().map(|label| around.push(origin(func, label)));
            stmt.kind.blocks().for_each(|inner| self.block(inner, around));
            if opened.is_some() {
                around.pop();
            }
        }
    }

    /// How often a value is used in all.
    pub(super) fn uses(&self, value: Val) -> u32 {
        self.uses[value.number()]
    }

    /// The work of a nest.
    pub(super) fn nest(&self, nest: Nest, is_resident: impl Fn(Val) -> bool) -> Region {
        let Nest { span, axes, reductions, arrays, body, is_scan } = nest;
        let outermost = origin(self.func, axes[0].label);
        let private = self.private(&body, |_, around| around.contains(&outermost));
        let results: Vec<Val> = reductions.iter().map(|reduced| reduced.to).collect();
        let mut taken: Vec<Val> = reductions.iter().map(|reduced| reduced.carried.init).collect();
        let mut made: HashSet<Val> = axes.iter().map(|axis| axis.var).collect();
        made.extend(reductions.iter().map(|reduced| reduced.carried.inner));
        free(&body, made, &mut taken);
        let vars: Vec<Val> = axes.iter().map(|axis| axis.var).collect();
        let from_zero: Vec<bool> = axes.iter().map(|axis| self.is_zero(axis.range.lo)).collect();
        let kind = match (is_scan, axes.first()) {
            (true, Some(&axis)) => RegionKind::Scan { axis, reductions },
            _ => RegionKind::Grid { axes, reductions, arrays },
        };
        let mut region = self.region(span, kind, body, taken, is_resident);
        region.results = results;
        region.private = private;
        region.arrays.retain(|touched| !region.private.contains(&touched.array));
        for touched in &mut region.arrays {
            touched.whole = whole(&region.body, touched, &vars)
                .filter(|of| of.iter().all(|&axis| from_zero[axis]));
        }
        region
    }

    fn is_zero(&self, value: Val) -> bool {
        let made = self.made_anywhere[value.number()].map(|stmt| &stmt.kind);
        matches!(made, Some(StmtKind::Const { value, .. }) if value.as_int() == Some(0))
    }

    /// The work of one invocation: its statements, and pairs of a value that is given and the
    /// resident value that it becomes.
    pub(super) fn serial(
        &self,
        stmts: Vec<Stmt>,
        gives: &[(Val, Val)],
        is_resident: impl Fn(Val) -> bool,
    ) -> Region {
        let span = stmts.first().map_or_else(Span::default, |stmt| stmt.span);
        let (given, results): (Vec<Val>, Vec<Val>) = gives.iter().copied().unzip();
        let body = Block { stmts, end: End::Give(given) };
        let inside = opened(self.func, &body);
        let private = self.private(&body, |all_here, around| {
            all_here || around.iter().any(|label| inside.contains(label))
        });
        let mut taken = Vec::new();
        free(&body, HashSet::new(), &mut taken);
        let mut region = self.region(span, RegionKind::Serial, body, taken, is_resident);
        region.results = results;
        region.private = private;
        region.arrays.retain(|touched| !region.private.contains(&touched.array));
        region
    }

    fn region(
        &self,
        span: Span,
        kind: RegionKind,
        mut body: Block,
        taken: Vec<Val>,
        is_resident: impl Fn(Val) -> bool,
    ) -> Region {
        let (mut scalars, mut resident, mut first) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for value in taken {
            if !seen.insert(value) {
                continue;
            }
            match self.made_anywhere[value.number()] {
                Some(stmt) => first.push(stmt.clone()),
                None if is_resident(value) => resident.push(value),
                None => scalars.push(value),
            }
        }
        body.stmts.splice(0..0, first);
        let (mut may_trap, mut unbounded) = (false, false);
        walk(&body, &mut |stmt| {
            may_trap |= matches!(stmt.kind, StmtKind::Check { .. });
            unbounded |= matches!(stmt.kind, StmtKind::Loop { .. });
        });
        unbounded = unbounded || counts_by_data(&body, &resident);
        let arrays = touched(&body);
        let (results, private) = (Vec::new(), Vec::new());
        Region {
            span,
            kind,
            body,
            scalars,
            resident,
            results,
            arrays,
            private,
            may_trap,
            unbounded,
        }
    }

    /// The local arrays that a body names and that `is_own`, given whether nothing else names it and
    /// the loops around all that does.
    fn private(
        &self,
        body: &Block,
        is_own: impl Fn(bool, &BTreeSet<Label>) -> bool,
    ) -> Vec<ArrayId> {
        let mut named: HashMap<ArrayId, u32> = HashMap::new();
        walk(body, &mut |stmt| {
            stmt.kind.arrays(|array| {
                if self.func.arrays[array].local.is_some() {
                    *named.entry(array).or_default() += 1;
                }
            });
        });
        let own = named.into_iter().filter(|(array, times)| {
            let known = self.locals.get(array);
            known.is_some_and(|(all, around)| is_own(all == times, around))
        });
        let mut own: Vec<ArrayId> = own.map(|(array, _)| array).collect();
        own.sort_unstable();
        own
    }
}

/// The loop of the text that a loop is, or is a copy of.
fn origin(func: &Func, label: Label) -> Label {
    let mut label = label;
    while let Some(of) = func.labels[label].of {
        label = of;
    }
    label
}

/// The loops of the text in a block.
fn opened(func: &Func, block: &Block) -> HashSet<Label> {
    let mut labels = HashSet::new();
    walk(block, &mut |stmt| {
        labels.extend(stmt.kind.label().map(|label| origin(func, label)));
    });
    labels
}

/// How often each value is used in a block.
pub(super) fn uses(values: usize, block: &Block) -> Vec<u32> {
    let mut uses = vec![0; values];
    walk(block, &mut |stmt| stmt.kind.operands(|value| uses[value.number()] += 1));
    walk_blocks(block, &mut |block| {
        block.end.operands().iter().for_each(|value| uses[value.number()] += 1);
    });
    uses
}

/// Appends the values that a block uses and does not make, in the order in which it does.
pub(super) fn free(block: &Block, mut made: HashSet<Val>, taken: &mut Vec<Val>) {
    walk(block, &mut |stmt| {
        stmt.kind.definitions(|value| {
            made.insert(value);
        });
    });
    let mut used = |value: Val| {
        if !made.contains(&value) {
            taken.push(value);
        }
    };
    walk(block, &mut |stmt| stmt.kind.operands(&mut used));
    walk_blocks(block, &mut |block| block.end.operands().iter().copied().for_each(&mut used));
}

/// Whether elements of arrays, or resident values, say how often a loop runs.
fn counts_by_data(body: &Block, resident: &[Val]) -> bool {
    let mut data: HashSet<Val> = resident.iter().copied().collect();
    loop {
        let known = data.len();
        walk(body, &mut |stmt| match &stmt.kind {
            StmtKind::Load { to, .. } => drop(data.insert(*to)),
            kind => {
                let mut depends = false;
                kind.operands(|value| depends |= data.contains(&value));
                for block in kind.blocks() {
                    depends |= block.end.operands().iter().any(|value| data.contains(value));
                }
                if depends {
                    data.extend(kind.results());
                }
                if let StmtKind::For { carried, .. } | StmtKind::Loop { carried, .. } = kind
                    && depends
                {
                    data.extend(carried.iter().map(|carried| carried.inner));
                }
            }
        });
        if data.len() == known {
            break;
        }
    }
    let mut found = false;
    walk(body, &mut |stmt| {
        if let StmtKind::For { range, .. } = &stmt.kind {
            found |= [range.lo, range.hi].iter().any(|limit| data.contains(limit));
        }
    });
    found
}

/// The arrays whose elements a block reads or writes, in the order in which it does first.
fn touched(body: &Block) -> Vec<Touched> {
    let mut arrays: Vec<Touched> = Vec::new();
    let mut touch = |array: ArrayId, reads: bool| {
        let known = arrays.iter().position(|touched| touched.array == array);
        let at = known.unwrap_or_else(|| {
            arrays.push(Touched { array, reads: false, writes: false, whole: None });
            arrays.len() - 1
        });
        arrays[at].reads |= reads;
        arrays[at].writes |= !reads;
    };
    walk(body, &mut |stmt| match &stmt.kind {
        StmtKind::Load { array, .. } => touch(*array, true),
        StmtKind::Store { array, .. } => touch(*array, false),
        _ => {}
    });
    arrays
}

/// The grid's axis for each axis of an array of which each iteration stores its own element.
fn whole(body: &Block, touched: &Touched, vars: &[Val]) -> Option<Vec<usize>> {
    if touched.reads {
        return None;
    }
    let always = body.stmts.iter().take_while(|stmt| !leaves(stmt));
    always.into_iter().find_map(|stmt| {
        let StmtKind::Store { array, index, .. } = &stmt.kind else { return None };
        if *array != touched.array {
            return None;
        }
        let axes = index.iter().map(|index| vars.iter().position(|var| var == index));
        let axes: Vec<usize> = axes.collect::<Option<_>>()?;
        let distinct: BTreeSet<usize> = axes.iter().copied().collect();
        (distinct.len() == axes.len()).then_some(axes)
    })
}

/// Whether control may leave the iteration from inside of a statement.
fn leaves(stmt: &Stmt) -> bool {
    let mut inside: HashSet<Label> = stmt.kind.label().into_iter().collect();
    let mut targets = Vec::new();
    for block in stmt.kind.blocks() {
        walk(block, &mut |stmt| inside.extend(stmt.kind.label()));
        walk_blocks(block, &mut |block| match block.end {
            End::Next(label, _) | End::Break(label, _) => targets.push(Some(label)),
            End::Return(_) => targets.push(None),
            End::Give(_) | End::Unreachable => {}
        });
    }
    targets.iter().any(|target| target.is_none_or(|label| !inside.contains(&label)))
}
