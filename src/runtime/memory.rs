//! Access to single elements of borrowed arrays, checked: how the interpreter reads and writes.
//!
//! In: an [`ArrayArg`] and indices. Out: a value. Always true: an index that is not below its
//! extent gives `None`, whatever the caller believes to have proved. Deliberately absent: bulk
//! access.

use metate_lang::ty::Scalar;
use metate_lang::value::Value;

use crate::args::ArrayArg;

// SAFETY: an `ArrayArg` is made from a borrow of elements, `&[T]` or `&mut [T]` in effect, and every
// `T: Element` is `Send + Sync`; so what it stands for can be sent. Its pointer is private to the
// crate and followed only through `&mut`, or for arrays that nobody may write. What it borrows of
// an array on a device is `Send + Sync` itself.
unsafe impl Send for ArrayArg<'_> {}
// SAFETY: as above; through `&ArrayArg` elements are only read.
unsafe impl Sync for ArrayArg<'_> {}

/// The element at these indices; `None` if one is out of bounds or their number is wrong.
pub fn load(array: &ArrayArg<'_>, index: &[usize]) -> Option<Value> {
    let address = address(array, index)?;
    macro_rules! read {
        ($variant:ident, $rust:ty) => {
            // SAFETY: `address` is that of an element of type `$rust` that `array` borrows.
            Value::$variant(unsafe { address.cast::<$rust>().read() })
        };
    }
    Some(match array.elem() {
        Scalar::Bool => read!(Bool, bool),
        Scalar::I8 => read!(I8, i8),
        Scalar::I16 => read!(I16, i16),
        Scalar::I32 => read!(I32, i32),
        Scalar::I64 => read!(I64, i64),
        Scalar::Isize => read!(Isize, isize),
        Scalar::U8 => read!(U8, u8),
        Scalar::U16 => read!(U16, u16),
        Scalar::U32 => read!(U32, u32),
        Scalar::U64 => read!(U64, u64),
        Scalar::Usize => read!(Usize, usize),
        Scalar::F32 => read!(F32, f32),
        Scalar::F64 => read!(F64, f64),
    })
}

/// Stores an element; `None` if an index is out of bounds, the array is not mutable, or the
/// value has another type than its elements.
pub fn store(array: &mut ArrayArg<'_>, index: &[usize], value: Value) -> Option<()> {
    if !array.is_mutable() || value.scalar() != array.elem() {
        return None;
    }
    let address = address(array, index)?;
    macro_rules! write {
        ($value:expr, $rust:ty) => {
            // SAFETY: `address` is that of an element of type `$rust`, and `array` borrows it
            // exclusively.
            unsafe { address.cast::<$rust>().write($value) }
        };
    }
    match value {
        Value::Bool(v) => write!(v, bool),
        Value::I8(v) => write!(v, i8),
        Value::I16(v) => write!(v, i16),
        Value::I32(v) => write!(v, i32),
        Value::I64(v) => write!(v, i64),
        Value::Isize(v) => write!(v, isize),
        Value::U8(v) => write!(v, u8),
        Value::U16(v) => write!(v, u16),
        Value::U32(v) => write!(v, u32),
        Value::U64(v) => write!(v, u64),
        Value::Usize(v) => write!(v, usize),
        Value::F32(v) => write!(v, f32),
        Value::F64(v) => write!(v, f64),
    }
    Some(())
}

/// The address of the element at these indices, if there is one.
fn address(array: &ArrayArg<'_>, index: &[usize]) -> Option<*mut u8> {
    let (extents, strides) = (array.extents(), array.strides());
    if index.len() != array.rank() || index.len() != extents.len() {
        return None;
    }
    let mut offset = 0isize;
    for ((&index, &extent), &stride) in index.iter().zip(extents).zip(strides) {
        if index >= extent {
            return None;
        }
        // Inside of an array offsets fit `isize`; outside we have returned.
        offset += index as isize * stride;
    }
    Some(array.data()?.wrapping_offset(offset * array.elem().bytes() as isize))
}
