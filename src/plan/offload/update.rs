//! Arrays that the iterations of a grid update at the same places: `hist[k] += v`.
//!
//! In: the body of a loop, and the arrays with their operations. Out: [`Updates`]: for each store
//! what the element is combined with; or which store is no such update, and then the loop is no grid.
//! Always true: an update says what the element becomes for every element that was there, as
//! `element op value`, and all accesses to the arrays are part of one. Deliberately absent: how a
//! device combines (`backend::wgsl::update`).
//!
//! Where the passes have made something else of an update by a constant, the value is what the same
//! statement makes of the identity of the operation instead of the element: of `-h` it is `-1` where
//! elements are multiplied, of `!h` it is `!0`, and of `h` itself, which is stored as it was, it is
//! the identity. A constant that is stored is one that every element becomes: `h | !0`.

use std::collections::{HashMap, HashSet};

use metate_lang::analysis::parallel::Uses;
use metate_lang::ir::order::identity;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{ArrayId, Block, Func, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use super::Refusal;

/// The updates of a body.
#[derive(Clone, Debug, Default)]
pub struct Updates {
    /// Elements that are read only to be updated, and the operation.
    reads: HashMap<Val, Op>,
    /// What they become, by what was combined with them.
    made: HashMap<Val, Update>,
}

/// What an element is combined with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Update {
    /// A value of the body.
    pub value: Val,
    /// Whether it is subtracted.
    pub negated: bool,
    /// Whether the value is what comes of the identity in place of the element.
    pub of_identity: bool,
}

impl Updates {
    /// Finds the updates of `arrays` in `body`, a block of `func`.
    ///
    /// # Errors
    /// If there is another use of such an array.
    pub fn of(
        func: &Func,
        uses: &Uses<'_>,
        body: &Block,
        arrays: &[(ArrayId, Op)],
    ) -> Result<Updates, Refusal> {
        let mut updates = Updates::default();
        if arrays.is_empty() {
            return Ok(updates);
        }
        let found = Found::of(func, uses, body);
        let op_of = |array: ArrayId| arrays.iter().find(|row| row.0 == array).map(|row| row.1);
        let mut refused = None;
        walk(body, &mut |stmt| {
            let StmtKind::Store { array, index, value } = &stmt.kind else { return };
            let Some(op) = op_of(*array) else { return };
            match found.update(op, *array, index, *value) {
                Some((read, update)) => {
                    updates.reads.extend(read.map(|read| (read, op)));
                    updates.made.insert(*value, update);
                }
                None => drop(refused.get_or_insert((stmt.span, *array))),
            }
        });
        walk(body, &mut |stmt| {
            let StmtKind::Load { to, array, .. } = &stmt.kind else { return };
            if op_of(*array).is_some() && !updates.reads.contains_key(to) {
                refused.get_or_insert((stmt.span, *array));
            }
        });
        match refused {
            None => Ok(updates),
            Some((span, array)) => {
                let name = &func.arrays[array].name;
                let reason = format!("the device has no form for this update of `{name}`");
                Err(Refusal { span, reason })
            }
        }
    }

    /// The update that makes this value, which is stored.
    pub fn update(&self, stored: Val) -> Option<Update> {
        self.made.get(&stored).copied()
    }

    /// Whether the value is only the element with something, which the update combines.
    pub fn makes(&self, value: Val) -> bool {
        self.made.get(&value).is_some_and(|update| !update.of_identity)
    }

    /// If the value is an element that is read only to be updated: by which operation.
    pub fn reads(&self, value: Val) -> Option<Op> {
        self.reads.get(&value).copied()
    }
}

/// What a body makes from what.
struct Found<'f, 'u> {
    uses: &'u Uses<'f>,
    loads: Vec<(Val, ArrayId, Vec<Val>)>,
    ops: HashMap<Val, (Op, Vec<Val>)>,
    constants: HashMap<Val, Value>,
    /// How often each value is stored.
    stored: HashMap<Val, u32>,
}

impl<'f, 'u> Found<'f, 'u> {
    fn of(func: &'f Func, uses: &'u Uses<'f>, body: &Block) -> Found<'f, 'u> {
        let (loads, ops) = (Vec::new(), HashMap::new());
        let (constants, stored) = (HashMap::new(), HashMap::new());
        let mut found = Found { uses, loads, ops, constants, stored };
        for stmt in func.statements() {
            if let StmtKind::Const { to, value } = &stmt.kind {
                found.constants.insert(*to, *value);
            }
        }
        walk(body, &mut |stmt| match &stmt.kind {
            StmtKind::Load { to, array, index } => found.loads.push((*to, *array, index.clone())),
            StmtKind::Op { to, op, args } => {
                found.ops.insert(*to, (*op, args.clone()));
            }
            StmtKind::Store { value, .. } => *found.stored.entry(*value).or_default() += 1,
            _ => {}
        });
        found
    }

    fn is_used_once(&self, value: Val) -> bool {
        self.uses.count(value) == 1
    }

    /// The element that was read for an update by `reduction`, if one was, and what it is combined
    /// with.
    fn update(
        &self,
        reduction: Op,
        array: ArrayId,
        index: &[Val],
        stored: Val,
    ) -> Option<(Option<Val>, Update)> {
        if let Some(constant) = self.constants.get(&stored) {
            let whole = Update { value: stored, negated: false, of_identity: true };
            return absorbs(reduction, *constant).then_some((None, whole));
        }
        let mut here: HashSet<Val> = HashSet::new();
        for (to, of, at) in &self.loads {
            if *of == array && at == index {
                here.insert(*to);
            }
        }
        if let Some((read, update)) = self.direct(reduction, &here, stored) {
            return Some((Some(read), update));
        }
        let whole = Update { value: stored, negated: false, of_identity: true };
        let once = self.is_used_once(stored) && self.stored.get(&stored) == Some(&1);
        let read = here.into_iter().find(|&read| self.follows(reduction, read, stored))?;
        once.then_some((Some(read), whole))
    }

    /// `element op value`, as the text says it.
    fn direct(&self, reduction: Op, here: &HashSet<Val>, stored: Val) -> Option<(Val, Update)> {
        let (op, args) = self.ops.get(&stored)?;
        let &[first, second] = &args[..] else { return None };
        let is_element = |value: Val| here.contains(&value) && self.is_used_once(value);
        let negated = match (reduction, *op) {
            (Op::Add, Op::Sub | Op::WrappingSub) => true,
            (Op::Add, Op::WrappingAdd) | (Op::Mul, Op::WrappingMul) => false,
            (reduction, op) if op == reduction => false,
            _ => return None,
        };
        let (read, value) = match () {
            () if is_element(first) => (first, second),
            () if is_element(second) && !negated => (second, first),
            () => return None,
        };
        let update = Update { value, negated, of_identity: false };
        self.is_used_once(stored).then_some((read, update))
    }

    /// Whether `stored` is what the passes make of `read` combined with a constant by `reduction`.
    fn follows(&self, reduction: Op, read: Val, stored: Val) -> bool {
        if read == stored {
            return true;
        }
        let Some((op, args)) = self.ops.get(&stored) else { return false };
        let is_one =
            matches!((reduction, op), (Op::Mul, Op::Neg | Op::WrappingNeg) | (Op::Xor, Op::Not));
        is_one && args[0] == read && self.is_used_once(read)
    }
}

/// Whether anything combined with the constant is the constant.
fn absorbs(op: Op, constant: Value) -> bool {
    let ty: Scalar = constant.scalar();
    if ty.is_float() {
        return false;
    }
    match op {
        Op::And | Op::Mul => constant.bits() == 0,
        Op::Or => constant == identity(Op::And, ty),
        Op::Min => constant == identity(Op::Max, ty),
        Op::Max => constant == identity(Op::Min, ty),
        _ => false,
    }
}
