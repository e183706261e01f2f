//! The machine under the kernels: arguments in memory, code pages and calling.
//!
//! In: borrowed arrays and entry points of generated code. Out: results or the place of a trap.
//! Always true: nothing here knows IR or a code generator; `unsafe` is confined to this folder
//! and `backend/clif/module.rs`, and each use says why it is sound. Deliberately absent: what
//! the code computes.

pub mod cpu;
pub mod math;
pub mod exact;
pub mod code;
pub mod memory;
pub mod scratch;
pub mod threads;
pub mod call;
pub mod bound;
pub mod clock;
pub mod perf_map;
pub mod gpu;
