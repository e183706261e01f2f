//! A kernel on an engine: how it is called and bound.
//!
//! In: a kernel, an engine, options (`options`). Out: results. Always true: a handle owns nothing
//! but its options, and makes nothing until it is asked. Deliberately absent: how programs are made
//! and kept (`programs`), and looking inside (`inspect`).

use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use metate_lang::value::Value;

use super::fit::shape_ty;
use super::programs::{Calling, Way};
use super::{Bound, Inner, Kernel, Target};
use crate::args::Arg;
use crate::counters::Counters;
use crate::error::Error;
use crate::interrupt::Interrupts;
use crate::limits::Limits;
use crate::runtime::bound::{KernelFn, Output};
use crate::runtime::call::ResultWords;
use crate::runtime::threads::Crew;

/// A kernel on an engine, with options for its calls.
#[derive(Clone, Debug)]
#[must_use = "a handle does nothing until it is called or bound"]
pub struct On<'k> {
    pub(super) kernel: &'k Kernel,
    pub(super) way: Way,
    /// Whether the interpreter answers while there is no machine code.
    pub(super) tiered: bool,
    pub(super) interrupts: Interrupts,
    /// How many threads work for a call; all cores if it does not say.
    pub(super) threads: Option<usize>,
    /// Whether loops run from their last chunk to the first: for tests.
    pub(super) is_backwards: bool,
    pub(super) counters: Option<Counters>,
    pub(super) limits: Limits,
}

impl<'k> On<'k> {
    /// The kernel.
    pub fn kernel(&self) -> &'k Kernel {
        self.kernel
    }
}

impl On<'_> {
    /// Calls the kernel with arguments of any types, which are compared with its parameters.
    ///
    /// The first call for a signature (element types, ranks and layout classes; never sizes)
    /// compiles; later ones find the program.
    ///
    /// # Errors
    /// The argument that does not fit; a trap, with its place in the source; an interrupt; or the
    /// compiler's.
    pub fn call<'a, R: Output>(&self, mut args: impl AsMut<[Arg<'a>]>) -> Result<R, Error> {
        self.call_with(self.crew()?.as_ref(), args.as_mut())
    }

    /// The same for a kernel whose result type is known only when its text is: no value for `()`,
    /// one for a scalar, one per part of a tuple.
    ///
    /// ```
    /// use metate::Value;
    /// use metate::prelude::*;
    ///
    /// let kernel = Kernel::parse("fn both(n: i32) -> (f64, bool) { (n as f64 / 2.0, n % 2 == 0) }")?;
    /// let values = kernel.on(Target::Jit).call_values(args![3])?;
    /// assert_eq!(values, [Value::F64(1.5), Value::Bool(false)]);
    /// # Ok::<(), metate::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`call`](On::call).
    pub fn call_values<'a>(&self, mut args: impl AsMut<[Arg<'a>]>) -> Result<Vec<Value>, Error> {
        let args = args.as_mut();
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        let inner = &kernel.inner;
        let words = self.run(inner, self.crew()?.as_ref(), args)?;
        let types = inner.result.scalars().iter();
        Ok(types.zip(words).map(|(&ty, word)| Value::from_bits(ty, word)).collect())
    }

    /// The words of the results.
    pub(super) fn run(
        &self,
        inner: &Arc<Inner>,
        crew: Option<&Crew>,
        args: &mut [Arg<'_>],
    ) -> Result<ResultWords, Error> {
        self.expect_countable(inner)?;
        let program = inner.program_for(self.way, self.tiered, &self.limits, args)?;
        let calling = Calling { interrupts: &self.interrupts, crew };
        inner.run_counted(&program, args, calling, self.counters.as_ref())
    }

    /// Binds the kernel to a function type, so that calls need no more checks of types.
    ///
    /// `F` is a function pointer type whose lifetimes are all `'static`, such as
    /// `fn(ArrayView2<'static, f64>, &'static mut [f64]) -> f64`; calls take any lifetimes.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use ndarray::array;
    ///
    /// let kernel = Kernel::parse("fn corner(a: ArrayView2<f64>) -> f64 { a[[0, 0]] }")?;
    /// let corner = kernel.on(Target::Jit).bind::<fn(ArrayView2<'static, f64>) -> f64>()?;
    /// let a = array![[7.0, 1.0]];
    /// assert_eq!(corner.call((a.view(),))?, 7.0);
    /// # Ok::<(), metate::Error>(())
    /// ```
    ///
    /// On [`Target::Gpu`] a parameter may also be a `&'static GpuArray<f32>`, or a mutable one, which takes
    /// arrays of any rank: whether it fits is told by the call.
    ///
    /// Options hold for every call of the binding: each has its own fuel and its own deadline.
    ///
    /// # Errors
    /// The parameter or result that differs.
    pub fn bind<F: KernelFn>(&self) -> Result<Bound<F>, Error> {
        let shapes = F::params();
        let kernel = self.kernel.made_for(shapes.iter().map(shape_ty))?.into_owned();
        kernel.inner.expect_result::<F::Output>()?;
        kernel.inner.expect_params::<F>(self.way.target)?;
        self.expect_countable(&kernel.inner)?;
        Ok(Bound {
            kernel,
            crew: self.crew()?,
            way: self.way,
            tiered: self.tiered,
            interrupts: self.interrupts.clone(),
            counters: self.counters.clone(),
            limits: self.limits.clone(),
            entrance: OnceLock::new(),
            function: PhantomData,
        })
    }

    /// The engine that would answer a call with these arguments by now: that of the handle, or, with
    /// [`tiered`](On::tiered), the interpreter while there is no machine code for them yet.
    ///
    /// Nothing is called or compiled.
    ///
    /// # Errors
    /// The argument that does not fit; or the compiler's, where the next call would tell it.
    pub fn engine_for<'a>(&self, mut args: impl AsMut<[Arg<'a>]>) -> Result<Target, Error> {
        let args = args.as_mut();
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        kernel.inner.engine_by_now(self.way, self.tiered, &self.limits, args)
    }
}
