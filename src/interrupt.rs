//! What may stop a call from outside: fuel, a deadline, a cancelled token.
//!
//! In: the caller's wishes, [`Interrupts`]. Out: a [`Watch`] over one call, whose [`Signal`] the
//! engine looks at as it goes; for engines that count statements, a [`Meter`]. Always true: an
//! interrupt is neither a trap nor an error of the kernel: it says where the call was stopped and
//! promises no particular iteration; what was stored stays stored. Nobody stops a call but the
//! call itself, when it sees its signal. Deliberately absent: operating-system signals.
//!
//! In reading order: [`signal`] a call is told by, [`token`] that cancels, [`watchdog`] for
//! deadlines, [`progress`] for callers who wait, [`watch`] over a call, [`meter`] of an engine that
//! counts.

mod signal;
mod token;
mod watchdog;
mod progress;
mod watch;
mod meter;

use std::time::Duration;

use serde::Serialize;

pub use meter::Meter;
pub use progress::{Observer, Progress};
pub use signal::{Signal, code as signal_code, kind as signal_kind};
pub use token::CancelToken;
pub use watch::Watch;

/// What may interrupt or observe a call; nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Interrupts {
    /// How much it may do, in the units of [`Meter`].
    pub fuel: Option<u64>,
    /// How long it may take, from its start.
    pub deadline: Option<Duration>,
    /// Who may cancel it.
    pub cancel: Option<CancelToken>,
    /// Who is told how far it is.
    pub progress: Option<Observer>,
}

impl Interrupts {
    /// Whether a call has nothing to look at.
    pub fn is_idle(&self) -> bool {
        let Interrupts { fuel, deadline, cancel, progress } = self;
        fuel.is_none() && deadline.is_none() && cancel.is_none() && progress.is_none()
    }

    /// What compiled code must do for them.
    pub fn metering(&self) -> Metering {
        Metering {
            polls: !self.is_idle(),
            counts: self.fuel.is_some(),
            reports: self.progress.is_some(),
        }
    }
}

/// What compiled code does so that its calls can be interrupted: part of what it is kept under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Metering {
    /// It looks at the call's signal.
    pub polls: bool,
    /// It counts what it does against the call's fuel.
    pub counts: bool,
    /// It says how far its outermost loop is.
    pub reports: bool,
}

impl Metering {
    /// Code that cannot be interrupted.
    pub const NONE: Metering = Metering { polls: false, counts: false, reports: false };
}
