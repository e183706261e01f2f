//! Which rows of an array an iteration of a grid touches: whether a part of the array is enough for
//! a part of the grid.
//!
//! In: a region and an array that it touches. Out: a [`Reach`], or the place where the array is touched
//! otherwise. Always true: every element that is touched in bounds while the variable of the
//! outermost axis is `i` has a first index from `i + below` to `i + above`. Deliberately absent: what
//! rows of other axes, or flat indices made of several variables, would need.

use std::collections::HashMap;

use metate_lang::ir::walk::walk;
use metate_lang::ir::{ArrayId, Func, StmtKind, Val};
use metate_lang::op::Op;

use super::{Refusal, Region, RegionKind};

/// The rows around the variable of the outermost axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    /// What the lowest one is away, mostly 0 or less.
    pub(crate) below: i64,
    /// What the highest one is away.
    pub(crate) above: i64,
}

/// Constants are closer to 0, so that no sum of a few of them leaves 64 bits.
const FARTHEST: i128 = 1 << 40;

impl Reach {
    fn moved(self, below: i128, above: i128) -> Option<Reach> {
        let near = |offset: i64, by: i128| {
            let moved = i128::from(offset) + by;
            (-FARTHEST..=FARTHEST).contains(&moved).then_some(moved as i64)
        };
        Some(Reach { below: near(self.below, below)?, above: near(self.above, above)? })
    }

    fn union(self, other: Reach) -> Reach {
        Reach { below: self.below.min(other.below), above: self.above.max(other.above) }
    }
}

/// The rows of an array that an iteration touches.
///
/// # Errors
/// If they may be any: with the place and what is there.
pub(crate) fn reach(func: &Func, region: &Region, array: ArrayId) -> Result<Reach, Refusal> {
    let refuse = |reason: &str| Err(Refusal { span: region.span, reason: reason.to_owned() });
    let RegionKind::Grid { axes, arrays, .. } = &region.kind else {
        return refuse("this goes through the iterations in order");
    };
    if arrays.iter().any(|&(updated, _)| updated == array) {
        return refuse("iterations update it together");
    }
    let mut found = Finding { func, known: HashMap::new(), constants: HashMap::new() };
    found.known.insert(axes[0].var, Reach { below: 0, above: 0 });
    let mut all: Result<Option<Reach>, Refusal> = Ok(None);
    walk(&region.body, &mut |stmt| {
        found.note(&stmt.kind);
        let (StmtKind::Load { array: of, index, .. } | StmtKind::Store { array: of, index, .. }) =
            &stmt.kind
        else {
            return;
        };
        if *of != array || all.is_err() {
            return;
        }
        let here = index.first().and_then(|row| found.known.get(row)).copied();
        all = match (here, &all) {
            (Some(here), Ok(so_far)) => Ok(Some(so_far.map_or(here, |all| all.union(here)))),
            _ => Err(Refusal {
                span: stmt.span,
                reason:
                    "its first index is not the variable of the outermost loop, or that plus or \
                         minus a constant"
                        .to_owned(),
            }),
        };
    });
    Ok(all?.unwrap_or(Reach { below: 0, above: 0 }))
}

struct Finding<'f> {
    func: &'f Func,
    /// Values that are near the variable. They are what they are modulo 2^64, which an index in
    /// bounds shows nothing of; in fewer bits it would, so there only the variable itself is one.
    known: HashMap<Val, Reach>,
    constants: HashMap<Val, i128>,
}

impl Finding<'_> {
    fn note(&mut self, kind: &StmtKind) {
        match kind {
            StmtKind::Const { to, value } => {
                if let Some(number) = value.as_int() {
                    self.constants.insert(*to, number);
                }
            }
            StmtKind::Op { to, op, args } => {
                if let Some(reach) = self.operation(*op, args).filter(|_| self.is_long(*to)) {
                    self.known.insert(*to, reach);
                }
            }
            _ => {}
        }
    }

    fn is_long(&self, value: Val) -> bool {
        let ty = self.func.ty(value);
        ty.bits() == 64 && !ty.is_float()
    }

    fn operation(&self, op: Op, args: &[Val]) -> Option<Reach> {
        let near = |number: usize| self.known.get(args.get(number)?).copied();
        let constant = |number: usize| self.constants.get(args.get(number)?).copied();
        match op {
            Op::Cast => near(0),
            Op::Add | Op::WrappingAdd => {
                let (reach, by) = near(0).zip(constant(1)).or_else(|| near(1).zip(constant(0)))?;
                reach.moved(by, by)
            }
            Op::Sub | Op::WrappingSub => near(0)?.moved(-constant(1)?, -constant(1)?),
            // Where it stops at 0, that is not below.
            Op::SaturatingSub if !self.func.ty(args[0]).is_signed() => {
                near(0)?.moved(-constant(1)?, 0)
            }
            Op::Select => Some(near(1)?.union(near(2)?)),
            _ => None,
        }
    }
}
