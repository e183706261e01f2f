//! How far a long call is, told to whoever waits for it.
//!
//! In: the signal of a call, and a function to call. Out: calls of that function, at intervals.
//! Always true: it is called on a thread of its own, never after the call has ended, and the call
//! does not wait for it while it runs. Deliberately absent: stopping the call, which a
//! [`CancelToken`](super::CancelToken) does.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::Signal;

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Time since the call began.
    pub elapsed: Duration,
    /// Iterations that the outermost counted loop has begun; 0 before there is one.
    pub done: u64,
    /// Iterations that this loop will have, unless it is left early; 0 before there is one. A kernel
    /// with several loops one after the other begins anew with each.
    pub total: u64,
}

impl Progress {
    /// The share of the outermost loop that is done, from 0 to 1; `None` before there is a loop.
    pub fn fraction(&self) -> Option<f64> {
        (self.total > 0).then(|| (self.done as f64 / self.total as f64).min(1.0))
    }
}

/// Whoever is told.
#[derive(Clone)]
pub struct Observer {
    every: Duration,
    function: Arc<dyn Fn(Progress) + Send + Sync>,
}

impl Observer {
    /// An observer that is told at these intervals.
    pub fn new(every: Duration, function: impl Fn(Progress) + Send + Sync + 'static) -> Observer {
        // A thread that never sleeps would take a core from the call.
        Observer { every: every.max(Duration::from_millis(1)), function: Arc::new(function) }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Observer(every {:?})", self.every)
    }
}

/// A call that is observed until this is dropped.
pub(super) struct Observed {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Observed {
    /// Observes a call that begins now.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(super) fn new(observer: &Observer, signal: &Arc<Signal>) -> io::Result<Observed> {
        let (end, ended) = mpsc::channel();
        let (observer, signal) = (observer.clone(), signal.clone());
        let start = Instant::now();
        let observe = move || {
            while ended.recv_timeout(observer.every) == Err(RecvTimeoutError::Timeout) {
                let done = signal.done.load(Ordering::Relaxed);
                let total = signal.total.load(Ordering::Relaxed);
                (observer.function)(Progress { elapsed: start.elapsed(), done, total });
            }
        };
        let thread = thread::Builder::new().name("metate progress".to_owned()).spawn(observe)?;
        Ok(Observed { end: Some(end), thread: Some(thread) })
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.end.take();
        // A function that panicked was reported where it happened; the call goes on all the same.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}
