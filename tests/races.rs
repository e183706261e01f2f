//! rustc compiles what `prange` accepts and refuses.
//!
//! In: the corpora that `lang/tests/races.rs` checks. Always true: each of their functions is
//! Rust, so that what is refused is refused for its iterations alone. Deliberately absent: calls.

#[allow(dead_code, unused_mut, clippy::all)]
#[path = "races/legal.rs"]
mod legal;
#[allow(dead_code, unused_mut, clippy::all)]
#[path = "races/legal_reductions.rs"]
mod legal_reductions;
#[allow(dead_code, unused_mut, clippy::all)]
#[path = "races/legal_reports.rs"]
mod legal_reports;
#[allow(dead_code, unused_mut, clippy::all)]
#[path = "races/legal_scattered.rs"]
mod legal_scattered;
#[allow(dead_code, unused_mut, unused_variables, clippy::all)]
#[path = "races/racy.rs"]
mod racy;

#[test]
fn corpora_are_rust() {
    // That they are compiled is all.
}
