//! What kernels use of generic code, compiled once for all batches.
//!
//! In: nothing. Out: instances of ndarray's and the standard library's functions for every type of
//! elements, every number of axes and every type of a loop's variable. Always true: rustc links
//! to an instance of a crate that it depends on rather than making another one, as long as
//! neither is optimised; so this costs a batch's time, and its absence changes nothing else.
//! Deliberately absent: running any of it.

use metate::prelude::*;
use ndarray::{ArrayView, ArrayViewMut, Dimension, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, NdIndex};

use super::data::{Data, Take, Typed};

/// Uses everything, so that it is compiled.
#[inline(never)]
pub fn all(data: &mut [Data]) {
    macro_rules! elements {
        ($($ty:ident)*) => { $(element::<$ty>(data, $ty::default());)* };
    }
    elements! { bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }
    macro_rules! ranges {
        ($($ty:ident)*) => { $(range!($ty, data);)* };
    }
    ranges! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }
}

fn element<T: Typed + Default>(data: &mut [Data], value: T) {
    let [a, b] = data else { return };
    let (x, y): (&[T], &mut [T]) = (Take::take(a), Take::take(b));
    y.fill(x[0]);
    axes::<T, Ix0, ()>(data, (), value);
    axes::<T, Ix1, usize>(data, 0, value);
    axes::<T, Ix2, [usize; 2]>(data, [0; 2], value);
    axes::<T, Ix3, [usize; 3]>(data, [0; 3], value);
    axes::<T, Ix4, [usize; 4]>(data, [0; 4], value);
    axes::<T, Ix5, [usize; 5]>(data, [0; 5], value);
    axes::<T, Ix6, [usize; 6]>(data, [0; 6], value);
    let [a, b] = data else { return };
    let (x, y): (ArrayView2<T>, ArrayViewMut2<T>) = (Take::take(a), Take::take(b));
    let mut extents = [x.nrows(), x.ncols(), y.nrows(), y.ncols()];
    let x: &Array2<T> = Take::take(a);
    extents[0] += x.nrows() + x.ncols();
    assert!(extents[0] > 0);
}

fn axes<T: Typed, D: Dimension + 'static, I: NdIndex<D> + Copy>(data: &mut [Data], at: I, value: T) {
    let [a, b] = data else { return };
    let (x, mut y): (ArrayView<T, D>, ArrayViewMut<T, D>) = (Take::take(a), Take::take(b));
    y[at] = x[at];
    y[at] = y[at];
    y.fill(value);
    let mut sum = x.len() + x.len_of(Axis(0)) + x.shape()[0] + x.view().len();
    sum += y.len() + y.len_of(Axis(0)) + y.shape()[0] + y.view().len() + y.view_mut().len();
    let x: &ndarray::Array<T, D> = Take::take(a);
    sum += x.len() + x.len_of(Axis(0)) + x.shape()[0] + x.view().len();
    assert!(sum > 0 && x[at] == value);
}

macro_rules! range {
    ($ty:ident, $data:ident) => {
        let most = $data.len() as $ty;
        let mut sum = 0;
        for i in 0..most {
            sum += i;
        }
        for i in 0..=most {
            sum += i;
        }
        for i in (0..most).rev() {
            sum += i;
        }
        for i in (0..=most).rev() {
            sum += i;
        }
        for i in (0..most).step_by(2) {
            sum += i;
        }
        for i in (0..=most).step_by(2) {
            sum += i;
        }
        for i in (0..most).rev().step_by(2) {
            sum += i;
        }
        for i in (0..=most).rev().step_by(2) {
            sum += i;
        }
        for i in prange(0..most) {
            sum += i;
        }
        for i in prange(0..=most) {
            sum += i;
        }
        assert!(sum > 0);
    };
}
use range;
