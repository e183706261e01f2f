//! Runs recursive work on a thread whose stack is large enough for it.
//!
//! In: a closure. Out: what it returned. Always true: a panic of the closure goes on in the
//! caller. Deliberately absent: growing the stack of the calling thread.

use std::io;
use std::panic::resume_unwind;
use std::thread;

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
/// Systems keep small stacks for the next thread, which then starts in half the time.
///
/// # Errors
/// The system's, if it has no thread to give.
pub fn with_stack<T: Send>(bytes: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    thread::scope(|scope| {
        let worker = thread::Builder::new()
            .name("metate front end".into())
            .stack_size(bytes)
            .spawn_scoped(scope, work)?;
        Ok(worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}
