//! Arguments of a kernel: scalars and borrowed arrays, whatever they are called in Rust.
//!
//! In: scalars, slices, `Vec`s, ndarray arrays and views of any strides, arrays on a device. Out:
//! [`Arg`], in which only element type, extents and strides are left of them. Always true: an `Arg<'a>` borrows
//! its array for `'a`, exclusively if it is mutable, so the elements that its extents and
//! strides describe may be read (and written) as long as it lives. Deliberately absent: access
//! to elements, which is the `runtime`'s.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use metate_lang::ty::{Layout, MAX_RANK, ParamTy, Scalar};
use metate_lang::value::{Element, Value};
use ndarray::{ArrayBase, ArrayView, ArrayViewMut, Data, DataMut, Dimension, RawData};

/// One argument of a dynamic call; [`args!`](crate::args!) makes them.
#[derive(Debug)]
pub enum Arg<'a> {
    /// A scalar.
    Scalar(Value),
    /// An array.
    Array(ArrayArg<'a>),
}

/// Where the elements of an array are.
#[derive(Clone, Copy)]
enum Memory<'a> {
    /// At this address, that of the element whose indices are all 0.
    Host(*mut u8),
    /// On a device, whose runtime knows what this is.
    #[cfg_attr(not(feature = "gpu"), allow(dead_code))]
    Device(&'a (dyn Any + Send + Sync)),
}

/// A borrowed array of any element type, rank and strides.
pub struct ArrayArg<'a> {
    memory: Memory<'a>,
    elem: Scalar,
    rank: usize,
    extents: [usize; MAX_RANK],
    strides: [isize; MAX_RANK],
    mutable: bool,
    borrow: PhantomData<&'a mut [u8]>,
}

impl<'a> ArrayArg<'a> {
    fn new<T: Element>(
        data: *mut T,
        extents: &[usize],
        strides: &[isize],
        mutable: bool,
    ) -> ArrayArg<'a> {
        ArrayArg::of(Memory::Host(data.cast()), T::SCALAR, extents, strides, mutable)
    }

    /// An array on a device, mutable only if its owner is borrowed mutably.
    #[cfg(feature = "gpu")]
    pub(crate) fn on_device(
        memory: &'a (dyn Any + Send + Sync),
        elem: Scalar,
        extents: &[usize],
        strides: &[isize],
        mutable: bool,
    ) -> ArrayArg<'a> {
        ArrayArg::of(Memory::Device(memory), elem, extents, strides, mutable)
    }

    /// Of more than [`MAX_RANK`] axes only the number is kept: no kernel accepts such an array.
    fn of(
        memory: Memory<'a>,
        elem: Scalar,
        extents: &[usize],
        strides: &[isize],
        mutable: bool,
    ) -> ArrayArg<'a> {
        let mut array = ArrayArg {
            memory,
            elem,
            rank: extents.len(),
            extents: [0; MAX_RANK],
            strides: [0; MAX_RANK],
            mutable,
            borrow: PhantomData,
        };
        for (axis, (&extent, &stride)) in extents.iter().zip(strides).take(MAX_RANK).enumerate() {
            array.extents[axis] = extent;
            array.strides[axis] = stride;
        }
        array
    }

    /// Address of the element whose indices are all 0; none if the array is on a device.
    pub(crate) fn data(&self) -> Option<*mut u8> {
        match self.memory {
            Memory::Host(data) => Some(data),
            Memory::Device(_) => None,
        }
    }

    /// What holds the elements of an array on a device.
    #[cfg(feature = "gpu")]
    pub(crate) fn device_memory(&self) -> Option<&'a (dyn Any + Send + Sync)> {
        match self.memory {
            Memory::Host(_) => None,
            Memory::Device(memory) => Some(memory),
        }
    }

    /// Whether its elements are on a device, as those of a `GpuArray` are. Only
    /// the engine of that device takes it.
    pub fn is_on_device(&self) -> bool {
        matches!(self.memory, Memory::Device(_))
    }

    /// Type of the elements.
    pub fn elem(&self) -> Scalar {
        self.elem
    }

    /// Number of axes.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// Extents of the axes (the first [`MAX_RANK`] of them).
    pub fn extents(&self) -> &[usize] {
        &self.extents[..self.rank.min(MAX_RANK)]
    }

    /// Number of elements: the product of the extents.
    pub fn len(&self) -> usize {
        self.extents().iter().copied().fold(1, usize::saturating_mul)
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Strides of the axes in elements (the first [`MAX_RANK`] of them).
    pub fn strides(&self) -> &[isize] {
        &self.strides[..self.rank.min(MAX_RANK)]
    }

    /// Whether the kernel may write to it.
    pub fn is_mutable(&self) -> bool {
        self.mutable
    }

    /// The most specific layout class of the array.
    pub fn layout(&self) -> Layout {
        Layout::of(self.extents(), self.strides())
    }
}

impl fmt::Debug for ArrayArg<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let borrow = if self.mutable { "&mut " } else { "&" };
        write!(f, "{borrow}[{}; {:?} by {:?}]", self.elem, self.extents(), self.strides())?;
        f.write_str(if self.is_on_device() { " on a device" } else { "" })
    }
}

impl Arg<'_> {
    /// The same argument, borrowed for a shorter time.
    pub(crate) fn reborrow(&mut self) -> Arg<'_> {
        match self {
            Arg::Scalar(value) => Arg::Scalar(*value),
            Arg::Array(array) => Arg::Array(ArrayArg { borrow: PhantomData, ..*array }),
        }
    }

    /// A scalar of any type, for code that is generic over it.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use metate::{Arg, Error, Output};
    ///
    /// fn double<T: Number + Output>(x: T) -> Result<T, Error> {
    ///     let kernel = Kernel::parse("fn double<T: Number>(x: T) -> T { x + x }")?;
    ///     kernel.on(Target::Jit).call(args![Arg::scalar(x)])
    /// }
    /// assert_eq!((double(2_u8)?, double(0.25)?), (4, 0.5));
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn scalar<T: Element>(value: T) -> Self {
        Arg::Scalar(value.to_value())
    }

    /// The argument's type as a compiled kernel sees it.
    pub fn ty(&self) -> ParamTy {
        match self {
            Arg::Scalar(value) => ParamTy::Scalar(value.scalar()),
            Arg::Array(array) => ParamTy::Array {
                elem: array.elem,
                rank: array.rank.try_into().unwrap_or(u8::MAX),
                layout: array.layout(),
                mutable: array.mutable,
            },
        }
    }
}

impl<'a, T: Element> From<&'a [T]> for Arg<'a> {
    fn from(slice: &'a [T]) -> Arg<'a> {
        Arg::Array(ArrayArg::new(slice.as_ptr().cast_mut(), &[slice.len()], &[1], false))
    }
}

impl<'a, T: Element> From<&'a mut [T]> for Arg<'a> {
    fn from(slice: &'a mut [T]) -> Arg<'a> {
        Arg::Array(ArrayArg::new(slice.as_mut_ptr(), &[slice.len()], &[1], true))
    }
}

impl<'a, T: Element> From<&'a Vec<T>> for Arg<'a> {
    fn from(vec: &'a Vec<T>) -> Arg<'a> {
        Arg::from(vec.as_slice())
    }
}

impl<'a, T: Element> From<&'a mut Vec<T>> for Arg<'a> {
    fn from(vec: &'a mut Vec<T>) -> Arg<'a> {
        Arg::from(vec.as_mut_slice())
    }
}

impl<'a, T: Element, const N: usize> From<&'a [T; N]> for Arg<'a> {
    fn from(array: &'a [T; N]) -> Arg<'a> {
        Arg::from(array.as_slice())
    }
}

impl<'a, T: Element, const N: usize> From<&'a mut [T; N]> for Arg<'a> {
    fn from(array: &'a mut [T; N]) -> Arg<'a> {
        Arg::from(array.as_mut_slice())
    }
}

impl<'a, T, S, D> From<&'a ArrayBase<S, D>> for Arg<'a>
where
    T: Element,
    S: Data + RawData<Elem = T>,
    D: Dimension,
{
    fn from(array: &'a ArrayBase<S, D>) -> Arg<'a> {
        let data = array.as_ptr().cast_mut();
        Arg::Array(ArrayArg::new(data, array.shape(), array.strides(), false))
    }
}

impl<'a, T, S, D> From<&'a mut ArrayBase<S, D>> for Arg<'a>
where
    T: Element,
    S: DataMut + RawData<Elem = T>,
    D: Dimension,
{
    fn from(array: &'a mut ArrayBase<S, D>) -> Arg<'a> {
        let data = array.as_mut_ptr();
        Arg::Array(ArrayArg::new(data, array.shape(), array.strides(), true))
    }
}

impl<'a, T: Element, D: Dimension> From<ArrayView<'a, T, D>> for Arg<'a> {
    fn from(view: ArrayView<'a, T, D>) -> Arg<'a> {
        let data = view.as_ptr().cast_mut();
        Arg::Array(ArrayArg::new(data, view.shape(), view.strides(), false))
    }
}

impl<'a, T: Element, D: Dimension> From<ArrayViewMut<'a, T, D>> for Arg<'a> {
    fn from(mut view: ArrayViewMut<'a, T, D>) -> Arg<'a> {
        let data = view.as_mut_ptr();
        Arg::Array(ArrayArg::new(data, view.shape(), view.strides(), true))
    }
}

macro_rules! scalars {
    ($($rust:ident)*) => {$(
        impl From<$rust> for Arg<'_> {
            fn from(value: $rust) -> Self {
                Arg::Scalar(value.to_value())
            }
        }

        impl From<&$rust> for Arg<'_> {
            fn from(value: &$rust) -> Self {
                Arg::Scalar(value.to_value())
            }
        }
    )*};
}

impl From<Value> for Arg<'_> {
    fn from(value: Value) -> Self {
        Arg::Scalar(value)
    }
}

impl<'a, T: Element> From<&'a Box<[T]>> for Arg<'a> {
    fn from(slice: &'a Box<[T]>) -> Arg<'a> {
        Arg::from(&**slice)
    }
}

impl<'a, T: Element> From<&'a mut Box<[T]>> for Arg<'a> {
    fn from(slice: &'a mut Box<[T]>) -> Arg<'a> {
        Arg::from(&mut **slice)
    }
}

impl<'a, T: Element> From<&'a Arc<[T]>> for Arg<'a> {
    fn from(slice: &'a Arc<[T]>) -> Arg<'a> {
        Arg::from(&**slice)
    }
}

scalars! { bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }

/// The arguments of a dynamic call: `args![&a, &mut b, 3.0]`.
///
/// Each is a scalar or a reference to one, or a borrowed array, mutably where the kernel writes to
/// it: a slice, `Vec`, `Box<[T]>`, `[T; N]`, or an array or view of ndarray with any strides (owned,
/// shared or copy-on-write; of a number of axes known to the compiler or not). A view may be passed
/// by value as well. Gives an array of [`Arg`](crate::Arg)s.
///
/// ```
/// use metate::prelude::*;
///
/// let kernel = Kernel::parse("fn twice(x: &mut [f64]) { for i in 0..x.len() { x[i] *= 2.0; } }")?;
/// let mut x = vec![1.0, 2.0];
/// kernel.on(Target::Jit).call::<()>(args![&mut x])?;
/// assert_eq!(x, [2.0, 4.0]);
/// # Ok::<(), metate::Error>(())
/// ```
#[macro_export]
macro_rules! args {
    ($($arg:expr),* $(,)?) => { [$($crate::Arg::from($arg)),*] };
}
