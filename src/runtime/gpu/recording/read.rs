//! What comes back from the device.
//!
//! In: ranges of buffers. Out: their bytes, piece by piece. Always true: the device copies the
//! pieces that follow while the host takes one; small ranges share one piece of memory and one
//! submission with the work in front of them. Deliberately absent: what the bytes are.

use std::collections::VecDeque;
use std::mem;
use std::thread;

use wgpu::{PollType, SubmissionIndex};

use super::{Command, PIECE, Recording, Window, refused};
use crate::error::GpuError;
use crate::runtime::gpu::staging::{Arrival, Chunk};

/// Chunks on their way to the host at most.
const DEPTH: usize = 4;

/// A part of a range in a chunk.
struct Piece {
    which: usize,
    /// Where in the range it begins.
    at: u64,
    bytes: u64,
    /// Where in the chunk it begins.
    place: u64,
}

/// A chunk on its way.
struct Batch {
    chunk: Chunk,
    pieces: Vec<Piece>,
    used: u64,
    submission: SubmissionIndex,
    arrival: Arrival,
}

/// The range, and how much of it is under way.
#[derive(Default)]
struct Cursor {
    which: usize,
    at: u64,
}

impl Recording<'_> {
    /// Submits everything, waits, and hands out the bytes of each range: `take` is given the
    /// range's number, where in it the piece begins (a multiple of 256), and the piece. Of an empty
    /// range there is none.
    ///
    /// # Errors
    /// The device's, or that the wait was stopped.
    pub fn read(
        &mut self,
        from: &[Window<'_>],
        take: &mut dyn FnMut(usize, u64, &[u8]),
    ) -> Result<(), GpuError> {
        from.iter().try_for_each(Window::expect_inside)?;
        let (mut cursor, mut under_way) = (Cursor::default(), VecDeque::new());
        let mut any = false;
        loop {
            while under_way.len() < DEPTH
                && let Some(batch) = self.send_for(from, &mut cursor)?
            {
                under_way.push_back(batch);
                any = true;
            }
            match under_way.pop_front() {
                Some(batch) => self.receive(batch, take)?,
                None if any => return Ok(()),
                None => return self.finish(),
            }
        }
    }

    /// Lets the device copy what comes next, as much as one chunk takes.
    fn send_for(
        &mut self,
        from: &[Window<'_>],
        cursor: &mut Cursor,
    ) -> Result<Option<Batch>, GpuError> {
        let rest = from.get(cursor.which..).unwrap_or_default();
        let padded = |window: &Window<'_>| window.bytes.next_multiple_of(16);
        let left = rest.iter().map(padded).sum::<u64>() - cursor.at;
        if left == 0 {
            return Ok(None);
        }
        let chunk = self.gpu.inner.staging.for_download(&self.gpu.inner, left)?;
        let (mut pieces, mut used) = (Vec::new(), 0);
        while let Some(window) = from.get(cursor.which) {
            let (left, room) = (window.bytes - cursor.at, chunk.size() - used);
            let all = left <= room;
            let bytes = if all { left } else { room / PIECE * PIECE };
            if bytes > 0 {
                self.commands.push(Command::Download {
                    from: window.buffer.clone(),
                    from_offset: window.offset + cursor.at,
                    to: chunk.raw.clone(),
                    to_offset: used,
                    bytes: bytes.next_multiple_of(4),
                });
                pieces.push(Piece { which: cursor.which, at: cursor.at, bytes, place: used });
                used = (used + bytes).next_multiple_of(16);
            }
            if !all {
                cursor.at += bytes;
                break;
            }
            *cursor = Cursor { which: cursor.which + 1, at: 0 };
        }
        self.submit()?;
        let Some(submission) = self.under_way.back().cloned() else {
            return Err(refused("a read", "nothing was submitted".to_owned()));
        };
        let arrival = Arrival::of(&chunk, used);
        Ok(Some(Batch { chunk, pieces, used, submission, arrival }))
    }

    fn receive(
        &mut self,
        batch: Batch,
        take: &mut dyn FnMut(usize, u64, &[u8]),
    ) -> Result<(), GpuError> {
        let Batch { chunk, pieces, used, submission, arrival } = batch;
        let inner = &self.gpu.inner;
        inner.wait(&submission, self.stop)?;
        let came = loop {
            match arrival.news() {
                Some(came) => break came,
                // Another thread that polls has taken the news, and is about to tell.
                None => drop(inner.poll(PollType::Poll)?),
            }
            thread::yield_now();
        };
        let view = chunk.raw.get_mapped_range(..used).ok().filter(|_| came);
        let Some(view) = view else {
            return Err(self.refused("a read", "its memory cannot be read".to_owned()));
        };
        for Piece { which, at, bytes, place } in pieces {
            take(which, at, &view[place as usize..(place + bytes) as usize]);
            self.stats.bytes_down += bytes;
        }
        drop(view);
        chunk.raw.unmap();
        inner.staging.was_read(chunk);
        Ok(())
    }

    /// How long each launch took since [`time`](Recording::time), in nanoseconds; all are done then.
    ///
    /// # Errors
    /// The device's, or that the wait was stopped.
    pub fn nanoseconds(&mut self) -> Result<Vec<u64>, GpuError> {
        self.submit()?;
        let times = self.times.as_mut().map(mem::take).unwrap_or_default();
        let windows: Vec<_> = times.iter().map(|times| Window::of(&times.buffer)).collect();
        let mut ticks = Vec::with_capacity(times.iter().map(|times| 2 * times.launches).sum());
        self.read(&windows, &mut |_, _, bytes| {
            let readings =
                bytes.chunks_exact(8).map(|tick| tick.try_into().map(u64::from_le_bytes));
            ticks.extend(readings.flatten());
        })?;
        let period = f64::from(self.gpu.inner.queue.get_timestamp_period());
        let between = |pair: &[u64]| (pair[1].saturating_sub(pair[0]) as f64 * period) as u64;
        Ok(ticks.chunks_exact(2).map(between).collect())
    }
}
