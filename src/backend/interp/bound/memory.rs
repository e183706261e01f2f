//! The shadows of the elements of an array.
//!
//! In: indices. Out: shadows. Always true: an element that was not stored is the caller's own, the
//! same everywhere. Deliberately absent: values, which stay in the interpreter's arrays.

use super::Accuracy;
use super::Traced;
use super::ops::{float, rules};
use super::shadow::Shadow;
use metate_lang::value::Value;

/// The shadows of an array.
pub(super) struct Shadows {
    extents: Vec<usize>,
    /// Row-major; none until the first store.
    cells: Vec<Option<Cell>>,
    /// Everything stored before this moment may be anything.
    blurred: u64,
    /// Whether the signs of zeros may be other ones.
    soft: bool,
}

#[derive(Clone, Copy)]
struct Cell {
    shadow: Shadow,
    /// When it was stored.
    moment: u64,
    /// In which iteration of an outermost loop.
    epoch: u64,
}

impl Shadows {
    pub(super) fn new(extents: &[usize]) -> Shadows {
        Shadows { extents: extents.to_vec(), cells: Vec::new(), blurred: 0, soft: false }
    }

    /// From now on every element may be anything.
    pub(super) fn blur(&mut self, now: u64) {
        self.blurred = now;
    }

    /// From now on the signs of zeros may be other ones.
    pub(super) fn soften(&mut self) {
        self.soft = true;
    }

    fn position(&self, index: &[usize]) -> usize {
        index
            .iter()
            .zip(&self.extents)
            .fold(0, |position, (index, extent)| position * extent + index)
    }

    /// The shadow of an element of this value. Engines do not regroup what comes from an earlier
    /// iteration of an outermost loop, unless the loop adds up in the array.
    pub(super) fn load(
        &self,
        accuracy: &Accuracy,
        index: &[usize],
        value: Value,
        epoch: u64,
        is_sum: bool,
    ) -> Shadow {
        let cell = self.cells.get(self.position(index)).copied().flatten();
        if self.blurred > cell.map_or(0, |cell| cell.moment) {
            return Shadow::UNKNOWN;
        }
        let soft = self.soft && float(value) == Some(0.0);
        let shadow = match (cell, float(value)) {
            (None, None) => Shadow::SAME,
            (None, Some(v)) => Shadow::input(v),
            (Some(cell), Some(_)) if cell.epoch != epoch && !is_sum => {
                let num = Traced { value, shadow: cell.shadow }.num();
                rules(accuracy, value.scalar()).kept(&num)
            }
            (Some(cell), _) => cell.shadow,
        };
        shadow.with_soft(shadow.soft || soft)
    }

    pub(super) fn store(&mut self, index: &[usize], shadow: Shadow, epoch: u64, moment: u64) {
        if self.cells.is_empty() {
            self.cells = vec![None; self.extents.iter().product()];
        }
        let position = self.position(index);
        self.cells[position] = Some(Cell { shadow, moment, epoch });
    }
}
