//! Verifies what is done to memory: elements, axes, and arrays that are allocated.
//!
//! In: statements that name an array. Out: faults. Always true: an array is used only where it has
//! memory: everywhere if it is a parameter or an array of the function itself, and behind its
//! `zeros(..)`, up to the end of that block, if it is allocated. Deliberately absent: whether
//! indices are in bounds.

use super::{Fact, Place, State, Verifier, array_name};
use crate::ir::{ArrayData, ArrayId, Val};
use crate::ty::{Layout, MAX_RANK, Scalar};
use crate::util::index::Index;

impl<'a> Verifier<'a> {
    pub(super) fn store(&mut self, place: Place<'a>, array: ArrayId, index: &[Val], value: Val) {
        let Some(row) = self.element(place, array, index) else { return };
        if !row.mutable {
            self.fault(place, |names| format!("{} is not mutable", array_name(names, array)));
        }
        self.expect(place, "the new element", value, row.elem);
    }

    /// One `usize` per axis of an array that may be used.
    pub(super) fn element(
        &mut self,
        place: Place<'a>,
        array: ArrayId,
        index: &[Val],
    ) -> Option<&'a ArrayData> {
        let row = self.array(place, array)?;
        let (rank, count) = (row.rank, index.len());
        if count != usize::from(rank) {
            self.fault(place, |names| {
                format!(
                    "{} has rank {rank}, not {count}, the number of indices",
                    array_name(names, array)
                )
            });
        }
        index.iter().for_each(|value| self.expect(place, "the index", *value, Scalar::Usize));
        Some(row)
    }

    pub(super) fn axis(&mut self, place: Place<'a>, array: ArrayId, axis: u8) {
        let Some(row) = self.array(place, array) else { return };
        let rank = row.rank;
        if axis >= rank {
            self.fault(place, |names| {
                format!("{} has rank {rank} and no axis {axis}", array_name(names, array))
            });
        }
    }

    pub(super) fn array(&mut self, place: Place<'a>, array: ArrayId) -> Option<&'a ArrayData> {
        let row = self.func.arrays.get(array);
        let trouble = match self.arrays.get(array.number()) {
            Some(State::Visible) => return row,
            Some(State::Gone) => "is used outside of the block that allocates it",
            Some(State::Undefined) | None => "has no memory here",
        };
        self.fault(place, |names| format!("{} {trouble}", array_name(names, array)));
        row
    }

    /// An array gets its memory, for the first and only time in the text.
    pub(super) fn allocate(&mut self, place: Place<'a>, array: ArrayId, extents: &[Val]) {
        extents.iter().for_each(|value| self.expect(place, "the extent", *value, Scalar::Usize));
        let Some(row) = self.func.arrays.get(array) else {
            return self.fault(place, |_| "the function has no such array".into());
        };
        let rank = usize::from(row.rank);
        if rank != extents.len() || rank == 0 || rank > MAX_RANK {
            self.fault(place, |_| format!("a rank of {rank} for {} extents", extents.len()));
        }
        if row.layout != Layout::Contiguous || !row.mutable {
            self.fault(place, |_| "what is allocated is row-major and mutable".into());
        }
        if self.arrays[array.number()] != State::Undefined {
            return self
                .fault(place, |names| format!("{} has memory already", array_name(names, array)));
        }
        self.arrays[array.number()] = State::Visible;
        self.facts.push(Fact::Memory(array));
    }
}
