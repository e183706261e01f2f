//! The clock that measured kernels read.
//!
//! In: nothing. Out: nanoseconds from some moment of the process on. Always true: readings never go
//! back, and reading needs no lock once it has begun. Deliberately absent: what is measured.

use std::sync::OnceLock;
use std::time::Instant;

/// The time, as generated code calls for it.
pub extern "C" fn read() -> u64 {
    nanoseconds()
}

/// The time.
pub fn nanoseconds() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    // Nanoseconds of a `u64` last for 584 years.
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}
