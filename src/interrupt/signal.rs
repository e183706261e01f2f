//! What a running call is told, and what it tells.
//!
//! In: whoever stops the call. Out: the reason, as soon as the call looks. Always true: the first
//! reason stays. Compiled code reads and writes these fields by their place ([`Signal`] is laid out
//! as C does), each by itself, so no order between them is promised. Deliberately absent: waiting.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::error::InterruptKind;

/// One call's signal.
#[repr(C)]
#[derive(Debug, Default)]
pub struct Signal {
    /// 0 while the call may go on, else [`code`] of the reason.
    pub stop: AtomicU32,
    /// Iterations that the outermost loop has begun.
    pub done: AtomicU64,
    /// Iterations that it will have; 0 as long as there is no such loop.
    pub total: AtomicU64,
}

impl Signal {
    /// Tells the call to stop.
    pub fn raise(&self, kind: InterruptKind) {
        // Nothing else is published with it; and the first reason wins.
        let _ = self.stop.compare_exchange(0, code(kind), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Why the call shall stop, if it shall.
    #[inline]
    pub fn raised(&self) -> Option<InterruptKind> {
        kind(self.stop.load(Ordering::Relaxed))
    }

    /// Tells how far the outermost loop is.
    pub fn report(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }
}

/// The number of a reason in [`Signal::stop`].
pub const fn code(kind: InterruptKind) -> u32 {
    match kind {
        InterruptKind::Deadline => 1,
        InterruptKind::Cancelled => 2,
        InterruptKind::Fuel => 3,
    }
}

/// The reason with this number.
pub fn kind(code: u32) -> Option<InterruptKind> {
    [InterruptKind::Deadline, InterruptKind::Cancelled, InterruptKind::Fuel]
        .into_iter()
        .find(|&kind| self::code(kind) == code)
}
