//! Arrays as the interpreter sees them: the caller's, and memory of its own.
//!
//! In: arguments and the types of local arrays. Out: elements, one at a time. Always true: an
//! access outside of an array is a panic, as the checks in front of it were proved or made.
//! A local array is zero at first, which no verified kernel can tell from any other content.
//! Deliberately absent: strides of the caller's arrays, which are the `runtime`'s.

use metate_lang::ty::{FixedTy, Scalar};
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
    elements: Vec<Value>,
}

impl Own {
    /// A local array, zero.
    pub(super) fn local(ty: FixedTy) -> Own {
        let extents: Vec<usize> = ty.extents().collect();
        let elements = vec![Value::zero(ty.elem); extents.iter().product()];
        Own { extents, elements }
    }

    /// An array whose elements are all the same.
    ///
    /// # Errors
    /// How many bytes it would take in the memory of other engines, if there is no memory for it.
    pub(super) fn filled(extents: Vec<usize>, value: Value) -> Result<Own, u64> {
        let wanted = bytes(&extents, value.scalar());
        let mut elements = Vec::new();
        let count = wanted / u64::from(value.scalar().bytes());
        let count = usize::try_from(count).map_err(|_| wanted)?;
        elements.try_reserve_exact(count).map_err(|_| wanted)?;
        elements.resize(count, value);
        Ok(Own { extents, elements })
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

/// The bytes of an array of these extents, or the most there are if that is no number of bytes. As
/// in ndarray, what has no elements must have a size without its extents of 0.
fn bytes(extents: &[usize], elem: Scalar) -> u64 {
    let mut others = extents.iter().filter(|&&extent| extent != 0);
    let size =
        others.try_fold(u64::from(elem.bytes()), |bytes, &extent| bytes.checked_mul(extent as u64));
    match size {
        Some(size) if size > isize::MAX as u64 => size,
        Some(_) if extents.contains(&0) => 0,
        size => size.unwrap_or(u64::MAX),
    }
}

impl Array<'_, '_> {
    pub(super) fn extents(&self) -> &[usize] {
        match self {
            Array::Argument(array) => array.extents(),
            Array::Own(own) => &own.extents,
        }
    }

    /// The indices of every element, row-major.
    pub(super) fn indices(&self) -> impl Iterator<Item = Vec<usize>> {
        let extents = self.extents().to_vec();
        (0..extents.iter().product()).map(move |mut position| {
            let mut index = vec![0; extents.len()];
            for (to, extent) in index.iter_mut().zip(&extents).rev() {
                *to = position % extent;
                position /= extent;
            }
            index
        })
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
