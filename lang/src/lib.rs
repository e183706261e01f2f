//! What a kernel is: its text, its types, its loop IR and what every operation computes.
//!
//! In: the bytes of a kernel's text. Out: a verified [`ir::Func`], which the crate `metate` runs.
//! The modules below stand in the order in which a kernel passes through them:
//!
//! ```text
//! text -syntax::parse-> ast -front::check-> hir::Module -lower::lower(&Signature)-> ir::Func
//! ```
//!
//! Always true: nothing here runs generated code, touches a caller's memory or panics on any
//! text. Deliberately absent: code generators, devices, thread pools and `unsafe`; the macros
//! and the root crate both depend on this one.

#![forbid(unsafe_code)]

pub mod util;
pub mod error;
pub mod source;
pub mod ty;
pub mod op;
pub mod value;
pub mod syntax;
pub mod math;
pub mod generic;
pub mod hir;
pub mod ir;
pub mod eval;
pub mod front;
pub mod lower;
pub mod analysis;

/// A hash of this crate's sources: what is made of a text may change where it does.
pub const SOURCES: &str = env!("METATE_LANG_SOURCES");
