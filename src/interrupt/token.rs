//! Tokens that cancel calls from other threads.
//!
//! In: calls that were given the token, for as long as they run. Out: their signals, raised when
//! the token is cancelled. Always true: a call that registers after the token was cancelled finds
//! its signal raised. Deliberately absent: taking a cancellation back.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Signal;
use crate::error::InterruptKind;

/// Stops calls from another thread; all clones are one token.
///
/// A call that is given the token ([`On::cancel`](crate::On::cancel)) ends soon after
/// [`cancel`](CancelToken::cancel), and one that starts later ends at once.
///
/// ```
/// use std::thread;
/// use metate::prelude::*;
/// use metate::{CancelToken, InterruptKind};
///
/// let kernel = Kernel::parse("fn spin() { loop {} }")?;
/// let token = CancelToken::new();
/// let result = thread::scope(|scope| {
///     let call = scope.spawn(|| kernel.on(Target::Jit).cancel(&token).call::<()>(args![]));
///     token.cancel();
///     call.join().expect("no panic")
/// });
/// let error = result.expect_err("it was cancelled");
/// assert_eq!(error.interrupt().map(|interrupt| interrupt.kind), Some(InterruptKind::Cancelled));
/// # Ok::<(), metate::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct CancelToken {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    cancelled: AtomicBool,
    /// The calls that run with the token.
    calls: Mutex<Vec<Arc<Signal>>>,
}

impl CancelToken {
    /// A token that is not cancelled.
    pub fn new() -> CancelToken {
        CancelToken::default()
    }

    /// Cancels every call that was or will be given this token.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Release);
        for signal in self.calls().iter() {
            signal.raise(InterruptKind::Cancelled);
        }
    }

    /// Whether it has been cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Acquire)
    }

    /// A call begins.
    pub(super) fn register(&self, signal: &Arc<Signal>) {
        self.calls().push(signal.clone());
        // Whoever cancels sets the flag first and then takes the list: one of us sees the other.
        if self.is_cancelled() {
            signal.raise(InterruptKind::Cancelled);
        }
    }

    /// The call has ended.
    pub(super) fn unregister(&self, signal: &Arc<Signal>) {
        let mut calls = self.calls();
        if let Some(at) = calls.iter().position(|call| Arc::ptr_eq(call, signal)) {
            calls.swap_remove(at);
        }
    }

    fn calls(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Signal>>> {
        self.shared.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CancelToken").field(&self.is_cancelled()).finish()
    }
}
