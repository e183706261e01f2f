//! Where another engine may go another way.
//!
//! In: a condition that an error may turn, or limits of a loop that are not known. Out: nothing but
//! doubt. Always true: what may be different behind it is in doubt: results of the `if`, what loops
//! carry, elements that are stored or may have been, and whether the function traps or returns.
//! Where both ways come to values that are known, the result is one of the two. Deliberately
//! absent: running the other way, unless it is operations on scalars and nothing else.

use metate_lang::ir::walk::{walk, walk_blocks};
use metate_lang::ir::{Block, Carried, End, Label, StmtKind, Val};
use metate_lang::value::Value;
use std::collections::HashSet;

use super::super::{Flow, Halt};
use super::Traced;
use super::machine::Machine;
use super::ops;
use super::shadow::Shadow;

/// A loop or scope around the statement that runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) label: Label,
    /// Whether another engine may have gone to the next iteration.
    pub(super) iteration: bool,
    /// Whether it may have left.
    pub(super) whole: bool,
}

impl Open {
    pub(super) fn new(label: Label) -> Open {
        Open { label, iteration: false, whole: false }
    }
}

/// The values that a block and those inside of it define.
fn defined(block: &Block) -> HashSet<Val> {
    let mut found = HashSet::new();
    walk(block, &mut |stmt| {
        stmt.kind.definitions(|value| {
            found.insert(value);
        });
    });
    found
}

/// Whether it can be run without anybody seeing: operations on scalars that cannot fail.
fn is_harmless(block: &Block, is_guarded: impl Fn(&StmtKind) -> bool) -> bool {
    block.stmts.iter().all(|stmt| match &stmt.kind {
        StmtKind::Const { .. } | StmtKind::Extent { .. } => true,
        StmtKind::Op { .. } => !is_guarded(&stmt.kind),
        _ => false,
    })
}

impl Machine<'_, '_, '_> {
    /// An `if` whose condition is `cond` here, and may be otherwise elsewhere.
    pub(super) fn doubtful_if(
        &mut self,
        to: &[Val],
        cond: Value,
        then: &Block,
        otherwise: &Block,
    ) -> Result<Option<Flow>, Halt> {
        let (taken, other) = match cond == Value::Bool(true) {
            true => (then, otherwise),
            false => (otherwise, then),
        };
        self.blur_stores(other);
        let given_by_other = self.given_by(other);
        self.doubtful_arms += 1;
        let flow = self.block(taken);
        self.doubtful_arms -= 1;
        let flow = flow?;
        self.doubt_exits(taken, other, &flow);
        if flow != Flow::Give {
            return Ok(Some(flow));
        }
        self.take_given(to);
        // An arm that does not fall through has doubted what it leaves.
        if let End::Give(_) = other.end {
            for (number, &to) in to.iter().enumerate() {
                let Traced { value, .. } = self.get(to);
                let shadow = match given_by_other.get(number) {
                    Some(given) => ops::either(self.accuracy, value, &self.get(to), given),
                    None => Shadow::UNKNOWN,
                };
                self.set(to, Traced { value, shadow });
            }
        }
        Ok(None)
    }

    /// What an arm that is not taken would have given, as far as that can be told.
    fn given_by(&mut self, arm: &Block) -> Vec<Traced> {
        let End::Give(values) = &arm.end else { return Vec::new() };
        let func = self.func;
        let is_guarded = |kind: &StmtKind| match kind {
            StmtKind::Op { op, args, .. } => op.is_guarded(func.ty(args[0])),
            _ => true,
        };
        if is_harmless(arm, is_guarded) {
            let flow = self.block(arm);
            assert!(matches!(flow, Ok(Flow::Give)), "metate bug: {flow:?} of what is harmless");
            return self.given.clone();
        }
        let inside = defined(arm);
        let given = values.iter().map(|value| match inside.contains(value) {
            true => Traced { shadow: Shadow::UNKNOWN, ..self.get(*value) },
            false => self.get(*value),
        });
        given.collect()
    }

    /// Elements that a block may store, were it run, are in doubt; and if it may trap, so is whether
    /// the function does.
    fn blur_stores(&mut self, block: &Block) {
        let inside = defined(block);
        let mut stores = Vec::new();
        let mut may_trap = false;
        walk(block, &mut |stmt| match &stmt.kind {
            StmtKind::Store { array, index, .. } => stores.push((*array, index.clone())),
            StmtKind::Check { .. } => may_trap = true,
            _ => {}
        });
        self.may_trap_otherwise |= may_trap;
        self.moment += 1;
        for (array, index) in stores {
            // What a block has for itself has no memory yet, perhaps.
            if self.arrays[metate_lang::util::index::Index::number(array)].is_none() {
                continue;
            }
            let is_outside = |value: &Val| !inside.contains(value);
            let moment = self.moment;
            if !index.iter().all(is_outside) {
                self.array(array).1.blur(moment);
                continue;
            }
            let (buffer, rank) = self.index(&index);
            let extents = self.array(array).0.extents();
            if buffer[..rank].iter().zip(extents).any(|(index, extent)| index >= extent) {
                continue;
            }
            self.array(array).1.store(&buffer[..rank], Shadow::UNKNOWN, 0, moment);
        }
    }

    /// The loop or scope at this place among the open ones may end otherwise.
    pub(super) fn doubt_whole(&mut self, at: usize, body: &Block) {
        self.open[at].whole = true;
        self.blur_stores(body);
    }

    /// The innermost loop is left. Another engine that has gone to its next iteration before may not
    /// have left.
    pub(super) fn leave_early(&mut self, flow: &Flow, body: &Block) {
        let last = self.open.len() - 1;
        let Open { label, iteration, .. } = self.open[last];
        if !iteration {
            return;
        }
        self.doubt_whole(last, body);
        if *flow == Flow::Break(label) {
            return;
        }
        match flow {
            Flow::Break(to) => self.open_mut(*to).into_iter().for_each(|open| open.whole = true),
            Flow::Next(to) => self.open_mut(*to).into_iter().for_each(|open| open.iteration = true),
            Flow::Return | Flow::Give => self.may_have_returned = true,
        }
        self.blur_skipped(flow);
    }

    /// Doubts everything that the ways out of both arms lead to.
    fn doubt_exits(&mut self, taken: &Block, other: &Block, flow: &Flow) {
        for arm in [taken, other] {
            walk_blocks(arm, &mut |block| match &block.end {
                End::Return(_) => self.may_have_returned = true,
                End::Break(label, _) => {
                    if let Some(open) = self.open_mut(*label) {
                        open.whole = true;
                    }
                }
                End::Next(label, _) => {
                    if let Some(open) = self.open_mut(*label) {
                        open.iteration = true;
                    }
                }
                End::Give(_) | End::Unreachable => {}
            });
        }
        // Where this engine leaves, another one may go on with what this one does not run.
        let goes_on =
            !matches!((flow, &other.end), (Flow::Next(_), End::Break(..) | End::Return(_)));
        if *flow != Flow::Give && goes_on {
            self.blur_skipped(flow);
        }
    }

    fn open_mut(&mut self, label: Label) -> Option<&mut Open> {
        self.open.iter_mut().find(|open| open.label == label)
    }

    /// Everything inside of what control leaves.
    fn blur_skipped(&mut self, flow: &Flow) {
        let func = self.func;
        let label = match flow {
            Flow::Next(label) | Flow::Break(label) => Some(*label),
            Flow::Return | Flow::Give => None,
        };
        let mut found = None;
        walk(&func.body, &mut |stmt| {
            if let StmtKind::For { label: at, body, .. }
            | StmtKind::Loop { label: at, body, .. }
            | StmtKind::Scope { label: at, body, .. } = &stmt.kind
                && Some(*at) == label
            {
                found = Some(body.clone());
            }
        });
        self.blur_stores(found.as_ref().unwrap_or(&func.body));
    }

    /// The next iteration begins with the values that are given; another engine may have come here by
    /// another way.
    pub(super) fn next(&mut self, carried: &[Carried], body: &Block, label: Label) {
        let doubtful = self.open_mut(label).is_some_and(|open| std::mem::take(&mut open.iteration));
        for (number, carried) in carried.iter().enumerate() {
            let mut given = self.given[number];
            if doubtful && !is_invariant(body, label, number, carried.inner) {
                given.shadow = Shadow::UNKNOWN;
            }
            self.set(carried.inner, given);
        }
    }
}

/// Whether every way to the next iteration carries the value on as it is.
fn is_invariant(body: &Block, label: Label, number: usize, inner: Val) -> bool {
    let mut invariant = true;
    walk_blocks(body, &mut |block| {
        if let End::Next(to, values) = &block.end
            && *to == label
        {
            invariant &= values[number] == inner;
        }
    });
    invariant
}
