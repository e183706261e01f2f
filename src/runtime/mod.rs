//! The machine under the kernels: arguments in memory, code pages and calling.
//!
//! In: borrowed arrays and entry points of generated code. Out: results or the place of a trap.
//! Always true: nothing here knows IR or a code generator; `unsafe` is confined to this folder,
//! `backend/clif/module.rs` and, later, the GPU's `run.rs`, and each use says why it is sound.

pub mod code;
