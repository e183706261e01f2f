//! Arrays whose elements are sums or products of floats, and the copies they are reduced into.
//!
//! In: a parallel loop that adds to elements of arrays. Out: the loop once if its arrays are local,
//! else twice: in copies, and in the order of the text for arrays that are too large to be copied.
//! Always true: behind a trap a parameter is as it was, since runs of chunks are merged into a
//! second copy, which becomes the parameter behind the loop. Deliberately absent: chunks and
//! accumulators (`reduce`).

use metate_lang::ir::order;
use metate_lang::ir::walk::{walk, walk_mut};
use metate_lang::ir::{ArrayData, ArrayId, Block, Carried, End, Parallel, StmtKind, Val};
use metate_lang::op::Op;
use metate_lang::ty::{Layout, Scalar};

use super::super::copy::Copier;
use super::{Chunks, Counted, MOST_DOUBLED, Purpose, Total, Writer};

/// An array whose elements are sums or products of floats.
pub(super) struct Copied {
    pub(super) array: ArrayId,
    op: Op,
    elem: Scalar,
    extents: Vec<Val>,
    pub(super) copy: ArrayId,
    /// What copies are combined with: the array itself, or a second copy.
    merged: ArrayId,
}

impl Writer<'_> {
    /// The arrays that iterations add to in an order that matters, with their rows.
    pub(super) fn inexact(
        &self,
        parallel: &Parallel,
    ) -> impl Iterator<Item = (ArrayId, Op, &ArrayData)> {
        let row = |&(array, op)| (array, op, &self.func.arrays[array]);
        parallel.arrays.iter().map(row).filter(|(_, op, row)| !order::is_exact(*op, row.elem))
    }

    /// The loop twice: in copies if these are small enough, else in the order of the text.
    pub(super) fn in_copies_or_in_order(
        &mut self,
        counted: Counted,
        parallel: &Parallel,
        chunks: &Chunks,
    ) {
        let cond = self.copies_fit(parallel, chunks);
        let to = counted.to.clone();
        let second = self.second(&counted);
        let first = Counted { to: self.values_like(&to), ..counted };
        let then = self.nested(|this| {
            let results = first.to.clone();
            let copied = this.copied(parallel);
            this.write(first, parallel, chunks, &copied);
            this.keep(&copied);
            End::Give(results)
        });
        let otherwise = self.nested(|this| {
            let results = second.to.clone();
            this.write(second, parallel, chunks, &[]);
            End::Give(results)
        });
        self.push(StmtKind::If { to, cond, then, otherwise });
    }

    /// Whether there is anything to copy for, and all copies together are small enough.
    fn copies_fit(&mut self, parallel: &Parallel, chunks: &Chunks) -> Val {
        let arrays: Vec<(ArrayId, Scalar)> =
            self.inexact(parallel).map(|(array, _, row)| (array, row.elem)).collect();
        self.fit(&arrays, chunks)
    }

    /// Whether there is a trip, and copies of all these arrays are small enough.
    pub(super) fn fit(&mut self, arrays: &[(ArrayId, Scalar)], chunks: &Chunks) -> Val {
        let mut bytes = self.usize(0);
        for &(array, elem) in arrays {
            // What lies in memory does not overflow.
            let mut size = self.usize(elem.bytes() as usize);
            for extent in self.extents(array) {
                size = self.op(Op::Mul, vec![size, extent], Scalar::Usize);
            }
            bytes = self.op(Op::Add, vec![bytes, size], Scalar::Usize);
        }
        let copies = self.copies(chunks);
        let all = self.op(Op::Mul, vec![bytes, copies], Scalar::Usize);
        let most = self.usize(order::MOST_COPY_BYTES);
        let fit = self.op(Op::Le, vec![all, most], Scalar::Bool);
        self.op(Op::And, vec![fit, chunks.any], Scalar::Bool)
    }

    pub(super) fn copies(&mut self, chunks: &Chunks) -> Val {
        let most = self.usize(order::MOST_COPIES as usize);
        self.op(Op::Min, vec![chunks.count, most], Scalar::Usize)
    }

    /// The same loop with values and labels of its own.
    pub(super) fn second(&mut self, counted: &Counted) -> Counted {
        let to = self.values_like(&counted.to);
        let mut copier = Copier::new(self.func);
        let label = copier.label(counted.label);
        let var = copier.define(counted.var);
        let copy = |c: &Carried| Carried { inner: copier.define(c.inner), init: c.init };
        let carried = counted.carried.iter().map(copy).collect();
        let body = copier.block(&counted.body);
        Counted { to, label, var, range: counted.range, carried, body }
    }

    pub(super) fn copied(&mut self, parallel: &Parallel) -> Vec<Copied> {
        let inexact = self.inexact(parallel).map(|(array, op, row)| (array, op, row.clone()));
        let mut arrays = Vec::new();
        for (array, op, row) in inexact.collect::<Vec<_>>() {
            let extents = self.extents(array);
            let (copy, merged) = match row.local {
                Some(ty) => (self.memory(Purpose::Copy, ty, arrays.len()), array),
                None => (self.allocate("copy", &row, &extents), self.merged(array, &row, &extents)),
            };
            arrays.push(Copied { array, op, elem: row.elem, extents, copy, merged });
        }
        arrays
    }

    /// A second copy of a parameter, which holds what the parameter holds.
    fn merged(&mut self, array: ArrayId, row: &ArrayData, extents: &[Val]) -> ArrayId {
        let merged = self.allocate("merged", row, extents);
        self.transfer(array, merged, row.elem, extents);
        merged
    }

    /// The parameters become what their copies have been combined to.
    fn keep(&mut self, copied: &[Copied]) {
        for Copied { array, merged, elem, extents, .. } in copied {
            if merged != array {
                self.transfer(*merged, *array, *elem, extents);
            }
        }
    }

    fn transfer(&mut self, from: ArrayId, to: ArrayId, elem: Scalar, extents: &[Val]) {
        self.each(extents, |this, index| {
            let element = this.load(from, index, elem);
            this.store(to, index, element);
        });
    }

    /// Memory of the same shape and type.
    fn allocate(&mut self, name: &str, row: &ArrayData, extents: &[Val]) -> ArrayId {
        let (name, layout) = (name.to_owned(), Layout::Contiguous);
        let array = self.func.arrays.push(ArrayData { name, layout, mutable: true, ..row.clone() });
        self.push(StmtKind::Allocate { array, extents: extents.to_vec() });
        array
    }

    pub(super) fn extents(&mut self, array: ArrayId) -> Vec<Val> {
        let ArrayData { rank, local, .. } = self.func.arrays[array];
        match local {
            Some(ty) => ty.extents().map(|extent| self.usize(extent)).collect(),
            None => (0..rank).map(|axis| self.extent(array, axis)).collect(),
        }
    }

    fn extent(&mut self, array: ArrayId, axis: u8) -> Val {
        let to = self.func.value(Scalar::Usize, None);
        self.push(StmtKind::Extent { to, array, axis });
        to
    }

    /// The chunks that share copy number `copy`: from `copy * count / copies` on.
    pub(super) fn run_limits(&mut self, chunks: &Chunks, copy: Val, copies: Val) -> (Val, Val) {
        let one = self.usize(1);
        let next = self.op(Op::Add, vec![copy, one], Scalar::Usize);
        let [lo, hi] = [copy, next].map(|number| {
            let product = self.op(Op::Mul, vec![number, chunks.count], Scalar::Usize);
            self.quotient(product, copies)
        });
        (lo, hi)
    }

    /// Chunks that share a copy of each array: `copy * count / copies` and on.
    pub(super) fn run_of_chunks(
        &mut self,
        counted: Counted,
        (totals, copied): (&[Total], &[Copied]),
        chunks: &Chunks,
        (copy, copies): (Val, Val),
        inits: &[Val],
    ) -> Vec<Val> {
        for &Copied { copy, op, elem, ref extents, .. } in copied {
            let neutral = self.constant(order::neutral(op, elem));
            self.each(extents, |this, index| this.store(copy, index, neutral));
        }
        let (lo, hi) = self.run_limits(chunks, copy, copies);
        let results = self.counted(lo, hi, inits, None, |this, chunk, inner| {
            this.counted_chunk(counted, totals, chunks, (chunk, inner))
        });
        for &Copied { merged, copy, op, elem, ref extents, .. } in copied {
            self.each(extents, |this, index| {
                let operands = [merged, copy].map(|array| this.load(array, index, elem));
                let sum = this.op(op, operands.to_vec(), elem);
                this.store(merged, index, sum);
            });
        }
        results
    }
}

/// Whether a body, what is inside of it written out, is too large to stand twice.
pub(super) fn is_too_large(body: &Block) -> bool {
    let mut count = 0;
    walk(body, &mut |_| count += 1);
    count > MOST_DOUBLED
}

/// Accesses to `from` in the block go to `to`. Checks are about `from` still: it has the same
/// extents, and is what a trap names.
pub(super) fn rename(block: &mut Block, from: ArrayId, to: ArrayId) {
    walk_mut(block, &mut |stmt| {
        if matches!(
            stmt.kind,
            StmtKind::Check { .. } | StmtKind::Proved { .. } | StmtKind::Extent { .. }
        ) {
            return;
        }
        stmt.kind.arrays_mut(|array| {
            if *array == from {
                *array = to;
            }
        });
    });
}
