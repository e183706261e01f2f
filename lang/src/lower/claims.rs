//! Places that iterations of a `prange` claim, where only the data tells that they differ.
//!
//! In: the arrays that a loop scatters into ([`hir::Scattered`]), and its accesses to them. Out: a
//! table in front of the loop in which iterations note the places that they touch, and a check at
//! each access. The trap is that of the first iteration which touches what an earlier one did.
//!
//! While the body is lowered each access leaves a mark, a store into the table; behind that the
//! marks become checks. Where an iteration claims one place at most the table has a bit for each,
//! else the number of the iteration that has it, from 1. Always true: on every way to an access its
//! place was claimed by the iteration. Deliberately absent: whether iterations could be told apart
//! without it, which is the front end's.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use crate::error::Span;
use crate::hir;
use crate::ir::walk::walk;
use crate::ir::{ArrayData, ArrayId, Block, Check, Stmt, StmtKind, Val};
use crate::op::Op;
use crate::ty::{Layout, Scalar};
use crate::value::Value;

/// How far what two indices are computed from is compared.
const MOST_STEPS: usize = 8;

/// An array that a loop scatters into.
pub(super) struct Claims {
    array: ArrayId,
    axes: Vec<u8>,
    table: ArrayId,
}

/// What the marks of a loop become.
struct Notes<'c> {
    claims: &'c Claims,
    /// What this iteration notes, if not a bit.
    own: Option<Val>,
    /// What a trap calls the iteration.
    iteration: Val,
    /// Which of the marks are needed, in the order of the text.
    needed: std::vec::IntoIter<bool>,
}

impl<'m> Lowering<'m> {
    /// A loop begins that scatters into these arrays.
    pub(super) fn open_claims(&mut self, parallel: Option<&hir::Parallel>) {
        for scattered in parallel.iter().flat_map(|parallel| &parallel.scattered) {
            let array = self.array_of(scattered.array);
            let table = self.func.arrays.push(ArrayData {
                name: "claimed".to_owned(),
                elem: Scalar::Usize,
                rank: 1,
                layout: Layout::Contiguous,
                mutable: true,
                local: None,
            });
            self.claims.push(Claims { array, axes: scattered.axes.clone(), table });
        }
    }

    /// Leaves a mark at an access for each loop around that scatters into the array.
    pub(super) fn mark(&mut self, span: Span, array: ArrayId, index: &[Val]) {
        for number in 0..self.claims.len() {
            let Claims { array: scattered, axes, table } = &self.claims[number];
            if *scattered == array {
                let index: Vec<Val> = axes.iter().map(|&axis| index[usize::from(axis)]).collect();
                let (array, value) = (*table, index[0]);
                self.push(span, StmtKind::Store { array, index, value });
            }
        }
    }

    /// The body of the loop is there: makes checks of its marks and tables in front of it.
    /// `first` numbers its claims; `lo` is the first integer of its variable, and `iteration` what
    /// the text calls it.
    pub(super) fn close_claims(
        &mut self,
        span: Span,
        first: usize,
        (lo, var, iteration): (Val, Val, Val),
        body: &mut Block,
    ) -> Vec<ArrayId> {
        let all = self.claims.split_off(first);
        let mut number = None;
        for claims in &all {
            let mut marks = Marks::of(claims.table, body);
            let most = marks.block(body);
            let own =
                (most > 1).then(|| *number.get_or_insert_with(|| self.number(span, lo, var, body)));
            self.table(span, claims, own.is_none());
            let needed = marks.needed.into_iter();
            let mut notes = Notes { claims, own, iteration, needed };
            self.checked(body, &mut notes);
        }
        all.iter().map(|claims| claims.table).collect()
    }

    /// The number of the iteration, from 1, computed where the body begins.
    fn number(&mut self, span: Span, lo: Val, var: Val, body: &mut Block) -> Val {
        let ty = self.func.ty(var);
        let outer = std::mem::take(&mut self.stmts);
        let distance = self.op(span, Op::Sub, vec![var, lo], ty);
        let distance = self.widen(span, distance, ty);
        let one = self.constant(Value::Usize(1));
        let number = self.op(span, Op::Add, vec![distance, one], Scalar::Usize);
        let stmts = std::mem::replace(&mut self.stmts, outer);
        body.stmts.splice(0..0, stmts);
        number
    }

    /// The table, in front of the loop.
    fn table(&mut self, span: Span, claims: &Claims, bits: bool) {
        let one = self.constant(Value::Usize(1));
        let mut places = one;
        for axis in 0..self.func.arrays[claims.array].rank {
            let mut extent = self.extent(claims.array, axis);
            if !claims.axes.contains(&axis) {
                // Without elements there are no places.
                extent = self.op(span, Op::Min, vec![extent, one], Scalar::Usize);
            }
            places = match places == one {
                true => extent,
                false => self.op(span, Op::Mul, vec![places, extent], Scalar::Usize),
            };
        }
        if bits {
            let (more, by) = (self.constant(Value::Usize(63)), self.constant(Value::Usize(6)));
            let rounded = self.op(span, Op::Add, vec![places, more], Scalar::Usize);
            places = self.op(span, Op::Shr, vec![rounded, by], Scalar::Usize);
        }
        self.push(span, StmtKind::Allocate { array: claims.table, extents: vec![places] });
    }

    /// Replaces the marks of a block.
    fn checked(&mut self, block: &mut Block, notes: &mut Notes<'_>) {
        let outer = std::mem::take(&mut self.stmts);
        for mut stmt in std::mem::take(&mut block.stmts) {
            match stmt.kind {
                StmtKind::Store { array, index, .. } if array == notes.claims.table => {
                    if notes.needed.next().unwrap_or(true) {
                        self.claim(stmt.span, &index, notes);
                    }
                }
                _ => {
                    stmt.kind.blocks_mut().for_each(|inner| self.checked(inner, notes));
                    self.stmts.push(stmt);
                }
            }
        }
        block.stmts = std::mem::replace(&mut self.stmts, outer);
    }

    /// Claims a place: nobody else has it, and it is noted from here on.
    fn claim(&mut self, span: Span, index: &[Val], notes: &Notes<'_>) {
        let Claims { array, axes, table } = notes.claims;
        let mut place = index[0];
        for (&axis, &at) in axes.iter().zip(index).skip(1) {
            let extent = self.extent(*array, axis);
            let rows = self.op(span, Op::Mul, vec![place, extent], Scalar::Usize);
            place = self.op(span, Op::Add, vec![rows, at], Scalar::Usize);
        }
        let axis = (axes.len() == 1).then_some(axes[0]);
        let check = Check::Distinct { array: *array, axis };
        let store =
            |index: Val, value: Val| StmtKind::Store { array: *table, index: vec![index], value };
        if let Some(own) = notes.own {
            let noted = self.load(span, *table, vec![place]);
            let args = vec![noted, own, place, notes.iteration];
            self.push(span, StmtKind::Check { check, args });
            self.push(span, store(place, own));
            return;
        }
        let constants = [0, 1, 6].map(|number| self.constant(Value::Usize(number)));
        let [zero, one, by] = constants;
        let at = self.op(span, Op::Shr, vec![place, by], Scalar::Usize);
        let bit = self.op(span, Op::Shl, vec![one, place], Scalar::Usize);
        let word = self.load(span, *table, vec![at]);
        let noted = self.op(span, Op::And, vec![word, bit], Scalar::Usize);
        let args = vec![noted, zero, place, notes.iteration];
        self.push(span, StmtKind::Check { check, args });
        let word = self.op(span, Op::Or, vec![word, bit], Scalar::Usize);
        self.push(span, store(at, word));
    }
}

/// The marks of a loop, and which of them an earlier one stands for.
struct Marks {
    table: ArrayId,
    /// How values of the body are computed.
    definitions: HashMap<Val, StmtKind>,
    /// Arrays that the body stores into.
    stored: HashSet<ArrayId>,
    /// Places that were claimed on every way to the one that is looked at.
    known: Vec<Vec<Val>>,
    needed: Vec<bool>,
}

impl Marks {
    fn of(table: ArrayId, body: &Block) -> Marks {
        let (mut definitions, mut stored) = (HashMap::new(), HashSet::new());
        walk(body, &mut |Stmt { kind, .. }| match kind {
            StmtKind::Op { to, .. } | StmtKind::Load { to, .. } => {
                definitions.insert(*to, kind.clone());
            }
            StmtKind::Store { array, .. } => drop(stored.insert(*array)),
            _ => {}
        });
        Marks { table, definitions, stored, known: Vec::new(), needed: Vec::new() }
    }

    /// Looks at the marks of a block; how many are needed on the way that has most, more than one
    /// if it is not known.
    fn block(&mut self, block: &Block) -> usize {
        let mut most = 0usize;
        for stmt in &block.stmts {
            if let StmtKind::Store { array, index, .. } = &stmt.kind
                && *array == self.table
            {
                let known = self.known.iter().any(|known| {
                    known.iter().zip(index).all(|(&a, &b)| self.same(a, b, MOST_STEPS))
                });
                self.needed.push(!known);
                if !known {
                    self.known.push(index.clone());
                    most = most.saturating_add(1);
                }
                continue;
            }
            let outside = self.known.len();
            let mut inside = 0;
            for inner in stmt.kind.blocks() {
                inside = self.block(inner).max(inside);
                self.known.truncate(outside);
            }
            let repeated = matches!(stmt.kind, StmtKind::For { .. } | StmtKind::Loop { .. });
            most = most.saturating_add(if repeated { inside.saturating_mul(2) } else { inside });
        }
        most
    }

    /// Whether two values of an iteration are computed alike, from what it does not change.
    fn same(&self, left: Val, right: Val, steps: usize) -> bool {
        if left == right || steps == 0 {
            return left == right;
        }
        let all = |left: &[Val], right: &[Val]| {
            let mut pairs = left.iter().zip(right);
            left.len() == right.len() && pairs.all(|(&a, &b)| self.same(a, b, steps - 1))
        };
        match (self.definitions.get(&left), self.definitions.get(&right)) {
            (
                Some(StmtKind::Op { op, args, .. }),
                Some(StmtKind::Op { op: other, args: own, .. }),
            ) => op == other && all(args, own),
            (
                Some(StmtKind::Load { array, index, .. }),
                Some(StmtKind::Load { array: other, index: at, .. }),
            ) => array == other && !self.stored.contains(array) && all(index, at),
            _ => false,
        }
    }
}
