//! Launches on arrays that are larger than what shaders see of one: in slices along the outermost
//! axis, each of which sees the rows that it touches.
//!
//! In: a region, sizes, and how many bytes a launch may see of an array. Out: [`Windows`], or why the
//! array cannot be cut. Always true: what a slice touches in bounds is in its windows, by
//! `plan::offload::rows`. Deliberately absent: how shaders count from the beginning of a window.

use std::cell::Cell;

use metate_lang::ir::{ArrayId, Val};

use super::{Call, padded};
use crate::backend::Halt;
use crate::backend::wgsl::entries::MOST_PARTS;
use crate::backend::wgsl::host::Numbers;
use crate::backend::wgsl::narrow::Host;
use crate::backend::wgsl::{Groups, Refusal};
use crate::error::GpuError;
use crate::plan::offload::Region;
use crate::plan::offload::rows::{Reach, reach};
use crate::runtime::gpu::{Buffer, Window};

thread_local! {
    static MOST_AT_ONCE: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// Calls of this thread see at most so many bytes of an array at once, for tests; the device's own
/// limit holds besides.
pub fn see_at_most(bytes: u64) {
    MOST_AT_ONCE.set(bytes);
}

/// What a launch may see of an array on a device that allows so much.
pub(super) fn most_at_once(binding_bytes: u64) -> u64 {
    MOST_AT_ONCE.get().min(binding_bytes)
}

/// The arrays of a launch that are too large to be seen whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Windows {
    arrays: Vec<Windowed>,
    /// The most iterations of the outermost axis for which the windows are small enough.
    rows: u64,
}

#[derive(Clone, Copy, Debug)]
struct Windowed {
    array: ArrayId,
    reach: Reach,
    /// How many there are.
    rows: u64,
    row_bytes: u64,
    elem_bytes: u64,
}

/// Iterations of the outermost axis that are launched together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The number of the first one.
    pub(super) base: u64,
    pub(super) trips: u64,
    /// The value of the axis's variable there.
    first: i128,
}

impl Call<'_, '_> {
    /// An array fits the device, and where it is too large to be seen whole, every region that
    /// touches it can see it in windows.
    pub(super) fn expect_size(&self, array: ArrayId, numbers: &Numbers<'_>) -> Result<(), Halt> {
        let (bytes, limit) = (self.bytes(array, numbers), self.gpu.caps().buffer_bytes);
        if bytes > limit {
            return Err(GpuError::BufferTooLarge { bytes, limit }.into());
        }
        if bytes <= self.most_at_once {
            return Ok(());
        }
        for region in self.program.offload().regions.values() {
            if region.arrays.iter().any(|touched| touched.array == array) {
                self.windowed(region, array, numbers)?;
            }
        }
        Ok(())
    }

    /// The windows of a launch.
    pub(super) fn windows(
        &self,
        region: &Region,
        numbers: &Numbers<'_>,
    ) -> Result<Windows, Refusal> {
        let mut windows = Windows { arrays: Vec::new(), rows: u64::MAX };
        for touched in &region.arrays {
            if self.bytes(touched.array, numbers) > self.most_at_once {
                let (windowed, rows) = self.windowed(region, touched.array, numbers)?;
                windows.arrays.push(windowed);
                windows.rows = windows.rows.min(rows);
            }
        }
        Ok(windows)
    }

    /// A large array of a region, and the most iterations for which a window of it is enough.
    fn windowed(
        &self,
        region: &Region,
        array: ArrayId,
        numbers: &Numbers<'_>,
    ) -> Result<(Windowed, u64), Refusal> {
        let func = &self.program.offload().func;
        let (row, most) = (&func.arrays[array], self.most_at_once);
        let bytes = self.bytes(array, numbers);
        let refuse = |Refusal { span, reason }: Refusal| {
            let reason = format!(
                "`{}` has {bytes} bytes, of which this device's shaders see at most {most} at once, \
                 and {reason}; work on parts of it, or use a CPU engine",
                row.name
            );
            Refusal { span, reason }
        };
        let reach = reach(func, region, array).map_err(refuse)?;
        let rows = if row.rank == 0 { 1 } else { numbers.extent(array, 0) };
        let windowed = Windowed {
            array,
            reach,
            rows,
            row_bytes: bytes / rows.max(1),
            elem_bytes: u64::from(row.elem.bytes()),
        };
        // A window begins at the device's alignment, and is seen to a multiple of 16 bytes.
        let room = most.saturating_sub(self.alignment() + 16) / windowed.row_bytes.max(1);
        let around = (reach.above - reach.below).unsigned_abs();
        match room.checked_sub(around).filter(|&rows| rows > 0) {
            Some(rows) => Ok((windowed, rows)),
            None => Err(refuse(Refusal {
                span: region.span,
                reason: format!(
                    "an iteration of this loop touches rows of {} bytes",
                    (around + 1).saturating_mul(windowed.row_bytes)
                ),
            })),
        }
    }

    /// What windows begin at multiples of, in bytes.
    fn alignment(&self) -> u64 {
        u64::from(self.gpu.caps().window_alignment).max(16)
    }

    /// The parts of the buffers of a launch that a piece of it touches, with the number of the first
    /// element of each.
    pub(super) fn seen<'b>(
        &self,
        windows: &Windows,
        piece: &Piece,
        buffers: &'b [(Option<ArrayId>, Buffer)],
    ) -> Vec<(Window<'b>, u64)> {
        let part = |(array, buffer): &'b (Option<ArrayId>, Buffer)| {
            let of = windows.arrays.iter().find(|windowed| Some(windowed.array) == *array);
            let Some(of) = of else { return (Window::of(buffer), 0) };
            let (begin, end) = of.bytes_of(piece);
            let begin = begin / self.alignment() * self.alignment();
            let bytes = padded(end - begin).min(buffer.bytes() - begin);
            (Window { buffer, offset: begin, bytes }, begin / of.elem_bytes)
        };
        buffers.iter().map(part).collect()
    }
}

impl Windowed {
    /// The bytes of the rows that a piece touches; at least one row.
    fn bytes_of(&self, piece: &Piece) -> (u64, u64) {
        let most = i128::from(self.rows);
        let begin = piece.first + i128::from(self.reach.below);
        let end = piece.first + i128::from(piece.trips) + i128::from(self.reach.above);
        let begin = begin.clamp(0, most - 1);
        let end = end.clamp(begin + 1, most);
        (begin as u64 * self.row_bytes, end as u64 * self.row_bytes)
    }
}

impl Windows {
    /// Whether everything is seen whole.
    pub(super) fn is_empty(&self) -> bool {
        self.arrays.is_empty()
    }

    /// The arrays that are not.
    pub(super) fn arrays(&self) -> Vec<ArrayId> {
        self.arrays.iter().map(|windowed| windowed.array).collect()
    }

    /// The pieces of a launch, about equally large; one if everything is seen whole.
    pub(super) fn pieces(&self, axes: &[(Val, i128, u64)]) -> Vec<Piece> {
        let (first, trips) = axes.first().map_or((0, 1), |axis| (axis.1, axis.2));
        if self.is_empty() || trips == 0 {
            return vec![Piece { base: 0, trips, first }];
        }
        let rows = trips.div_ceil(trips.div_ceil(self.rows));
        let piece = |base: u64| Piece {
            base,
            trips: rows.min(trips - base),
            first: first + i128::from(base),
        };
        (0..trips).step_by(rows as usize).map(piece).collect()
    }

    /// The most workgroups of a pass in each of so many pieces: their partial results stay in memory
    /// until all are done.
    pub(super) fn groups(&self, region: &Region, groups: &Groups, pieces: usize) -> Groups {
        match *groups {
            Groups::Strided { threads, most, parts }
                if !self.is_empty() && !region.reductions().is_empty() =>
            {
                let each = (MOST_PARTS / pieces as u32).max(1);
                Groups::Strided { threads, most: most.min(each), parts }
            }
            _ => groups.clone(),
        }
    }

    /// Whether the partial results of so many pieces have room.
    pub(super) fn expect_pieces(&self, region: &Region, pieces: usize) -> Result<(), Refusal> {
        if self.is_empty() || region.reductions().is_empty() || pieces <= MOST_PARTS as usize {
            return Ok(());
        }
        let reason = format!(
            "the loop combines, on arrays so large that it takes {pieces} launches, and there are at \
             most {MOST_PARTS}; work on parts of them, or use a CPU engine"
        );
        Err(Refusal { span: region.span, reason })
    }
}
