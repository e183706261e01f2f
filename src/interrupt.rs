//! What may stop a call from outside: fuel, a deadline, a cancelled token.
//!
//! In: the caller's wishes, [`Interrupts`]. Out: a [`Meter`], which an engine that can be
//! interrupted asks as it goes. Always true: an interrupt is neither a trap nor an error of the
//! kernel: it says where the call was stopped and promises no particular iteration; what was
//! stored stays stored. Deliberately absent: threads and signals; nobody watches a call but the
//! call itself.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use metate_lang::error::Span;

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
///     let call = scope.spawn(|| {
///         kernel.on(Target::Interpreter).cancel(&token).call::<()>(args![])
///     });
///     token.cancel();
///     call.join().expect("no panic")
/// });
/// let error = result.expect_err("it was cancelled");
/// assert_eq!(error.interrupt().map(|interrupt| interrupt.kind), Some(InterruptKind::Cancelled));
/// # Ok::<(), metate::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct CancelToken {
    cancelled: Arc<AtomicBool>,
}

impl CancelToken {
    /// A token that is not cancelled.
    pub fn new() -> CancelToken {
        CancelToken::default()
    }

    /// Cancels every call that was or will be given this token.
    pub fn cancel(&self) {
        // Nothing else is published with it, so no order is needed.
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it has been cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CancelToken").field(&self.is_cancelled()).finish()
    }
}

/// What may interrupt a call; nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Interrupts {
    /// How much it may do, in the units of [`Meter`].
    pub fuel: Option<u64>,
    /// How long it may take, from its start.
    pub deadline: Option<Duration>,
    /// Who may cancel it.
    pub cancel: Option<CancelToken>,
}

impl Interrupts {
    /// The first option that is set, by the name of the method that sets it.
    pub fn first_set(&self) -> Option<&'static str> {
        let set = [
            ("fuel", self.fuel.is_some()),
            ("deadline", self.deadline.is_some()),
            ("cancel", self.cancel.is_some()),
        ];
        set.into_iter().find(|(_, is_set)| *is_set).map(|(name, _)| name)
    }
}

/// How many units pass between two looks at the clock and the token: some microseconds.
const BETWEEN_LOOKS: u64 = 256;

/// A running call's fuel and clock.
///
/// A unit is a statement of the loop IR, or the end of a block of statements: so an iteration
/// costs a unit even where it does nothing, and no loop is free.
pub struct Meter<'i> {
    /// Units until the next look.
    units: u64,
    /// Fuel beyond these units.
    fuel: u64,
    deadline: Option<Instant>,
    cancel: Option<&'i CancelToken>,
    /// The last statement that began.
    place: Span,
}

impl<'i> Meter<'i> {
    /// The meter of a call that starts now.
    pub fn start(interrupts: &'i Interrupts) -> Meter<'i> {
        let idle = interrupts.first_set().is_none();
        Meter {
            units: if idle { u64::MAX } else { 0 },
            fuel: interrupts.fuel.unwrap_or(u64::MAX),
            // A deadline beyond the end of time never comes.
            deadline: interrupts.deadline.and_then(|after| Instant::now().checked_add(after)),
            cancel: interrupts.cancel.as_ref(),
            place: Span::default(),
        }
    }

    /// A statement begins.
    ///
    /// # Errors
    /// What interrupts the call.
    #[inline]
    pub fn statement(&mut self, span: Span) -> Result<(), InterruptKind> {
        self.place = span;
        self.spend()
    }

    /// A unit is spent.
    ///
    /// # Errors
    /// What interrupts the call.
    #[inline]
    pub fn spend(&mut self) -> Result<(), InterruptKind> {
        if self.units == 0 {
            self.look()?;
        }
        self.units -= 1;
        Ok(())
    }

    /// Where the call is: the last statement that began.
    pub fn place(&self) -> Span {
        self.place
    }

    /// Asks everybody who may interrupt; sets the units until the next look.
    #[cold]
    fn look(&mut self) -> Result<(), InterruptKind> {
        if self.cancel.is_some_and(CancelToken::is_cancelled) {
            return Err(InterruptKind::Cancelled);
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(InterruptKind::Deadline);
        }
        if self.fuel == 0 {
            return Err(InterruptKind::Fuel);
        }
        self.units = self.fuel.min(BETWEEN_LOOKS);
        if self.fuel != u64::MAX {
            self.fuel -= self.units;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuel_is_exact() {
        for fuel in [0, 1, BETWEEN_LOOKS - 1, BETWEEN_LOOKS, 3 * BETWEEN_LOOKS + 7] {
            let interrupts = Interrupts { fuel: Some(fuel), ..Interrupts::default() };
            let mut meter = Meter::start(&interrupts);
            let spent = (0..).take_while(|_| meter.spend().is_ok()).count();
            assert_eq!(spent as u64, fuel);
        }
    }

    #[test]
    fn a_cancelled_token_is_seen_before_fuel() {
        let token = CancelToken::new();
        let cancel = Some(token.clone());
        let interrupts = Interrupts { fuel: Some(0), cancel, ..Interrupts::default() };
        assert_eq!(Meter::start(&interrupts).spend(), Err(InterruptKind::Fuel));
        token.cancel();
        assert_eq!(Meter::start(&interrupts).spend(), Err(InterruptKind::Cancelled));
    }
}
