//! Arguments of kernels, described before they are made.
//!
//! In: descriptions. Out: [`Arguments`], with arrays of the host or of the device. Always true: an
//! element depends on the place of its argument and its own alone. Deliberately absent: kernels.

use metate::gpu::{GpuArray, ToGpu};
use metate::{Arg, Element, Error, Value};
use ndarray::{ArrayD, IxDyn};

/// The type of a kernel's floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Float {
    F32,
    F64,
}

impl Float {
    /// As in a text.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Float::F32 => "f32",
            Float::F64 => "f64",
        }
    }

    /// Bytes of one.
    pub(crate) fn bytes(self) -> u64 {
        match self {
            Float::F32 => 4,
            Float::F64 => 8,
        }
    }
}

/// What an argument is.
pub(crate) enum Argument {
    Float(f64),
    Count(usize),
    Int(i32),
    Array(Array),
}

/// An array to be made.
pub(crate) struct Array {
    shape: Vec<usize>,
    of: Of,
    low: f64,
    high: f64,
    changes: bool,
}

/// The type of elements.
#[derive(Clone, Copy)]
enum Of {
    Float,
    I32,
    U32,
}

impl Argument {
    /// An array of floats between two numbers, which the kernel reads.
    pub(crate) fn floats(shape: &[usize], low: f64, high: f64) -> Argument {
        Argument::Array(Array { shape: shape.to_vec(), of: Of::Float, low, high, changes: false })
    }

    /// An array of zeros that a kernel counts in.
    pub(crate) fn counts_u32(shape: &[usize]) -> Argument {
        let shape = shape.to_vec();
        Argument::Array(Array { shape, of: Of::U32, low: 0.0, high: 0.0, changes: true })
    }

    /// The same with signs.
    pub(crate) fn counts_i32(shape: &[usize]) -> Argument {
        let shape = shape.to_vec();
        Argument::Array(Array { shape, of: Of::I32, low: 0.0, high: 0.0, changes: true })
    }

    /// The same, which the kernel writes to.
    pub(crate) fn changing(mut self) -> Argument {
        if let Argument::Array(array) = &mut self {
            array.changes = true;
        }
        self
    }

    /// How large it is, if it is an array.
    pub(super) fn bytes(&self, float: Float) -> u64 {
        let Argument::Array(array) = self else { return 0 };
        let elem = match array.of {
            Of::Float => float.bytes(),
            Of::I32 | Of::U32 => 4,
        };
        array.shape.iter().product::<usize>() as u64 * elem
    }
}

/// Arguments of a call.
pub(crate) struct Arguments(Vec<Box<dyn Passed>>);

impl Arguments {
    pub(super) fn on_host(arguments: &[Argument], float: Float) -> Arguments {
        let made = arguments.iter().zip(0..).map(|(argument, number)| match argument {
            Argument::Array(array) => match (array.of, float) {
                (Of::Float, Float::F32) => array.host::<f32>(number),
                (Of::Float, Float::F64) => array.host::<f64>(number),
                (Of::I32, _) => array.host::<i32>(number),
                (Of::U32, _) => array.host::<u32>(number),
            },
            other => Box::new(other.scalar(float)),
        });
        Arguments(made.collect())
    }

    pub(super) fn on_device(arguments: &[Argument], float: Float) -> Result<Arguments, Error> {
        let made = arguments.iter().zip(0..).map(|(argument, number)| match argument {
            Argument::Array(array) => match (array.of, float) {
                (Of::Float, Float::F32) => array.device::<f32>(number),
                (Of::Float, Float::F64) => array.device::<f64>(number),
                (Of::I32, _) => array.device::<i32>(number),
                (Of::U32, _) => array.device::<u32>(number),
            },
            other => Ok(Box::new(other.scalar(float)) as Box<dyn Passed>),
        });
        Ok(Arguments(made.collect::<Result<_, Error>>()?))
    }

    /// As a call takes them.
    pub(crate) fn args(&mut self) -> Vec<Arg<'_>> {
        self.0.iter_mut().map(|passed| passed.arg()).collect()
    }

    /// The elements of all arrays that a kernel writes to.
    pub(crate) fn written(&self) -> Result<Vec<Value>, Error> {
        let mut values = Vec::new();
        self.0.iter().try_for_each(|passed| passed.tell(&mut values))?;
        Ok(values)
    }
}

impl Argument {
    fn scalar(&self, float: Float) -> Value {
        match (self, float) {
            (&Argument::Float(x), Float::F32) => Value::F32(x as f32),
            (&Argument::Float(x), Float::F64) => Value::F64(x),
            (&Argument::Count(n), _) => n.to_value(),
            (&Argument::Int(n), _) => n.to_value(),
            (Argument::Array(_), _) => unreachable!("an array is no scalar"),
        }
    }
}

/// What elements are made of.
trait Made: Element {
    fn made(x: f64) -> Self;
}

macro_rules! made {
    ($($ty:ident)*) => {$(
        impl Made for $ty {
            fn made(x: f64) -> $ty {
                x as $ty
            }
        }
    )*};
}

made! { f32 f64 i32 u32 }

/// A number in [0, 1) that looks random (SplitMix64).
fn random(number: u64) -> f64 {
    let mut x = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

impl Array {
    /// The elements, for the argument of this number.
    fn elements<T: Made>(&self, number: u64) -> ArrayD<T> {
        let mut at = number << 40;
        ArrayD::from_shape_simple_fn(IxDyn(&self.shape), || {
            at += 1;
            T::made(self.low + (self.high - self.low) * random(at))
        })
    }

    fn host<T: Made>(&self, number: u64) -> Box<dyn Passed> {
        Box::new(OnHost { array: self.elements::<T>(number), changes: self.changes })
    }

    fn device<T: Made>(&self, number: u64) -> Result<Box<dyn Passed>, Error> {
        let array: GpuArray<T> = match self.low == self.high {
            true => GpuArray::zeros(&self.shape[..])?,
            false => self.elements::<T>(number).to_gpu()?,
        };
        Ok(Box::new(OnDevice { array, changes: self.changes }))
    }
}

/// Something that can be passed to a kernel.
trait Passed {
    fn arg(&mut self) -> Arg<'_>;

    /// Its elements, if it is written to.
    fn tell(&self, values: &mut Vec<Value>) -> Result<(), Error>;
}

impl Passed for Value {
    fn arg(&mut self) -> Arg<'_> {
        Arg::from(*self)
    }

    fn tell(&self, _: &mut Vec<Value>) -> Result<(), Error> {
        Ok(())
    }
}

struct OnHost<T> {
    array: ArrayD<T>,
    changes: bool,
}

impl<T: Element> Passed for OnHost<T> {
    fn arg(&mut self) -> Arg<'_> {
        if self.changes { Arg::from(&mut self.array) } else { Arg::from(&self.array) }
    }

    fn tell(&self, values: &mut Vec<Value>) -> Result<(), Error> {
        if self.changes {
            values.extend(self.array.iter().map(|element| element.to_value()));
        }
        Ok(())
    }
}

struct OnDevice<T: Element> {
    array: GpuArray<T>,
    changes: bool,
}

impl<T: Element> Passed for OnDevice<T> {
    fn arg(&mut self) -> Arg<'_> {
        if self.changes { Arg::from(&mut self.array) } else { Arg::from(&self.array) }
    }

    fn tell(&self, values: &mut Vec<Value>) -> Result<(), Error> {
        if self.changes {
            values.extend(self.array.to_host()?.iter().map(|element| element.to_value()));
        }
        Ok(())
    }
}
