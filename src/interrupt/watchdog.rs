//! The watchdog: one thread of the process that raises signals when their deadlines pass.
//!
//! In: deadlines of running calls. Out: their signals, raised. Always true: the thread is started
//! with the first deadline and then sleeps until the earliest one; a call whose deadline lies
//! behind what the thread waits for wakes nobody, so calls in a row cost no switch of threads.
//! Deliberately absent: everything but deadlines.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use super::Signal;
use crate::error::InterruptKind;

/// A deadline, and a number that makes it unlike all others.
type Key = (Instant, u64);

struct State {
    deadlines: BTreeMap<Key, Arc<Signal>>,
    next: u64,
    /// Whether the thread was started.
    running: bool,
    /// Until when the thread sleeps; `None` while it is awake or sleeps for good.
    asleep_until: Option<Instant>,
}

static STATE: Mutex<State> =
    Mutex::new(State { deadlines: BTreeMap::new(), next: 0, running: false, asleep_until: None });
static EARLIER: Condvar = Condvar::new();

/// A deadline that is watched until this is dropped.
pub(super) struct Watched(Key);

impl Watched {
    /// Watches a deadline for a call.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) fn new(deadline: Instant, signal: &Arc<Signal>) -> io::Result<Watched> {
        let mut state = state();
        if !state.running {
            thread::Builder::new().name("metate watchdog".to_owned()).spawn(watch)?;
            state.running = true;
        }
        let key = (deadline, state.next);
        state.next += 1;
        state.deadlines.insert(key, signal.clone());
        if state.asleep_until.is_none_or(|until| deadline < until) {
            EARLIER.notify_one();
        }
        Ok(Watched(key))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        state().deadlines.remove(&self.0);
    }
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn watch() {
    let mut state = state();
    loop {
        let now = Instant::now();
        while let Some(entry) = state.deadlines.first_entry().filter(|entry| entry.key().0 <= now) {
            entry.remove().raise(InterruptKind::Deadline);
        }
        let first = state.deadlines.first_key_value().map(|(&(deadline, _), _)| deadline);
        state.asleep_until = first;
        state = match first {
            Some(first) => {
                let wait = EARLIER.wait_timeout(state, first - now);
                wait.unwrap_or_else(PoisonError::into_inner).0
            }
            None => EARLIER.wait(state).unwrap_or_else(PoisonError::into_inner),
        };
        state.asleep_until = None;
    }
}
