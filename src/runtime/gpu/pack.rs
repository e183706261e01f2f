//! Arrays of any strides as bytes in row-major order without gaps, and back.
//!
//! In: a borrowed array of the host, pieces of its elements. Out: bytes, or the array's elements.
//! Always true: of the array's memory only elements are touched, never what lies between them; a
//! `bool` that is written is 0 or 1, whatever the bytes say. Deliberately absent: arrays on a
//! device.

use std::ptr;

use metate_lang::ty::{MAX_RANK, Scalar};
use metate_lang::value::Element;

use crate::args::ArrayArg;

/// Rows that are copied together where neighbours of a row are far apart, and those of different
/// rows are not: as many as a line of the cache has elements of most types.
const PANEL: usize = 16;

/// Copies elements of an array to `to`, from the one that is at byte `at` of all of them in row-major
/// order. Both are multiples of the size of an element.
///
/// # Panics
/// If there are not so many, or the array is on a device.
pub fn gather(array: &ArrayArg<'_>, at: u64, to: &mut [u8]) {
    let rows = Rows::of(array, at, to.len());
    let bytes = to.as_mut_ptr();
    // SAFETY: `rows` are of elements that `array` borrows, and end with `to`.
    unsafe {
        match array.elem().bytes() {
            1 => rows.each(|panel| panel.gather::<u8>(bytes)),
            2 => rows.each(|panel| panel.gather::<u16>(bytes)),
            4 => rows.each(|panel| panel.gather::<u32>(bytes)),
            _ => rows.each(|panel| panel.gather::<u64>(bytes)),
        }
    }
}

/// Copies `from` to elements of an array, as [`gather`] copied them.
///
/// # Panics
/// As for [`gather`]; or if the array may not be written to.
pub fn scatter(array: &mut ArrayArg<'_>, at: u64, from: &[u8]) {
    assert!(array.is_mutable(), "metate bug: results for an array that may not be written to");
    let rows = Rows::of(array, at, from.len());
    let bytes = from.as_ptr();
    // SAFETY: `rows` are of elements that `array` borrows exclusively, and end with `from`.
    unsafe {
        match (array.elem(), array.elem().bytes()) {
            (Scalar::Bool, _) => rows.each(|panel| panel.scatter::<Truth>(bytes)),
            (_, 1) => rows.each(|panel| panel.scatter::<u8>(bytes)),
            (_, 2) => rows.each(|panel| panel.scatter::<u16>(bytes)),
            (_, 4) => rows.each(|panel| panel.scatter::<u32>(bytes)),
            _ => rows.each(|panel| panel.scatter::<u64>(bytes)),
        }
    }
}

/// Copies `from` to memory for elements, at byte `at` of it: multiples of an element's size.
///
/// # Safety
/// There is memory for it at `to`, which nobody else uses.
pub unsafe fn receive<T: Element>(to: *mut T, at: u64, from: &[u8]) {
    // SAFETY: the caller vouches for the memory; of a `bool`'s bytes each becomes 0 or 1, and of
    // other elements any bytes are one.
    unsafe {
        let to = to.cast::<u8>().add(at as usize);
        if T::SCALAR == Scalar::Bool {
            for (place, &byte) in from.iter().enumerate() {
                to.add(place).write(Truth(byte).valid().0);
            }
        } else {
            ptr::copy_nonoverlapping(from.as_ptr(), to, from.len());
        }
    }
}

/// The bits of an element.
trait Bits: Copy {
    /// Whether any bits are an element.
    const ANY: bool = true;

    /// What an element becomes that has these bits.
    fn valid(self) -> Self {
        self
    }
}

impl Bits for u8 {}
impl Bits for u16 {}
impl Bits for u32 {}
impl Bits for u64 {}

/// The byte of a `bool`.
#[derive(Clone, Copy)]
struct Truth(u8);

impl Bits for Truth {
    const ANY: bool = false;

    fn valid(self) -> Truth {
        Truth(u8::from(self.0 != 0))
    }
}

/// A range of an array's elements in row-major order. Axes that are walked like one are one; strides
/// are in bytes.
struct Rows {
    data: *mut u8,
    extents: [usize; MAX_RANK],
    strides: [isize; MAX_RANK],
    rank: usize,
    size: usize,
    first: usize,
    count: usize,
}

/// Neighbouring rows, or a part of one.
struct Panel {
    /// The first element.
    data: *mut u8,
    /// The same among the bytes of the range.
    place: usize,
    rows: usize,
    row_stride: isize,
    columns: usize,
    stride: isize,
}

impl Rows {
    fn of(array: &ArrayArg<'_>, at: u64, bytes: usize) -> Rows {
        let data = array.data().expect("metate bug: an array on a device has no memory here");
        assert!(array.rank() <= MAX_RANK, "metate bug: more axes than a kernel's array has");
        let size = array.elem().bytes() as usize;
        let (first, count) = (at as usize / size, bytes / size);
        let fits = first.checked_add(count).is_some_and(|end| end <= array.len());
        assert!(
            fits && (at as usize).is_multiple_of(size) && bytes.is_multiple_of(size),
            "metate bug: no such elements"
        );
        let (extents, strides) = ([1; MAX_RANK], [size as isize; MAX_RANK]);
        let mut rows = Rows { data, extents, strides, rank: 0, size, first, count };
        for (&extent, &stride) in array.extents().iter().zip(array.strides()) {
            rows.add_axis(extent, stride * size as isize);
        }
        rows.rank = rows.rank.max(1);
        rows
    }

    fn add_axis(&mut self, extent: usize, stride: isize) {
        if extent == 1 {
            return;
        }
        if let Some(last) = self.rank.checked_sub(1)
            && self.strides[last] == stride.wrapping_mul(extent as isize)
        {
            self.extents[last] *= extent;
            self.strides[last] = stride;
            return;
        }
        (self.extents[self.rank], self.strides[self.rank]) = (extent, stride);
        self.rank += 1;
    }

    /// Walks the range, panel by panel.
    fn each(&self, mut visit: impl FnMut(&Panel)) {
        let last = self.rank - 1;
        let (columns, stride) = (self.extents[last], self.strides[last]);
        let (rows_together, row_stride) = match last.checked_sub(1) {
            Some(axis) => (self.extents[axis], self.strides[axis]),
            None => (1, 0),
        };
        let mut at = self.first;
        let end = self.first + self.count;
        while at < end {
            let (row, column) = (at / columns, at % columns);
            let part = (columns - column).min(end - at);
            // Whole rows, up to the end of the axis that they lie along.
            let whole = if column == 0 { (end - at) / columns } else { 0 };
            let rows = whole.min(rows_together - row % rows_together).clamp(1, PANEL);
            let columns = if rows > 1 { columns } else { part };
            visit(&Panel {
                data: self.data.wrapping_offset(self.offset(row) + column as isize * stride),
                place: (at - self.first) * self.size,
                rows,
                row_stride,
                columns,
                stride,
            });
            at += rows * columns;
        }
    }

    /// Where a row begins.
    fn offset(&self, mut row: usize) -> isize {
        let mut offset = 0;
        for axis in (0..self.rank - 1).rev() {
            offset += (row % self.extents[axis]) as isize * self.strides[axis];
            row /= self.extents[axis];
        }
        offset
    }
}

impl Panel {
    /// # Safety
    /// The panel's elements are borrowed and of `T`'s size; its places are inside of what `to` points
    /// at.
    unsafe fn gather<T: Bits>(&self, to: *mut u8) {
        let size = size_of::<T>();
        // SAFETY: the caller vouches for both sides.
        unsafe {
            let to = to.add(self.place);
            if self.stride == size as isize {
                for row in 0..self.rows {
                    let from = self.data.offset(row as isize * self.row_stride);
                    ptr::copy_nonoverlapping(
                        from,
                        to.add(row * self.columns * size),
                        self.columns * size,
                    );
                }
                return;
            }
            for column in 0..self.columns {
                let from = self.data.offset(column as isize * self.stride);
                for row in 0..self.rows {
                    let element = from.offset(row as isize * self.row_stride).cast::<T>().read();
                    to.add((row * self.columns + column) * size)
                        .cast::<T>()
                        .write_unaligned(element);
                }
            }
        }
    }

    /// # Safety
    /// As for [`gather`](Panel::gather); the elements are borrowed exclusively, and `T` is what
    /// makes them valid.
    unsafe fn scatter<T: Bits>(&self, from: *const u8) {
        let size = size_of::<T>();
        // SAFETY: the caller vouches for both sides.
        unsafe {
            let from = from.add(self.place);
            if T::ANY && self.stride == size as isize {
                for row in 0..self.rows {
                    let to = self.data.offset(row as isize * self.row_stride);
                    ptr::copy_nonoverlapping(
                        from.add(row * self.columns * size),
                        to,
                        self.columns * size,
                    );
                }
                return;
            }
            for column in 0..self.columns {
                let to = self.data.offset(column as isize * self.stride);
                for row in 0..self.rows {
                    let element = from.add((row * self.columns + column) * size);
                    let element = element.cast::<T>().read_unaligned().valid();
                    to.offset(row as isize * self.row_stride).cast::<T>().write(element);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array, ArrayD, Axis, Dimension, IxDyn, Slice};

    use super::*;
    use crate::args::Arg;

    fn arg<'a>(arg: impl Into<Arg<'a>>) -> ArrayArg<'a> {
        match arg.into() {
            Arg::Array(array) => array,
            Arg::Scalar(_) => panic!("a scalar"),
        }
    }

    /// The bytes of elements in row-major order, as ndarray walks them.
    fn bytes<T: Element>(elements: impl Iterator<Item = T>) -> Vec<u8> {
        let size = T::SCALAR.bytes() as usize;
        elements.flat_map(|v| v.to_value().bits().to_le_bytes()[..size].to_vec()).collect()
    }

    /// Views of an array with all kinds of strides, and what was done to it.
    fn views(shape: &[usize]) -> Vec<(String, Vec<usize>, Vec<Slice>)> {
        let axes: Vec<usize> = (0..shape.len()).collect();
        let reversed: Vec<usize> = axes.iter().rev().copied().collect();
        let mut rotated = axes.clone();
        rotated.rotate_left(1.min(shape.len()));
        let mut views = Vec::new();
        for order in [axes, reversed, rotated] {
            for step in [1, 2, -1, -3] {
                let inner = vec![Slice::new(0, None, step); shape.len()];
                let mut outer = inner.clone();
                if let Some(last) = outer.last_mut() {
                    *last = Slice::new(0, None, 1);
                }
                views.push((format!("{order:?} by {step}"), order.clone(), inner));
                views.push((format!("{order:?} by {step}, inner 1"), order.clone(), outer));
            }
        }
        views
    }

    fn check<T: Element>(shape: &[usize], make: impl Fn(usize) -> T) {
        let size = T::SCALAR.bytes() as u64;
        for (name, order, slices) in views(shape) {
            let whole = Array::from_shape_fn(IxDyn(shape), |at| {
                let places = at.slice().iter().zip(shape);
                make(places.fold(0, |all, (place, extent)| all * extent + place))
            });
            let view = |of: &ArrayD<T>| {
                let mut view = of.clone();
                view.fill(make(7));
                view
            };
            let mut target = view(&whole);
            let mut source = whole.view().permuted_axes(order.clone());
            let mut sink = target.view_mut().permuted_axes(order);
            for (axis, slice) in slices.iter().enumerate() {
                source.slice_axis_inplace(Axis(axis), *slice);
                sink.slice_axis_inplace(Axis(axis), *slice);
            }
            let expected = bytes(source.iter().copied());
            // In pieces that begin and end in the middle of rows.
            for piece in [1, 3, 64, usize::MAX] {
                let step = piece.saturating_mul(size as usize).min(expected.len().max(1));
                let (from, mut to) = (arg(source.view()), arg(sink.view_mut()));
                let mut at = 0;
                for chunk in expected.chunks(step.next_multiple_of(size as usize)) {
                    let mut packed = vec![0; chunk.len()];
                    gather(&from, at, &mut packed);
                    assert_eq!(packed, chunk, "{shape:?} {name} from {at}");
                    scatter(&mut to, at, &packed);
                    at += chunk.len() as u64;
                }
            }
            assert_eq!(sink, source, "{shape:?} {name}");
            let touched = source.len();
            let others = target.iter().filter(|&&v| v == make(7)).count();
            assert!(others >= whole.len() - touched, "{shape:?} {name}: gaps were written to");
        }
    }

    #[test]
    fn packing_follows_the_strides_and_leaves_the_gaps() {
        let shapes: [&[usize]; 9] = [
            &[],
            &[0],
            &[1],
            &[37],
            &[20, 33],
            &[40, 1],
            &[3, 0, 2],
            &[5, 6, 7],
            &[2, 3, 1, 4, 5, 2],
        ];
        for shape in shapes {
            check::<f64>(shape, |i| i as f64);
            check::<u32>(shape, |i| i as u32);
            check::<i16>(shape, |i| i as i16);
            check::<u8>(shape, |i| (i % 251) as u8);
            check::<bool>(shape, |i| i % 3 == 1);
            check::<usize>(shape, |i| i);
        }
    }

    #[test]
    fn rows_that_meet_are_one() {
        let a = Array::<f32, _>::zeros((4, 5, 6));
        let rows = |array: ArrayArg<'_>| Rows::of(&array, 0, array.len() * 4).rank;
        assert_eq!(rows(arg(&a)), 1);
        assert_eq!(rows(arg(a.slice(ndarray::s![.., 1.., ..]))), 2);
        assert_eq!(rows(arg(a.view().reversed_axes())), 3);
        assert_eq!(rows(arg(a.broadcast((3, 4, 5, 6)).expect("of that shape"))), 2);
    }

    #[test]
    fn a_bool_is_one_whatever_the_byte() {
        let mut a = [true; 5];
        scatter(&mut arg(&mut a), 0, &[0, 1, 2, 128, 255]);
        assert_eq!(a, [false, true, true, true, true]);
    }
}
