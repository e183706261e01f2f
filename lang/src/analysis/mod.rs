//! What can be told of a function before it runs: values that print, and never an edit.
//!
//! In: a verified [`Func`](crate::ir::Func). Out: facts. Always true: a fact holds in every run for
//! every argument, or says what has to be asked first. Deliberately absent: what is made of facts,
//! which is the passes' and the plan's.
//!
//! In reading order: [`affine`] sums of values, [`range`] of what a value may be, [`bounds`] of
//! indices; [`depend`] of iterations on one another, what of them is [`parallel`] and could run in
//! lanes ([`vector`]); [`expression`] values in the author's words, [`cost`] of a block, what is
//! [`predict`]ed of a loop by it, [`loops`] and their [`fate`] for `explain`.

pub mod affine;
pub mod range;
pub mod bounds;
pub mod depend;
pub mod parallel;
pub mod vector;
pub mod expression;
pub mod cost;
pub mod predict;
pub mod loops;
pub mod fate;
