//! Fuel and signal of a call in an engine that counts statements.
//!
//! In: a [`Watch`]. Out: whether the call goes on, asked at every statement. Always true: fuel is
//! exact; the signal is looked at every [`BETWEEN_LOOKS`] units. Deliberately absent: clocks.

use metate_lang::error::Span;

use super::{Signal, Watch};
use crate::error::InterruptKind;

/// How many units pass between two looks at the signal: some microseconds.
const BETWEEN_LOOKS: u64 = 256;

/// A running call's fuel and signal.
///
/// A unit is a statement of the loop IR, or the end of a block of statements: so an iteration
/// costs a unit even where it does nothing, and no loop is free.
pub struct Meter<'w> {
    /// Units until the next look.
    units: u64,
    /// Fuel beyond these units.
    fuel: u64,
    signal: Option<&'w Signal>,
    /// The last statement that began.
    place: Span,
}

impl<'w> Meter<'w> {
    /// The meter of a call that starts now.
    pub fn start(watch: Option<&'w Watch<'_>>) -> Meter<'w> {
        Meter {
            units: if watch.is_some() { 0 } else { u64::MAX },
            fuel: watch.map_or(u64::MAX, Watch::fuel),
            signal: watch.map(Watch::signal),
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

    /// Many units are spent at once, whether or not they are left.
    ///
    /// # Errors
    /// What interrupts the call: also where fewer units were left.
    #[cfg_attr(not(feature = "gpu"), allow(dead_code))]
    pub fn spend_many(&mut self, units: u64) -> Result<(), InterruptKind> {
        if self.signal.is_none() {
            return Ok(());
        }
        let at_hand = units.min(self.units);
        self.units -= at_hand;
        let more = units - at_hand;
        if more > self.fuel {
            (self.units, self.fuel) = (0, 0);
        } else if self.fuel != u64::MAX {
            self.fuel -= more;
        }
        match self.signal.and_then(Signal::raised) {
            Some(kind) => Err(kind),
            None if more > 0 && self.fuel == 0 => Err(InterruptKind::Fuel),
            None => Ok(()),
        }
    }

    /// Where the call is: the last statement that began.
    pub fn place(&self) -> Span {
        self.place
    }

    /// Tells whoever observes the call how far its outermost loop is.
    pub fn report(&self, done: u64, total: u64) {
        if let Some(signal) = self.signal {
            signal.report(done, total);
        }
    }

    /// Asks everybody who may interrupt; sets the units until the next look.
    #[cold]
    fn look(&mut self) -> Result<(), InterruptKind> {
        if let Some(kind) = self.signal.and_then(Signal::raised) {
            return Err(kind);
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
    use crate::interrupt::{CancelToken, Interrupts};

    #[test]
    fn fuel_is_exact() {
        for fuel in [0, 1, BETWEEN_LOOKS - 1, BETWEEN_LOOKS, 3 * BETWEEN_LOOKS + 7] {
            let interrupts = Interrupts { fuel: Some(fuel), ..Interrupts::default() };
            let watch = Watch::start(&interrupts).expect("it needs no thread");
            let mut meter = Meter::start(Some(&watch));
            let spent = (0..).take_while(|_| meter.spend().is_ok()).count();
            assert_eq!(spent as u64, fuel);
        }
    }

    #[test]
    fn a_cancelled_token_is_seen_before_fuel() {
        let token = CancelToken::new();
        let cancel = Some(token.clone());
        let interrupts = Interrupts { fuel: Some(0), cancel, ..Interrupts::default() };
        let spend = || {
            let watch = Watch::start(&interrupts).expect("it needs no thread");
            Meter::start(Some(&watch)).spend()
        };
        assert_eq!(spend(), Err(InterruptKind::Fuel));
        token.cancel();
        assert_eq!(spend(), Err(InterruptKind::Cancelled));
    }
}
