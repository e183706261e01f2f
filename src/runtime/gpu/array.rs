//! Arrays that stay on the device from call to call.
//!
//! In: arrays of the host. Out: [`GpuArray`]s, which are arguments as arrays are. Always true:
//! elements are in row-major order without gaps, as many bytes each as on the host. Deliberately
//! absent: views of parts.

use std::fmt;
use std::marker::PhantomData;

use metate_lang::ty::Scalar;
use metate_lang::value::Element;
use ndarray::{ArrayBase, ArrayD, ArrayView, ArrayViewMut, Data, Dimension, IntoDimension, IxDyn};

use super::buffer::Buffer;
use super::device::{Gpu, device};
use super::pack;
use super::recording::Window;
use crate::args::{Arg, ArrayArg};
use crate::error::{Error, GpuError};

/// What an argument on the device stands for.
#[derive(Debug)]
pub struct DeviceArray {
    gpu: Gpu,
    buffer: Buffer,
    elem: Scalar,
    shape: Vec<usize>,
    strides: Vec<isize>,
}

impl DeviceArray {
    /// The array that an argument stands for, if it is on a device.
    pub fn of<'a>(arg: &ArrayArg<'a>) -> Option<&'a DeviceArray> {
        arg.device_memory()?.downcast_ref()
    }

    /// Room for an array, with unspecified elements.
    fn new(elem: Scalar, shape: &[usize]) -> Result<DeviceArray, GpuError> {
        let bytes = (shape.iter().map(|&extent| extent as u64))
            .try_fold(u64::from(elem.bytes()), u64::checked_mul)
            .unwrap_or(u64::MAX);
        let gpu = device()?;
        let buffer = gpu.buffer(bytes)?;
        let mut strides = vec![0; shape.len()];
        let mut stride = 1_isize;
        for (of, &extent) in strides.iter_mut().zip(shape).rev() {
            *of = stride;
            stride = stride.saturating_mul(extent as isize);
        }
        Ok(DeviceArray { gpu, buffer, elem, shape: shape.to_vec(), strides })
    }

    /// Its memory, for work on `gpu`.
    ///
    /// # Errors
    /// [`GpuError::LostArray`] if it is on a device that was lost.
    pub fn buffer_on(&self, gpu: &Gpu) -> Result<&Buffer, GpuError> {
        if self.gpu.is_same(gpu) && !gpu.is_lost() {
            Ok(&self.buffer)
        } else {
            Err(GpuError::LostArray)
        }
    }

    /// Its device.
    fn gpu(&self) -> Result<&Gpu, GpuError> {
        if self.gpu.is_lost() { Err(GpuError::LostArray) } else { Ok(&self.gpu) }
    }

    fn as_arg(&self, mutable: bool) -> Arg<'_> {
        Arg::Array(ArrayArg::on_device(self, self.elem, &self.shape, &self.strides, mutable))
    }

    fn expect_shape(&self, host: &[usize], is_source: bool) -> Result<(), GpuError> {
        let (mut from, mut to) = (self.shape.clone(), host.to_vec());
        if from == to {
            return Ok(());
        }
        if !is_source {
            std::mem::swap(&mut from, &mut to);
        }
        Err(GpuError::Shape { from, to })
    }

    fn upload(&self, from: &ArrayArg<'_>) -> Result<(), GpuError> {
        let mut recording = self.gpu()?.record(&|| false);
        let fill = &mut |at, piece: &mut [u8]| pack::gather(from, at, piece);
        recording.write(&self.buffer, self.buffer.bytes(), fill)?;
        recording.submit()
    }

    fn download(&self, to: &mut ArrayArg<'_>) -> Result<(), GpuError> {
        let mut recording = self.gpu()?.record(&|| false);
        let window = Window::of(&self.buffer);
        recording.read(&[window], &mut |_, at, piece| pack::scatter(to, at, piece))
    }
}

/// An array in memory of the graphics processor: an argument that stays there from call to call.
///
/// [`to_gpu`](ToGpu::to_gpu) makes one of any array of the host, and [`to_host`](GpuArray::to_host)
/// brings it back. In between it is passed to kernels by reference as arrays are: `&x` where the
/// kernel reads, `&mut x` where it writes. Only [`Target`](crate::Target)s that run on the graphics
/// processor take it. Its memory is used again when it is dropped.
///
/// ```no_run
/// use metate::prelude::*;
/// use ndarray::array;
///
/// let x = array![[1.0_f32, 2.0], [3.0, 4.0]].to_gpu()?;
/// assert_eq!((x.shape(), x.strides()), (&[2, 2][..], &[2, 1][..]));
/// assert_eq!(x.to_host()?, array![[1.0, 2.0], [3.0, 4.0]].into_dyn());
/// # Ok::<(), metate::Error>(())
/// ```
pub struct GpuArray<T: Element> {
    memory: DeviceArray,
    element: PhantomData<T>,
}

impl<T: Element> GpuArray<T> {
    /// An array of zeros; of `false`, if its elements are `bool`.
    ///
    /// # Errors
    /// [`ErrorKind::Gpu`](crate::ErrorKind::Gpu): there is no device, or it has no memory for the array.
    pub fn zeros<D: IntoDimension>(shape: D) -> Result<GpuArray<T>, Error> {
        let array = GpuArray::<T>::new(shape.into_dimension().slice())?;
        let mut recording = array.memory.gpu.record(&|| false);
        recording.zero(&array.memory.buffer);
        recording.submit()?;
        Ok(array)
    }

    fn new(shape: &[usize]) -> Result<GpuArray<T>, GpuError> {
        Ok(GpuArray { memory: DeviceArray::new(T::SCALAR, shape)?, element: PhantomData })
    }

    fn of(from: &ArrayArg<'_>, shape: &[usize]) -> Result<GpuArray<T>, Error> {
        let array = GpuArray::new(shape)?;
        array.memory.upload(from)?;
        Ok(array)
    }

    /// The extents of its axes.
    pub fn shape(&self) -> &[usize] {
        &self.memory.shape
    }

    /// Its strides in elements: those of row-major order.
    pub fn strides(&self) -> &[isize] {
        &self.memory.strides
    }

    /// The number of its elements.
    pub fn len(&self) -> usize {
        self.memory.shape.iter().product()
    }

    /// Whether it has no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of its axes.
    pub fn rank(&self) -> usize {
        self.memory.shape.len()
    }

    /// A copy in memory of the host, once all calls with it are done.
    ///
    /// # Errors
    /// [`ErrorKind::Gpu`](crate::ErrorKind::Gpu): its device was lost; or there is no memory for the copy.
    pub fn to_host(&self) -> Result<ArrayD<T>, Error> {
        let (len, bytes) = (self.len(), self.memory.buffer.bytes());
        let mut elements: Vec<T> = Vec::new();
        elements.try_reserve_exact(len).map_err(|_| GpuError::HostMemory { bytes })?;
        let data = elements.as_mut_ptr();
        let mut received = 0;
        let mut recording = self.memory.gpu()?.record(&|| false);
        recording.read(&[Window::of(&self.memory.buffer)], &mut |_, at, piece| {
            // SAFETY: there is room for `bytes` bytes, of which this piece is a part, and nobody has
            // seen them yet.
            unsafe { pack::receive::<T>(data, at, piece) };
            received += piece.len() as u64;
        })?;
        assert_eq!(received, bytes, "metate bug: a part of the array did not come");
        // SAFETY: all elements were received.
        unsafe { elements.set_len(len) };
        let array = ArrayD::from_shape_vec(IxDyn(self.shape()), elements);
        Ok(array.expect("metate bug: a shape of another size"))
    }

    /// Copies its elements to an array of the same shape, of any strides, once all calls with it are
    /// done: into memory that is there already this takes half of the time or less.
    ///
    /// ```no_run
    /// use metate::prelude::*;
    ///
    /// let x = GpuArray::<f32>::zeros((3, 4))?;
    /// let mut host = Array2::ones((3, 4));
    /// x.copy_to(&mut host)?;
    /// assert_eq!(host.sum(), 0.0);
    /// # Ok::<(), metate::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Gpu`](crate::ErrorKind::Gpu): the shapes differ, or its device was lost.
    pub fn copy_to<'h, D: Dimension>(
        &self,
        host: impl Into<ArrayViewMut<'h, T, D>>,
    ) -> Result<(), Error> {
        let mut host = host.into();
        self.memory.expect_shape(host.shape(), true)?;
        if host.ndim() > metate_lang::ty::MAX_RANK {
            let elements = self.to_host()?;
            host.iter_mut().zip(&elements).for_each(|(to, &from)| *to = from);
            return Ok(());
        }
        let Arg::Array(mut host) = Arg::from(host) else { return Ok(()) };
        Ok(self.memory.download(&mut host)?)
    }

    /// Copies the elements of an array of the same shape, of any strides, to this one.
    ///
    /// # Errors
    /// [`ErrorKind::Gpu`](crate::ErrorKind::Gpu): the shapes differ, or its device was lost.
    pub fn copy_from<'h, D: Dimension>(
        &mut self,
        host: impl Into<ArrayView<'h, T, D>>,
    ) -> Result<(), Error> {
        let host = host.into();
        self.memory.expect_shape(host.shape(), false)?;
        Ok(with_few_axes(&host, |arg| self.memory.upload(arg))?)
    }
}

/// An array as an argument, copied if it has more axes than arguments have and gaps.
fn with_few_axes<T: Element, D: Dimension, R>(
    host: &ArrayView<'_, T, D>,
    work: impl FnOnce(&ArrayArg<'_>) -> R,
) -> R {
    let copied;
    let arg = if host.ndim() <= metate_lang::ty::MAX_RANK {
        Arg::from(host)
    } else if let Some(slice) = host.as_slice() {
        Arg::from(slice)
    } else {
        copied = host.iter().copied().collect::<Vec<T>>();
        Arg::from(&copied)
    };
    match &arg {
        Arg::Array(array) => work(array),
        Arg::Scalar(_) => unreachable!("metate bug: an array is no scalar"),
    }
}

impl<T: Element> fmt::Debug for GpuArray<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GpuArray<{}>{:?}", T::SCALAR, self.shape())
    }
}

impl<'a, T: Element> From<&'a GpuArray<T>> for Arg<'a> {
    fn from(array: &'a GpuArray<T>) -> Arg<'a> {
        array.memory.as_arg(false)
    }
}

impl<'a, T: Element> From<&'a mut GpuArray<T>> for Arg<'a> {
    fn from(array: &'a mut GpuArray<T>) -> Arg<'a> {
        array.memory.as_arg(true)
    }
}

/// What can be copied to the graphics processor: slices, vectors, and ndarray's arrays and views of
/// any strides.
pub trait ToGpu {
    /// The type of the elements.
    type Elem: Element;

    /// A copy in memory of the graphics processor.
    ///
    /// # Errors
    /// [`ErrorKind::Gpu`](crate::ErrorKind::Gpu): there is no device, or it has no memory for the array.
    fn to_gpu(&self) -> Result<GpuArray<Self::Elem>, Error>;
}

impl<T: Element> ToGpu for [T] {
    type Elem = T;

    fn to_gpu(&self) -> Result<GpuArray<T>, Error> {
        ArrayView::from(self).to_gpu()
    }
}

impl<T: Element> ToGpu for Vec<T> {
    type Elem = T;

    fn to_gpu(&self) -> Result<GpuArray<T>, Error> {
        self.as_slice().to_gpu()
    }
}

impl<T: Element, const N: usize> ToGpu for [T; N] {
    type Elem = T;

    fn to_gpu(&self) -> Result<GpuArray<T>, Error> {
        self.as_slice().to_gpu()
    }
}

impl<T: Element, S: Data<Elem = T>, D: Dimension> ToGpu for ArrayBase<S, D> {
    type Elem = T;

    fn to_gpu(&self) -> Result<GpuArray<T>, Error> {
        with_few_axes(&self.view(), |arg| GpuArray::of(arg, self.shape()))
    }
}
