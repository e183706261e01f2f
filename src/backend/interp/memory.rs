//! Arrays as the interpreter sees them: the caller's, and memory of its own.
//!
//! In: arguments and the types of local arrays. Out: elements, one at a time. Always true: an
//! access outside of an array is a panic, as the checks in front of it were proved or made.
//! A local array is zero at first, which no verified kernel can tell from any other content.
//! Deliberately absent: strides of the caller's arrays, which are the `runtime`'s.

use metate_lang::ty::FixedTy;
use metate_lang::value::Value;

use crate::args::ArrayArg;
use crate::runtime::memory;

/// An array.
pub(super) enum Array<'a, 'b> {
    /// An argument.
    Argument(&'b mut ArrayArg<'a>),
    /// Memory of the interpreter.
    Own(Own),
}

/// Memory of the interpreter, row-major.
pub(super) struct Own {
    extents: Vec<usize>,
    pub(super) elements: Vec<Value>,
}

impl Own {
    /// A local array, zero.
    pub(super) fn local(ty: FixedTy) -> Own {
        Own::filled(ty.extents().collect(), Value::zero(ty.elem))
    }

    /// An array whose elements are all the same.
    pub(super) fn filled(extents: Vec<usize>, value: Value) -> Own {
        let elements = vec![value; extents.iter().product()];
        Own { extents, elements }
    }

    /// The element's place in memory; `None` out of bounds.
    fn position(&self, index: &[usize]) -> Option<usize> {
        let mut position = 0;
        for (&index, &extent) in index.iter().zip(&self.extents) {
            if index >= extent {
                return None;
            }
            position = position * extent + index;
        }
        (index.len() == self.extents.len()).then_some(position)
    }
}

impl Array<'_, '_> {
    pub(super) fn extents(&self) -> &[usize] {
        match self {
            Array::Argument(array) => array.extents(),
            Array::Own(own) => &own.extents,
        }
    }

    pub(super) fn load(&self, index: &[usize]) -> Value {
        let value = match self {
            Array::Argument(array) => memory::load(array, index),
            Array::Own(own) => own.position(index).map(|position| own.elements[position]),
        };
        value.expect("metate bug: a load without its bounds check")
    }

    pub(super) fn store(&mut self, index: &[usize], value: Value) {
        let stored = match self {
            Array::Argument(array) => memory::store(array, index, value),
            Array::Own(own) => own.position(index).map(|position| own.elements[position] = value),
        };
        stored.expect("metate bug: a store without its bounds check");
    }
}
