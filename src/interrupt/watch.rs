//! Everything that watches one call, from its start to its end.
//!
//! In: [`Interrupts`]. Out: the call's [`Signal`]. Always true: when the watch is dropped nobody
//! knows the call any more. Deliberately absent: fuel, which only the engine can count.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use super::progress::Observed;
use super::watchdog::Watched;
use super::{CancelToken, Interrupts, Signal};
use crate::error::InterruptKind;

/// The watch over one call.
pub struct Watch<'i> {
    signal: Arc<Signal>,
    fuel: u64,
    cancel: Option<&'i CancelToken>,
    _deadline: Option<Watched>,
    _progress: Option<Observed>,
}

impl<'i> Watch<'i> {
    /// The watch over a call that begins now.
    ///
    /// # Errors
    /// If the system gives no thread to watch with.
    pub fn start(interrupts: &'i Interrupts) -> io::Result<Watch<'i>> {
        let signal = Arc::new(Signal::default());
        // A deadline beyond the end of time never comes.
        let now = Instant::now();
        let deadline = interrupts.deadline.and_then(|after| now.checked_add(after));
        if deadline.is_some_and(|deadline| deadline <= now) {
            signal.raise(InterruptKind::Deadline);
        }
        let deadline = deadline.map(|deadline| Watched::new(deadline, &signal)).transpose()?;
        let observer = interrupts.progress.as_ref();
        let progress = observer.map(|observer| Observed::new(observer, &signal)).transpose()?;
        let cancel = interrupts.cancel.as_ref();
        if let Some(token) = cancel {
            token.register(&signal);
        }
        let fuel = interrupts.fuel.unwrap_or(u64::MAX);
        Ok(Watch { signal, fuel, cancel, _deadline: deadline, _progress: progress })
    }

    /// What the call looks at.
    pub fn signal(&self) -> &Signal {
        &self.signal
    }

    /// How much the call may do; `u64::MAX` is no limit.
    pub fn fuel(&self) -> u64 {
        self.fuel
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some(token) = self.cancel {
            token.unregister(&self.signal);
        }
    }
}
