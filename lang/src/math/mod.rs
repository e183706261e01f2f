//! Mathematical functions: one definition for interpreter, compiled code and rustc's twins.
//!
//! Always true: calling a function here from the interpreter, from generated code and from Rust
//! gives the same bits.

use crate::op::Op;
use crate::ty::Scalar;

/// A function that generated code calls.
#[derive(Clone, Copy, Debug)]
pub enum External {
    /// `f64 -> f64`
    F64(extern "C" fn(f64) -> f64),
    /// `f64, f64 -> f64`
    F64F64(extern "C" fn(f64, f64) -> f64),
    /// `f64, f64, f64 -> f64`
    F64F64F64(extern "C" fn(f64, f64, f64) -> f64),
    /// `f64, i32 -> f64`
    F64I32(extern "C" fn(f64, i32) -> f64),
    /// `f32 -> f32`
    F32(extern "C" fn(f32) -> f32),
    /// `f32, f32 -> f32`
    F32F32(extern "C" fn(f32, f32) -> f32),
    /// `f32, f32, f32 -> f32`
    F32F32F32(extern "C" fn(f32, f32, f32) -> f32),
    /// `f32, i32 -> f32`
    F32I32(extern "C" fn(f32, i32) -> f32),
    /// `u64, u32 -> u64`, for integer powers, which narrower types truncate.
    U64U32(extern "C" fn(u64, u32) -> u64),
}

/// The function that computes `op` on operands of type `scalar`, for operations that generated
/// code may call: every row marked `math`, and `rem`, `mul_add`, `round`, `pow` where no
/// instruction does it.
pub fn external(op: Op, scalar: Scalar) -> Option<External> {
    let _ = (op, scalar);
    None
}
