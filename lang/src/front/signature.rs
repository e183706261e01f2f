//! Whether an argument fits a parameter.
//!
//! In: a parameter's type and an argument's. Out: nothing, or the [`Difference`], which the
//! caller's error is written from. Always true: a mutable argument fits an immutable parameter,
//! never the other way round. Deliberately absent: sizes, and the values of arguments.

use crate::ty::{ArrayTy, Layout, ParamTy, Ty};

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

/// What keeps an argument of type `found` from being passed to a parameter of type `expected`.
pub fn difference(expected: Ty, found: ParamTy) -> Option<Difference> {
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
