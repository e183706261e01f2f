//! Memory of the device, and the pool that it goes back to.
//!
//! In: sizes. Out: [`Buffer`]s. Always true: memory is nobody else's while a handle to it lives,
//! and work that was submitted with it comes before work of whoever has it next, since there is
//! one queue; what waits for its next use is bounded. Deliberately absent: element types.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// What the buffers of a pool are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Arrays and whatever else shaders read and write.
    Storage,
    /// Parameters that do not fit elsewhere.
    Uniform,
    /// What the clocks of launches are written to.
    Times,
}

impl Purpose {
    pub(super) fn usage(self) -> wgpu::BufferUsages {
        use wgpu::BufferUsages as Usages;
        match self {
            Purpose::Storage => Usages::STORAGE | Usages::COPY_SRC | Usages::COPY_DST,
            Purpose::Uniform => Usages::UNIFORM | Usages::COPY_DST,
            Purpose::Times => Usages::QUERY_RESOLVE | Usages::COPY_SRC,
        }
    }
}

/// How much of the device's memory this process holds, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryUse {
    /// In arrays and calls.
    pub in_use: u64,
    /// Waiting for their next use.
    pub pooled: u64,
    /// For transfers, on the host's side.
    pub staging: u64,
}

/// What waits in a pool has at most so many bytes; what came back first goes first.
pub(super) const MOST_POOLED: u64 = 512 << 20;

/// The smallest buffer.
const LEAST: u64 = 256;

/// The size that a buffer of `bytes` bytes is made with: a power of two, or one, two or three
/// quarters more, so that little is wasted and sizes meet again; but at most `limit`, a multiple
/// of 16 that `bytes` is not above.
pub(super) fn size_class(bytes: u64, limit: u64) -> u64 {
    let bytes = bytes.max(LEAST);
    let step = (1 << bytes.ilog2()) / 4;
    bytes.next_multiple_of(step).min(limit)
}

/// Buffers that wait for their next use.
#[derive(Debug, Default)]
pub(super) struct Pool {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// In the order in which they came back.
    free: VecDeque<(Purpose, wgpu::Buffer)>,
    used: MemoryUse,
}

impl Pool {
    /// A buffer that waits in this class, if there is one.
    pub(super) fn take(&self, purpose: Purpose, class: u64) -> Option<wgpu::Buffer> {
        let mut state = self.state();
        let is_it =
            |(of, buffer): &(Purpose, wgpu::Buffer)| *of == purpose && buffer.size() == class;
        // What came back last is what caches have seen last.
        let place = state.free.iter().rposition(is_it)?;
        let (_, buffer) = state.free.remove(place)?;
        state.used.pooled -= class;
        Some(buffer)
    }

    fn give_back(&self, purpose: Purpose, buffer: wgpu::Buffer) {
        let mut state = self.state();
        state.used.in_use -= buffer.size();
        state.used.pooled += buffer.size();
        state.free.push_back((purpose, buffer));
        state.trim(MOST_POOLED);
    }

    /// Lets go of what waits.
    pub(super) fn trim(&self) {
        self.state().trim(0);
    }

    pub(super) fn memory_use(&self) -> MemoryUse {
        self.state().used
    }

    /// A buffer as what goes back here when its last handle is dropped.
    pub(super) fn lend(
        self: &Arc<Pool>,
        raw: wgpu::Buffer,
        purpose: Purpose,
        bytes: u64,
    ) -> Buffer {
        self.state().used.in_use += raw.size();
        Buffer(Arc::new(Lease { raw, bytes, purpose, pool: self.clone() }))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn trim(&mut self, most: u64) {
        while self.used.pooled > most
            && let Some((_, buffer)) = self.free.pop_front()
        {
            self.used.pooled -= buffer.size();
        }
    }
}

/// Memory of the device; a cheap handle. Size and contents are as for
/// [`Gpu::buffer`](super::Gpu::buffer).
#[derive(Clone)]
pub struct Buffer(Arc<Lease>);

struct Lease {
    raw: wgpu::Buffer,
    bytes: u64,
    purpose: Purpose,
    pool: Arc<Pool>,
}

impl Buffer {
    /// The size that was asked for. What lies behind it, up to a multiple of 16 bytes, belongs to it
    /// too, with unspecified contents.
    pub fn bytes(&self) -> u64 {
        self.0.bytes
    }

    pub(super) fn raw(&self) -> &wgpu::Buffer {
        &self.0.raw
    }

    /// The size that shaders see.
    pub(super) fn bound_bytes(&self) -> u64 {
        self.0.bytes.next_multiple_of(16).max(16)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.pool.give_back(self.purpose, self.raw.clone());
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} bytes)", self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_class_wastes_at_most_a_quarter() {
        let limit = (1 << 31) - 16;
        for bytes in (0..200_000).chain([(1 << 30) + 1, (1 << 31) - 100]) {
            let class = size_class(bytes, limit);
            assert!(class >= bytes && class <= limit, "{bytes}: {class}");
            assert!(class <= LEAST.max(bytes + bytes / 4), "{bytes}: {class}");
            assert_eq!(class % 16, 0, "{bytes}: {class}");
            assert_eq!(size_class(class, limit), class);
        }
        assert_eq!(size_class(120_000_000, limit), 1 << 27);
        assert_eq!(size_class(limit, limit), limit);
    }
}
