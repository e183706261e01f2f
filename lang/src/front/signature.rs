//! Whether a kernel can be specialised for a signature.
//!
//! In: a checked kernel and a [`Signature`] made from a caller's arguments. Out: nothing, or the
//! first difference as data, which the caller's error is written from. Always true: a mutable
//! argument fits an immutable parameter, never the other way round. Deliberately absent: sizes,
//! and the values of arguments.

use std::fmt;

use crate::hir::Func;
use crate::ty::{ArrayTy, Layout, ParamTy, Signature, Ty};

/// Why a kernel does not accept a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureMismatch {
    /// The number of arguments is wrong.
    Count {
        /// How many parameters the kernel has.
        expected: usize,
        /// How many arguments the signature has.
        found: usize,
    },
    /// An argument does not fit its parameter.
    Param {
        /// The parameter's number, from 0.
        number: usize,
        /// The parameter's name.
        name: String,
        /// The parameter's type.
        expected: Ty,
        /// The argument's type.
        found: ParamTy,
        /// What differs.
        what: Difference,
    },
}

/// What differs between a parameter and an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A scalar instead of an array or the reverse, or another scalar or element type.
    Type,
    /// The number of axes.
    Rank,
    /// The kernel writes to the array, but may not write to this one.
    Mutability,
    /// A slice parameter needs an array without gaps, first element to last.
    Layout,
}

impl fmt::Display for SignatureMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignatureMismatch::Count { expected, found } => {
                write!(f, "the kernel takes {expected} arguments, {found} given")
            }
            SignatureMismatch::Param { number, name, expected, found, what } => {
                write!(
                    f,
                    "argument {} (`{name}`): expected `{expected}`, found `{found}`",
                    number + 1
                )?;
                f.write_str(match what {
                    Difference::Type | Difference::Rank => "",
                    Difference::Mutability => "; the kernel writes to it: pass a mutable view",
                    Difference::Layout => "; a slice needs an array without gaps",
                })
            }
        }
    }
}

impl std::error::Error for SignatureMismatch {}

/// Whether arguments of these types can be passed to the kernel.
///
/// # Errors
/// The first difference, in the order of the parameters.
pub fn accepts(func: &Func, signature: &Signature) -> Result<(), SignatureMismatch> {
    let (expected, found) = (func.params.len(), signature.params.len());
    if expected != found {
        return Err(SignatureMismatch::Count { expected, found });
    }
    for (number, (&local, &found)) in func.params.iter().zip(&signature.params).enumerate() {
        let local = &func.locals[local];
        if let Some(what) = difference(local.ty, found) {
            let (name, expected) = (local.name.clone(), local.ty);
            return Err(SignatureMismatch::Param { number, name, expected, found, what });
        }
    }
    Ok(())
}

fn difference(expected: Ty, found: ParamTy) -> Option<Difference> {
    match (expected, found) {
        (Ty::Scalar(expected), ParamTy::Scalar(found)) => {
            (expected != found).then_some(Difference::Type)
        }
        (Ty::Array(array), ParamTy::Array { elem, rank, layout, mutable }) => {
            array_difference(array, elem == array.elem, rank, layout, mutable)
        }
        _ => Some(Difference::Type),
    }
}

fn array_difference(
    array: ArrayTy,
    same_elem: bool,
    rank: u8,
    layout: Layout,
    mutable: bool,
) -> Option<Difference> {
    if !same_elem {
        Some(Difference::Type)
    } else if rank != array.rank {
        Some(Difference::Rank)
    } else if array.is_mutable() && !mutable {
        Some(Difference::Mutability)
    } else if array.is_slice() && layout != Layout::Contiguous {
        Some(Difference::Layout)
    } else {
        None
    }
}
