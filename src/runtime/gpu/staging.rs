//! Memory that both sides see, through which bytes go to the device and come from it.
//!
//! In: how much is wanted. Out: [`Chunk`]s. Always true: a chunk that waits for its next use is
//! ready for it: mapped, if the host writes to it, and not, if it reads; what waits is bounded.
//! Deliberately absent: what the bytes are.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use wgpu::{BufferUsages, MapMode};

use super::device::Inner;
use crate::error::GpuError;

/// The sizes of chunks. More bytes than the last go in several.
const SIZES: [u64; 3] = [64 << 10, 1 << 20, LARGEST];

/// The largest chunk: large enough that a submission for each is nothing beside it, and small
/// enough that the device copies one while the host fills the next.
pub(super) const LARGEST: u64 = 8 << 20;

/// Bytes that wait for their next use, at most, each way.
const MOST_POOLED: u64 = 64 << 20;

/// The size of a chunk for so many bytes, or the first so many of them.
fn size_for(bytes: u64) -> u64 {
    SIZES.into_iter().find(|&size| size >= bytes).unwrap_or(LARGEST)
}

/// Chunks of a device that wait for their next use.
#[derive(Default)]
pub(super) struct Staging {
    up: Arc<Waiting>,
    down: Arc<Waiting>,
    bytes: Arc<AtomicU64>,
}

#[derive(Default)]
struct Waiting(Mutex<Vec<Chunk>>);

impl Waiting {
    fn take(&self, size: u64) -> Option<Chunk> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = waiting.iter().rposition(|chunk| chunk.size() == size)?;
        Some(waiting.swap_remove(place))
    }

    fn put(&self, chunk: Chunk) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.iter().map(Chunk::size).sum::<u64>() + chunk.size() <= MOST_POOLED {
            waiting.push(chunk);
        }
    }
}

/// A piece of such memory.
pub(super) struct Chunk {
    pub(super) raw: wgpu::Buffer,
    counted: Arc<AtomicU64>,
}

impl Chunk {
    pub(super) fn size(&self) -> u64 {
        self.raw.size()
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.counted.fetch_sub(self.size(), Ordering::Relaxed);
    }
}

impl Staging {
    /// All there is, in use or not.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Lets go of what waits.
    pub(super) fn trim(&self) {
        for waiting in [&self.up, &self.down] {
            waiting.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    /// Mapped memory for these bytes, or the first of them.
    pub(super) fn for_upload(&self, device: &Inner, bytes: u64) -> Result<Chunk, GpuError> {
        let size = size_for(bytes);
        if let Some(chunk) = self.up.take(size) {
            return Ok(chunk);
        }
        // Some may be ready, and nobody has looked yet.
        device.poll(wgpu::PollType::Poll)?;
        match self.up.take(size) {
            Some(chunk) => Ok(chunk),
            None => self.make(device, BufferUsages::MAP_WRITE | BufferUsages::COPY_SRC, size),
        }
    }

    /// Memory to copy to for these bytes, or the first of them.
    pub(super) fn for_download(&self, device: &Inner, bytes: u64) -> Result<Chunk, GpuError> {
        let size = size_for(bytes);
        match self.down.take(size) {
            Some(chunk) => Ok(chunk),
            None => self.make(device, BufferUsages::MAP_READ | BufferUsages::COPY_DST, size),
        }
    }

    fn make(&self, device: &Inner, usage: BufferUsages, size: u64) -> Result<Chunk, GpuError> {
        let mapped = usage.contains(BufferUsages::MAP_WRITE);
        let raw = device.make_buffer(usage, size, mapped)?;
        self.bytes.fetch_add(size, Ordering::Relaxed);
        Ok(Chunk { raw, counted: self.bytes.clone() })
    }

    /// Takes back a chunk that is still mapped, as it was given.
    pub(super) fn unused(&self, chunk: Chunk) {
        self.up.put(chunk);
    }

    /// Takes back a chunk that was read and is mapped no more.
    pub(super) fn was_read(&self, chunk: Chunk) {
        self.down.put(chunk);
    }

    /// Takes back a chunk that submitted work copies from, for when that is done. Its size is taken
    /// from `pending` then.
    pub(super) fn when_copied(&self, chunk: Chunk, pending: &Arc<AtomicU64>) {
        let (waiting, pending) = (self.up.clone(), pending.clone());
        let raw = chunk.raw.clone();
        raw.map_async(MapMode::Write, .., move |mapped| {
            pending.fetch_sub(chunk.size(), Ordering::Release);
            if mapped.is_ok() {
                waiting.put(chunk);
            }
        });
    }
}

/// Whether a chunk can be read by now.
#[derive(Clone, Default)]
pub(super) struct Arrival(Arc<AtomicU8>);

impl Arrival {
    /// Of the first bytes of a chunk that submitted work copies to.
    pub(super) fn of(chunk: &Chunk, bytes: u64) -> Arrival {
        let arrival = Arrival::default();
        let note = arrival.clone();
        chunk.raw.map_async(MapMode::Read, ..bytes, move |mapped| {
            note.0.store(if mapped.is_ok() { 1 } else { 2 }, Ordering::Release);
        });
        arrival
    }

    /// Nothing while it is on its way; else whether it came.
    pub(super) fn news(&self) -> Option<bool> {
        match self.0.load(Ordering::Acquire) {
            0 => None,
            news => Some(news == 1),
        }
    }
}
