//! Typed calls: Rust's function pointer types as signatures, arguments packed without a detour.
//!
//! In: a type such as `fn(ArrayView2<'static, f64>) -> f64`. Out: [`Entrance`], a call at about
//! the cost of one through a function pointer. Always true: an entrance holds code whose
//! signature was compared with the function type, and packs the arguments' own layout classes
//! into a key that must be the code's. Deliberately absent: finding code for other layouts.

use std::marker::PhantomData;
use std::ptr;
use std::sync::Arc;

use metate_lang::ty::{Container, Layout, ParamTy, Scalar, Signature, TupleTy, Ty};
use metate_lang::value::{Element, Value};
use ndarray::{Array, ArrayView, ArrayViewMut, Dim, Dimension, Ix};

use super::call::{Stop, Words, enter};
use super::code::{Code, Context};
#[cfg(feature = "gpu")]
use super::gpu::GpuArray;
use super::threads::Crew;
use crate::args::Arg;

mod sealed {
    pub trait Sealed {}
}
use sealed::Sealed;

/// A parameter type of a bound kernel, in its `'static` form.
pub trait Param: Sealed {
    /// The type with a lifetime of the caller's choice.
    type Of<'a>;
    /// How the text spells a parameter that takes it; `None` for a scalar.
    const CONTAINER: Option<Container>;
    /// The scalar, or the type of the elements.
    const SCALAR: Scalar;
    /// Number of axes; 0 for a scalar, none if only the argument knows.
    const RANK: Option<u8>;
    /// Whether it stays in memory of a device.
    #[doc(hidden)]
    const ON_DEVICE: bool = false;

    /// Packs the argument and tells its layout class (`Contiguous` for a scalar).
    #[doc(hidden)]
    fn pack(of: &mut Self::Of<'_>, words: &mut PackedWords) -> Layout;

    /// How many elements it has; none if it is a scalar.
    #[doc(hidden)]
    fn elements(of: &Self::Of<'_>) -> usize;

    /// The same argument for a dynamic call.
    #[doc(hidden)]
    fn into_arg<'a>(of: Self::Of<'a>) -> Arg<'a>;
}

/// Argument words; opaque outside of the runtime.
#[doc(hidden)]
pub struct PackedWords(Words);

/// A result type of a bound or dynamic kernel call: `()`, a scalar, or a tuple of 1 to 8 scalars.
pub trait Output: Sealed + Sized {
    /// The type as kernels have it.
    #[doc(hidden)]
    fn ty() -> Ty;

    /// Calls code that has results of this type.
    ///
    /// # Safety
    /// As for `enter`; the code's results are of this type, and it does not poll.
    #[doc(hidden)]
    unsafe fn enter(code: &Code, words: &PackedWords, context: Context) -> Result<Self, Stop>;

    /// The result whose scalars are in these words, one each.
    #[doc(hidden)]
    fn from_words(words: &[u64]) -> Self;
}

impl Sealed for () {}

impl Output for () {
    fn ty() -> Ty {
        Ty::Unit
    }

    #[inline]
    unsafe fn enter(code: &Code, words: &PackedWords, context: Context) -> Result<(), Stop> {
        // SAFETY: the caller vouches for all.
        unsafe { enter::<0>(code, &words.0, context) }.map(drop)
    }

    #[inline]
    fn from_words(_: &[u64]) {}
}

/// The scalar in a word.
#[inline]
fn from_word<T: Element>(word: u64) -> T {
    T::from_value(Value::from_bits(T::SCALAR, word)).expect("made of this type")
}

macro_rules! tuples {
    ($($count:literal: $($part:ident $number:tt),*;)*) => {$(
        impl<$($part: Element),*> Sealed for ($($part,)*) {}

        impl<$($part: Element),*> Output for ($($part,)*) {
            fn ty() -> Ty {
                Ty::Tuple(TupleTy::new(&[$($part::SCALAR),*]).expect("1 to 8 parts"))
            }

            #[inline]
            unsafe fn enter(code: &Code, words: &PackedWords, context: Context) -> Result<Self, Stop> {
                // SAFETY: the caller vouches for all.
                let results = unsafe { enter::<$count>(code, &words.0, context) }?;
                Ok(Self::from_words(&results))
            }

            #[inline]
            fn from_words(words: &[u64]) -> Self {
                ($(from_word::<$part>(words[$number]),)*)
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}

macro_rules! scalars {
    ($($rust:ident)*) => {$(
        impl Sealed for $rust {}

        impl Param for $rust {
            type Of<'a> = $rust;
            const CONTAINER: Option<Container> = None;
            const SCALAR: Scalar = <$rust as Element>::SCALAR;
            const RANK: Option<u8> = Some(0);

            #[inline]
            fn pack(of: &mut $rust, words: &mut PackedWords) -> Layout {
                words.0.push(of.to_value().bits());
                Layout::Contiguous
            }

            #[inline]
            fn elements(_: &$rust) -> usize {
                0
            }

            fn into_arg<'a>(of: $rust) -> Arg<'a> {
                Arg::from(of)
            }
        }

        impl Output for $rust {
            fn ty() -> Ty {
                Ty::Scalar(<$rust as Element>::SCALAR)
            }

            #[inline]
            unsafe fn enter(code: &Code, words: &PackedWords, context: Context) -> Result<$rust, Stop> {
                // SAFETY: the caller vouches for all.
                let [word] = unsafe { enter::<1>(code, &words.0, context) }?;
                Ok(from_word(word))
            }

            #[inline]
            fn from_words(words: &[u64]) -> $rust {
                from_word(words[0])
            }
        }
    )*};
}

scalars! { bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 }

impl<T: Element> Sealed for &'static [T] {}
impl<T: Element> Sealed for &'static mut [T] {}
impl<T: Element, const N: usize> Sealed for ArrayView<'static, T, Dim<[Ix; N]>> {}
impl<T: Element, const N: usize> Sealed for ArrayViewMut<'static, T, Dim<[Ix; N]>> {}
impl<T: Element, const N: usize> Sealed for &'static Array<T, Dim<[Ix; N]>> {}
impl<T: Element, const N: usize> Sealed for &'static mut Array<T, Dim<[Ix; N]>> {}

impl<T: Element> Param for &'static [T] {
    type Of<'a> = &'a [T];
    const CONTAINER: Option<Container> = Some(Container::Slice);
    const SCALAR: Scalar = T::SCALAR;
    const RANK: Option<u8> = Some(1);

    #[inline]
    fn pack(of: &mut &[T], words: &mut PackedWords) -> Layout {
        words.0.push_array(of.as_ptr() as *mut u8, &[of.len()], &[1], T::SCALAR);
        Layout::Contiguous
    }

    #[inline]
    fn elements(of: &Self::Of<'_>) -> usize {
        of.len()
    }

    fn into_arg<'a>(of: Self::Of<'a>) -> Arg<'a> {
        Arg::from(of)
    }
}

impl<T: Element> Param for &'static mut [T] {
    type Of<'a> = &'a mut [T];
    const CONTAINER: Option<Container> = Some(Container::SliceMut);
    const SCALAR: Scalar = T::SCALAR;
    const RANK: Option<u8> = Some(1);

    #[inline]
    fn pack(of: &mut &mut [T], words: &mut PackedWords) -> Layout {
        words.0.push_array(of.as_mut_ptr().cast(), &[of.len()], &[1], T::SCALAR);
        Layout::Contiguous
    }

    #[inline]
    fn elements(of: &Self::Of<'_>) -> usize {
        of.len()
    }

    fn into_arg<'a>(of: Self::Of<'a>) -> Arg<'a> {
        Arg::from(of)
    }
}

macro_rules! arrays {
    ($($type:ty, $of:ty, $container:ident, $pointer:ident;)*) => {$(
        impl<T: Element, const N: usize> Param for $type
        where
            Dim<[Ix; N]>: Dimension,
        {
            type Of<'a> = $of;
            const CONTAINER: Option<Container> = Some(Container::$container);
            const SCALAR: Scalar = T::SCALAR;
            const RANK: Option<u8> = Some(N as u8);

            #[inline]
            fn pack(of: &mut Self::Of<'_>, words: &mut PackedWords) -> Layout {
                let data = of.$pointer() as *mut u8;
                words.0.push_array(data, of.shape(), of.strides(), T::SCALAR);
                Layout::of(of.shape(), of.strides())
            }

            #[inline]
            fn elements(of: &Self::Of<'_>) -> usize {
                of.len()
            }

            fn into_arg<'a>(of: Self::Of<'a>) -> Arg<'a> {
                Arg::from(of)
            }
        }
    )*};
}

arrays! {
    ArrayView<'static, T, Dim<[Ix; N]>>, ArrayView<'a, T, Dim<[Ix; N]>>, View, as_ptr;
    ArrayViewMut<'static, T, Dim<[Ix; N]>>, ArrayViewMut<'a, T, Dim<[Ix; N]>>, ViewMut, as_mut_ptr;
    &'static Array<T, Dim<[Ix; N]>>, &'a Array<T, Dim<[Ix; N]>>, Array, as_ptr;
    &'static mut Array<T, Dim<[Ix; N]>>, &'a mut Array<T, Dim<[Ix; N]>>, ArrayMut, as_mut_ptr;
}

#[cfg(feature = "gpu")]
impl<T: Element> Sealed for &'static GpuArray<T> {}
#[cfg(feature = "gpu")]
impl<T: Element> Sealed for &'static mut GpuArray<T> {}

#[cfg(feature = "gpu")]
macro_rules! on_device {
    ($($type:ty, $of:ty, $container:ident;)*) => {$(
        impl<T: Element> Param for $type {
            type Of<'a> = $of;
            const CONTAINER: Option<Container> = Some(Container::$container);
            const SCALAR: Scalar = T::SCALAR;
            const RANK: Option<u8> = None;
            const ON_DEVICE: bool = true;

            fn pack(_: &mut Self::Of<'_>, _: &mut PackedWords) -> Layout {
                // Machine code has no entrance for a type with such a parameter.
                unreachable!("metate bug: an array on a device is packed")
            }

            fn elements(of: &Self::Of<'_>) -> usize {
                of.len()
            }

            fn into_arg<'a>(of: Self::Of<'a>) -> Arg<'a> {
                Arg::from(of)
            }
        }
    )*};
}

#[cfg(feature = "gpu")]
on_device! {
    &'static GpuArray<T>, &'a GpuArray<T>, View;
    &'static mut GpuArray<T>, &'a mut GpuArray<T>, ViewMut;
}

/// The type of one parameter of a function type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParamShape {
    /// How an array is spelled; `None` for a scalar.
    pub container: Option<Container>,
    /// The scalar, or the type of the elements.
    pub scalar: Scalar,
    /// Number of axes; 0 for a scalar, none if only the argument knows.
    pub rank: Option<u8>,
    /// Whether it stays in memory of a device.
    pub on_device: bool,
}

/// A function type that a kernel can be bound to: `fn(A, B, ..) -> R`, each parameter in its
/// `'static` form, up to 12 of them.
pub trait KernelFn: Sealed {
    /// The arguments of a call as a tuple.
    type Args<'a>;
    /// The result.
    type Output: Output;

    /// The parameters' types.
    #[doc(hidden)]
    fn params() -> Vec<ParamShape>;

    /// Packs the arguments; the key has two bits per parameter, its layout class.
    #[doc(hidden)]
    fn pack(args: &mut Self::Args<'_>, words: &mut PackedWords) -> LayoutKey;

    /// The elements of the array that has most.
    #[doc(hidden)]
    fn most_elements(args: &Self::Args<'_>) -> usize;

    /// The same arguments for a dynamic call.
    #[doc(hidden)]
    fn into_args<'a>(args: Self::Args<'a>) -> Vec<Arg<'a>>;
}

/// The layout classes of all arguments, two bits each.
#[doc(hidden)]
pub type LayoutKey = u32;

macro_rules! functions {
    ($($($param:ident $number:tt),*;)*) => {$(
        impl<$($param: Param,)* R: Output> Sealed for fn($($param),*) -> R {}

        impl<$($param: Param,)* R: Output> KernelFn for fn($($param),*) -> R {
            type Args<'a> = ($($param::Of<'a>,)*);
            type Output = R;

            fn params() -> Vec<ParamShape> {
                vec![$(ParamShape {
                    container: $param::CONTAINER,
                    scalar: <$param as Param>::SCALAR,
                    rank: $param::RANK,
                    on_device: $param::ON_DEVICE,
                }),*]
            }

            #[inline]
            #[allow(unused_variables, unused_mut)]
            fn pack(args: &mut Self::Args<'_>, words: &mut PackedWords) -> LayoutKey {
                let mut key = 0;
                $(key |= ($param::pack(&mut args.$number, words) as LayoutKey) << (2 * $number);)*
                key
            }

            #[inline]
            #[allow(unused_variables)]
            fn most_elements(args: &Self::Args<'_>) -> usize {
                let most = 0;
                $(let most = most.max($param::elements(&args.$number));)*
                most
            }

            #[allow(unused_variables)]
            fn into_args<'a>(args: Self::Args<'a>) -> Vec<Arg<'a>> {
                vec![$($param::into_arg(args.$number)),*]
            }
        }
    )*};
}

functions! {
    ;
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}

/// Code that arguments of type `F` and of certain layout classes may enter.
pub struct Entrance<F, P> {
    program: Arc<P>,
    key: LayoutKey,
    /// Who works for its calls, if not the caller alone.
    crew: Option<Crew>,
    function: PhantomData<F>,
}

/// Why an entrance did not give a result.
pub enum Refused<'a, F: KernelFn> {
    /// An array is of another layout class; nothing was called.
    Layout(F::Args<'a>),
    /// A check failed.
    Stop(Stop),
}

/// A program that has machine code.
pub trait HasCode {
    /// The code.
    fn code(&self) -> Option<&Code>;
}

impl<F: KernelFn, P: HasCode> Entrance<F, P> {
    /// An entrance to the program's code, if it has code that was made for `F` and nobody watches
    /// its calls.
    pub fn new(program: Arc<P>, crew: Option<Crew>) -> Option<Entrance<F, P>> {
        let code = program.code()?;
        let key = layout_key::<F>(code.signature())?;
        let fits = code.results() == F::Output::ty().scalars() && !code.polls();
        fits.then_some(Entrance { program, key, crew, function: PhantomData })
    }

    /// The program.
    pub fn program(&self) -> &P {
        &self.program
    }

    /// Calls the code.
    ///
    /// # Errors
    /// The arguments, if the code is not for their layout classes; or the check that failed.
    #[inline]
    pub fn call<'a>(&self, mut args: F::Args<'a>) -> Result<F::Output, Refused<'a, F>> {
        let mut words = PackedWords(Words::new());
        if F::pack(&mut args, &mut words) != self.key {
            return Err(Refused::Layout(args));
        }
        let Some(code) = self.program.code() else { return Err(Refused::Layout(args)) };
        let crew = self.crew.as_ref().map_or(ptr::null(), ptr::from_ref);
        let context = Context { crew, ..Context::default() };
        // SAFETY: `new` has compared the code's types with `F`'s and seen that it does not poll, the comparison above its
        // layout classes with the arguments', and `args` keeps the borrows until the return.
        match unsafe { F::Output::enter(code, &words, context) } {
            Ok(output) => Ok(output),
            Err(stop) => Err(Refused::Stop(stop)),
        }
    }
}

/// The key of a signature, if it is one of `F`.
fn layout_key<F: KernelFn>(signature: &Signature) -> Option<LayoutKey> {
    let shapes = F::params();
    if shapes.len() != signature.params.len() {
        return None;
    }
    let mut key = 0;
    for (number, (shape, param)) in shapes.iter().zip(&signature.params).enumerate() {
        let layout = match (shape.container, *param) {
            (None, ParamTy::Scalar(scalar)) if scalar == shape.scalar => Layout::Contiguous,
            (Some(container), ParamTy::Array { elem, rank, layout, mutable })
                if elem == shape.scalar
                    && shape.rank == Some(rank)
                    && !shape.on_device
                    && (!mutable || is_mutable(container)) =>
            {
                layout
            }
            _ => return None,
        };
        key |= (layout as LayoutKey) << (2 * number);
    }
    Some(key)
}

/// Whether a parameter spelled like this may be written to.
pub fn is_mutable(container: Container) -> bool {
    matches!(container, Container::SliceMut | Container::ViewMut | Container::ArrayMut)
}
