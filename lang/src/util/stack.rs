//! Runs recursive work on a thread whose stack is large enough for it.
//!
//! In: a closure. Out: what it returned. Always true: a panic of the closure goes on in the
//! caller; a thread that stays for more work is one whose work returned. Deliberately absent:
//! growing the stack of the calling thread.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Name of the threads.
const NAME: &str = "metate front end";

/// Bytes of stack of a thread that stays; work that needs more gets a thread of its own.
pub const WORKER_BYTES: usize = 16 << 20;

/// Threads that stay when there is no work.
const WORKERS: usize = 2;

type Job = Box<dyn FnOnce() + Send>;

/// Threads that wait for work. Starting one takes longer than parsing a short kernel.
static IDLE: Mutex<Vec<Sender<Job>>> = Mutex::new(Vec::new());

/// Bytes of stack for recursive work. Only the pages that are touched cost memory.
pub const STACK_BYTES: usize = 256 << 20;

/// Runs `work` on a thread of its own with a large stack and waits for it.
///
/// Thread-local data that `work` leaves behind (proc-macro2's source map keeps every text that
/// was ever parsed) goes with that thread.
///
/// # Errors
/// The system's, if it has no thread to give.
pub fn with_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> io::Result<T> {
    with_stack(STACK_BYTES, work)
}

/// As [`with_large_stack`], with a stack of `bytes` bytes.
///
/// # Errors
/// The system's, if it has no thread to give.
pub fn with_stack<T: Send>(bytes: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let worker =
            thread::Builder::new().name(NAME.into()).stack_size(bytes).spawn_scoped(scope, work)?;
        Ok(worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Runs `work` on a thread with a stack of [`WORKER_BYTES`] bytes that waits for such work.
///
/// Thread-local data that `work` leaves behind stays until its next work on that thread.
///
/// # Errors
/// The system's, if no thread is idle and it has none to give.
pub fn on_worker<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let worker = idle.map_or_else(start_worker, Ok)?;
    let (answer, answered) = sync_channel(1);
    let job = move || {
        // Whoever asked is waiting for the answer.
        let _ = answer.send(catch_unwind(AssertUnwindSafe(work)));
    };
    worker.send(Box::new(job)).map_err(|_| io::Error::other("the thread is gone"))?;
    match answered.recv().map_err(io::Error::other)? {
        Ok(value) => {
            let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < WORKERS {
                idle.push(worker);
            }
            Ok(value)
        }
        Err(panic) => resume_unwind(panic),
    }
}

/// A thread that works until its end of the channel is dropped.
fn start_worker() -> io::Result<Sender<Job>> {
    let (jobs, work) = channel::<Job>();
    let serve = move || work.into_iter().for_each(|job| job());
    thread::Builder::new().name(NAME.into()).stack_size(WORKER_BYTES).spawn(serve)?;
    Ok(jobs)
}
