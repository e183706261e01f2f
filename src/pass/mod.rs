//! Passes: each rewrites a function of the loop IR into one that means the same.
//!
//! In: a verified [`metate_lang::ir::Func`]. Out: the same function, written otherwise. Always
//! true: what comes out verifies, and gives the same bits, stores and traps as what went in.
//! Deliberately absent: when a pass runs, which is `plan`'s decision.

mod reduce;

pub use reduce::reduce;
