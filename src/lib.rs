//! JIT-compiled numeric kernels: loops over n-d arrays, written as plain Rust functions, given
//! inline or as text at run time, and compiled while the program runs.
//!
//! ```
//! use metate::prelude::*;
//! use ndarray::array;
//!
//! let text = "
//!     fn go_fast(a: ArrayView2<f64>) -> f64 {
//!         let mut trace = 0.0;
//!         for i in 0..a.nrows() {
//!             trace += a[[i, i]].tanh();
//!         }
//!         trace
//!     }";
//! let kernel = Kernel::parse(text)?;
//! let a = array![[0.0, 1.0], [2.0, 3.0]];
//!
//! // Types are compared at the call; compiled once per signature.
//! let trace: f64 = kernel.on(Target::Jit).call(args![&a])?;
//!
//! // Or once for all, for calls at about the cost of a function pointer.
//! let go_fast = kernel.on(Target::Jit).bind::<fn(ArrayView2<'static, f64>) -> f64>()?;
//! assert_eq!(go_fast.call((a.view(),))?, trace);
//!
//! // The interpreter is the definition: every engine gives its bits.
//! let slow: f64 = kernel.on(Target::Interpreter).call(args![&a])?;
//! assert_eq!(slow, trace);
//! # Ok::<(), metate::Error>(())
//! ```
//!
//! Bad text gives diagnostics with spans, all of them at once; an argument that does not fit
//! gives an error that names it; an index out of bounds or a division by zero stops the kernel
//! with a [`Trap`] that says where. Options on the handle check integers for overflow
//! ([`On::overflow_checks`]) and stop kernels that run too long ([`On::fuel`], [`On::deadline`],
//! [`On::cancel`]). Nothing that is passed in causes undefined behaviour; [`Limits`] keep the text of
//! strangers small, and [`threat_model`] says what else a service needs that runs it.

#![deny(unsafe_code)]

#[cfg(not(all(target_pointer_width = "64", target_endian = "little")))]
compile_error!("metate generates code for 64-bit little-endian hosts only");

mod limits;
mod error;
mod args;
mod interrupt;
mod counters;
mod background;
mod store;
#[allow(unsafe_code)]
mod runtime;
mod pass;
mod plan;
mod backend;
mod kernel;

pub use args::{Arg, ArrayArg};
pub use counters::{Counters, KernelCount, LineCount, LoopCount};
pub use error::{Error, ErrorKind, Interrupt, InterruptKind, Location, Trap, TrapKind};
pub use explain::Report;
pub use interrupt::{CancelToken, Progress};
pub use kernel::{
    Bound, Cache, CacheBuilder, CacheStatistics, Kernel, Kernels, On, Parameter, Signature, Stage,
    Target,
};
pub use limits::{Exceeded, Limits};
pub use metate_lang::error::{Code, Diagnostic, Diagnostics, Span};
pub use metate_lang::generic;
pub use metate_lang::ty::{Layout, Scalar, Ty};
pub use metate_lang::value::{Element, Value};
pub use metate_macros::{kernel, kernels};
pub use plan::FastMath;
pub use runtime::bound::{KernelFn, Output, Param};
pub use store::FolderStatistics;

/// What a diagnostic's code means and what to do about it, as Markdown; `None` if there is no such
/// code.
///
/// ```
/// let page = metate::explain_code("M0301").expect("a page for every code");
/// assert!(page.starts_with("# M0301: there is no variable of this name"));
/// assert!(metate::explain_code("M9999").is_none());
/// ```
pub fn explain_code(code: &str) -> Option<&'static str> {
    Code::from_name(code).map(Code::explanation)
}

/// A range of integers whose iterations are independent: `for i in prange(a..b) { .. }`.
///
/// To rustc this is the range itself, so a kernel that is called as a function runs its loop in
/// order. To metate it is a promise, **which metate checks**: the iterations may run in any order
/// and at the same time. It takes a plain `a..b` or `a..=b`, stands in a `for` only, and no
/// `break` or `return` leaves the loop. Of what is declared outside of the loop, an iteration
/// may change
/// - elements that no other iteration touches, such as `y[i]` or `c[[i, j]]`;
/// - sums, products, extrema and the like: `s += x`, `s -= x`, `s *= x`, `s = s.min(x)`,
///   `s = s.max(x)`, `s &= x`, `s |= x`, `s ^= x`, where `s` is used for nothing else in the loop;
/// - an extremum and what goes with it: `if x < best { best = x; at = i; }`, the first one winning;
/// - elements of an array that is only updated by one operation: `hist[k] += 1`, `sums[k] += x`.
///
/// Anything else is a [`Diagnostic`] that names both accesses that may meet.
///
/// Sums and products of floats depend on their order. In a `prange` it is not that of the text,
/// but one that follows from the text and the number of iterations alone: the same bits from every
/// engine, whatever the number of threads and the width of vectors. rustc's compilation, which
/// runs in order, may differ in the last bits.
///
/// ```
/// use metate::prelude::*;
///
/// #[kernel]
/// fn squares(x: &[u32]) -> u32 {
///     let mut sum = 0;
///     for i in prange(0..x.len()) {
///         sum += x[i] * x[i];
///     }
///     sum
/// }
///
/// assert_eq!(squares(&[1, 2, 3]), 14);
/// assert!(Kernel::parse(squares::SOURCE).is_ok());
/// ```
#[inline]
pub fn prange<R>(range: R) -> R {
    range
}

/// The value itself: `keep(x)` forbids an engine to regroup arithmetic across it.
///
/// The CPU engines never regroup anything, and for them, as for rustc, `keep(x)` is `x`. The
/// language of GPUs lets a driver rewrite `(x + y) - x` as `y`, which ruins argument reduction and
/// compensated sums; of `keep(x + y) - x` it has to compute both operations as they are written.
///
/// ```
/// use metate::prelude::*;
///
/// /// What is lost when `y` is added to the larger `x`.
/// #[kernel]
/// fn lost(x: f64, y: f64) -> f64 {
///     y - keep(keep(x + y) - x)
/// }
///
/// assert_eq!(lost(1.0, 1e-20), 1e-20);
/// assert_eq!(lost::jit(1.0, 1e-20)?, 1e-20);
/// # Ok::<(), metate::Error>(())
/// ```
#[inline(always)]
pub fn keep<T>(x: T) -> T {
    x
}

/// The error function of `x`: `2 / sqrt(pi)` times the integral of `exp(-t^2)` from 0 to `x`.
///
/// Within 1 ULP, like all of [`math`]; `f32` and `f64`. std has no such method, so kernels and
/// Rust call this one.
///
/// ```
/// use metate::prelude::*;
///
/// /// The share of a normal distribution within `x` standard deviations.
/// #[kernel]
/// fn within(x: f64) -> f64 {
///     erf(x * std::f64::consts::FRAC_1_SQRT_2)
/// }
///
/// assert_eq!(within::jit(1.0)?, within(1.0));
/// assert!((within(1.0) - 0.682689).abs() < 1e-6);
/// # Ok::<(), metate::Error>(())
/// ```
#[inline]
pub fn erf<T: prelude::Float>(x: T) -> T {
    runtime::exact::Exact::metate_erf(x)
}

/// `1 - erf(x)`, without the cancellation for large `x`.
///
/// Within 1 ULP; see [`erf`].
///
/// ```
/// use metate::prelude::*;
///
/// #[kernel]
/// fn tail(x: f64) -> f64 {
///     0.5 * erfc(x * std::f64::consts::FRAC_1_SQRT_2)
/// }
///
/// assert_eq!(tail::jit(10.0)?, tail(10.0));
/// assert!(tail(10.0) > 7.6e-24);
/// # Ok::<(), metate::Error>(())
/// ```
#[inline]
pub fn erfc<T: prelude::Float>(x: T) -> T {
    runtime::exact::Exact::metate_erfc(x)
}

/// What kernels and their callers need: `use metate::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "gpu")]
    pub use crate::gpu::{GpuArray, ToGpu};
    pub use crate::{Kernel, Stage, Target, args, erf, erfc, keep, kernel, kernels, prange};
    pub use metate_lang::generic::{Float, Int, Number};
    pub use ndarray::{
        Array0, Array1, Array2, Array3, Array4, Array5, Array6, ArrayView0, ArrayView1, ArrayView2,
        ArrayView3, ArrayView4, ArrayView5, ArrayView6, ArrayViewMut0, ArrayViewMut1,
        ArrayViewMut2, ArrayViewMut3, ArrayViewMut4, ArrayViewMut5, ArrayViewMut6, Axis,
    };
}

/// What the expansion of `#[kernel]` needs. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use crate::runtime::exact::{Exact, ExactBits, ExactInt};
    pub use std::sync::OnceLock;

    use metate_lang::value::Results;

    use crate::{Arg, Error, ErrorKind, Kernel, Limits, Target};

    /// Calls a generic kernel, whose result type is that of a generic function.
    ///
    /// # Errors
    /// As [`On::call`](crate::On::call).
    pub fn call_generic<R: Results>(
        kernel: &Kernel,
        target: Target,
        args: &mut [Arg<'_>],
    ) -> Result<R, Error> {
        let values = kernel.on(target).call_values(args)?;
        R::from_values(&values).ok_or_else(|| {
            let (kernel, expected) = (kernel.name().to_owned(), kernel.result().to_string());
            let found = std::any::type_name::<R>().to_owned();
            ErrorKind::Result { kernel, expected, found }.into()
        })
    }

    /// The kernel of a text that was checked when the program was compiled.
    ///
    /// # Panics
    /// If the text has problems all the same: a bug of the macro.
    pub fn kernel(text: &str, file: &'static str, line: u32) -> Kernel {
        checked(Kernel::new(text, None, Some((file, line)), &Limits::default()))
    }

    /// The same for one function of several.
    ///
    /// # Panics
    /// As [`kernel`].
    pub fn kernel_entry(text: &str, entry: &str, file: &'static str, line: u32) -> Kernel {
        checked(Kernel::new(text, Some(entry), Some((file, line)), &Limits::default()))
    }

    fn checked(kernel: Result<Kernel, crate::Error>) -> Kernel {
        kernel.unwrap_or_else(|error| panic!("{error}"))
    }
}

#[doc = include_str!("../docs/math.md")]
pub mod math {
    pub use crate::runtime::math::{f32, f64};
}

/// Graphics processors: which there are, and arrays that stay on one.
///
#[doc = include_str!("../docs/gpu.md")]
pub mod gpu {
    #[cfg(feature = "gpu")]
    pub use crate::backend::wgsl::run::{last_call, time_launches};
    pub use crate::error::GpuError;
    #[cfg(feature = "gpu")]
    pub use crate::runtime::gpu::{
        GpuArray, Info, MemoryUse, Stats, ToGpu, adapter, adapters, memory_use, trim,
    };
}

/// The device's runtime, for the bench that holds it against programs by hand. Not for use.
#[doc(hidden)]
#[cfg(feature = "gpu")]
pub mod __gpu {
    pub use crate::backend::wgsl::run::{begin_with, see_at_most};
    pub use crate::runtime::gpu::{
        Access, Buffer, Gpu, Pipeline, PipelineSpec, Recording, Stats, Window, device,
    };
}

/// What [`On::explain`] tells of a kernel's loops.
pub mod explain {
    pub use crate::kernel::{
        CheckReport, CodeReport, DeviceLoop, Fact, LoopReport, Placement, Report, Transfer,
    };
    pub use metate_lang::analysis::cost::{Spread, Work};
    pub use metate_lang::analysis::loops::{Change, State};
    pub use metate_lang::analysis::parallel::Class;
    pub use metate_lang::analysis::predict::{Bound, Limit};
    pub use metate_lang::ir::order::Order;
    pub use metate_lang::op::Op;
}

/// What engines that regroup floats are held to. Not for use by hand.
#[doc(hidden)]
pub mod held {
    pub use crate::backend::interp::bound::{Accuracy, Held, Units};
    pub use crate::kernel::Bounded;
}

#[doc = include_str!("../docs/language.md")]
pub mod language {}

#[doc = include_str!("../docs/mistakes.md")]
pub mod mistakes {}

#[doc = include_str!("../docs/inside.md")]
pub mod inside {}
#[doc = include_str!("../docs/threat-model.md")]
pub mod threat_model {}

/// The README's code, compiled and run with the documentation's tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
