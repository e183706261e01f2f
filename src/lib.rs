//! JIT-compiled numeric kernels.
#![deny(unsafe_code)]
#[allow(unsafe_code)]
pub mod runtime;
pub mod plan;
pub mod backend;
