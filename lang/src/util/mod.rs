//! Small things that every other module may use and that know nothing of kernels.
//!
//! In and out: plain data. Always true: no module of this crate is imported here.

pub mod index;
pub mod omega;
pub mod stack;
