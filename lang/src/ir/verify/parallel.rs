//! Verifies parallel loops: what they reduce, and that nothing leaves them.
//!
//! In: the head of a parallel loop, and the ends of the blocks in its body. Out: faults. Always
//! true: a fence stands around each body, and control may not cross it: an end inside may name
//! the labels that were opened inside, and `next!` the loop's own. Deliberately absent: whether
//! the iterations are independent, and whether the body does to a carried value what its
//! reduction says; only the front end can tell.

use std::collections::HashSet;

use super::{Place, Verifier, array_name};
use crate::ir::{ArrayId, Carried, Fork, Parallel, Reduction};
use crate::op::Op;
use crate::ty::Scalar;

impl<'a> Verifier<'a> {
    pub(super) fn parallel(
        &mut self,
        place: Place<'a>,
        carried: &[Carried],
        parallel: &'a Parallel,
    ) {
        let (count, wanted) = (parallel.reductions.len(), carried.len());
        if count != wanted {
            let sentence = format!("it carries {wanted} values, but reduces {count}");
            self.fault(place, |_| sentence);
        }
        for (&reduction, carried) in parallel.reductions.iter().zip(carried) {
            let Some(ty) = self.ty(carried.inner) else { continue };
            match reduction {
                Reduction::Op(op) => self.reducing(place, op, ty),
                Reduction::Best(order) => self.order(place, order),
                Reduction::With(best) => self.companion(place, best, &parallel.reductions),
                Reduction::InOrder if parallel.in_order => {}
                Reduction::InOrder => {
                    self.fault(place, |_| "what is independent carries nothing in order".into());
                }
            }
        }
        if let Some(Fork { work, private }) = &parallel.fork {
            self.expect(place, "the work of all iterations", *work, Scalar::F64);
            for &array in private {
                let row = self.func.arrays.get(array);
                if row.is_none_or(|row| row.local.is_none()) {
                    self.fault(place, |_| "only the function's own arrays can be private".into());
                }
            }
            let alone = parallel.arrays.is_empty() && parallel.claims.is_empty();
            if !carried.is_empty() || !alone || parallel.in_order {
                self.fault(place, |_| "iterations of different threads share nothing".into());
            }
        }
        for &array in &parallel.claims {
            let Some(row) = self.array(place, array) else { continue };
            if row.elem != Scalar::Usize || row.rank != 1 || !row.mutable {
                self.fault(place, |_| "iterations note what they touch in integers".into());
            }
        }
        let mut seen = HashSet::new();
        for &(array, op) in &parallel.arrays {
            self.reduced_array(place, array, op);
            if !seen.insert(array) {
                self.fault(place, |names| format!("{} is reduced twice", array_name(names, array)));
            }
        }
    }

    /// The operation combines values of this type in any order.
    fn reducing(&mut self, place: Place<'a>, op: Op, ty: Scalar) {
        let reduces = match op {
            Op::Add | Op::Mul | Op::Min | Op::Max | Op::And | Op::Or | Op::Xor => {
                op.accepts(&[ty, ty], ty)
            }
            _ => false,
        };
        if !reduces {
            let name = op.row().name;
            self.fault(place, |_| format!("`{name}` does not reduce {ty}"));
        }
    }

    fn order(&mut self, place: Place<'a>, order: Op) {
        if !matches!(order, Op::Lt | Op::Le | Op::Gt | Op::Ge) {
            let name = order.row().name;
            self.fault(place, |_| format!("`{name}` is no order"));
        }
    }

    fn companion(&mut self, place: Place<'a>, best: u32, all: &[Reduction]) {
        if !matches!(all.get(best as usize), Some(Reduction::Best(_))) {
            self.fault(place, |_| format!("the carried value of number {best} is no extremum"));
        }
    }

    fn reduced_array(&mut self, place: Place<'a>, array: ArrayId, op: Op) {
        let Some(row) = self.array(place, array) else { return };
        if !row.mutable {
            self.fault(place, |names| format!("{} is not mutable", array_name(names, array)));
        }
        self.reducing(place, op, row.elem);
    }

    /// Control goes to a label that was opened as number `opened` of those around; inside of a
    /// parallel loop it must be one of those that were opened inside.
    pub(super) fn fenced(&mut self, place: Place<'a>, opened: usize) {
        if opened < self.fence {
            self.fault(place, |_| "it leaves a parallel loop".into());
        }
    }
}
