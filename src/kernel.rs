//! A kernel's life: text, checked once; programs, one per engine and signature; calls.
//!
//! In: kernel text and arguments. Out: results. Always true: a program is compiled once, also
//! when many threads ask for it at the same moment, and lives as long as the kernel or a
//! [`Bound`] of it; what is not needed for running (syntax tree, IR) is kept only until the
//! first program is made. Deliberately absent: what happens inside an engine (`backend`).
//!
//! In reading order: [`kernels`], several of one text, [`signature`]; [`on`] a kernel on an engine,
//! [`options`] of its calls, [`threads`] for them, [`bound`] to a function type; [`inspect`] what it becomes, [`explain`]
//! what its loops are, [`counted`] what they did; [`programs`] made and kept, [`tier`] made
//! behind the caller's back, [`cache`] of kernels by their text, in memory and on disk; [`fit`] of
//! arguments, [`report`] of what went wrong.

mod kernels;
mod signature;
mod on;
mod options;
mod threads;
mod bound;
mod held;
mod inspect;
mod explain;
mod expect;
mod counted;
mod programs;
mod tier;
mod cache;
mod fit;
mod report;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use metate_lang::ty::{ParamTy, Scalar, Ty};
use metate_lang::{front, generic, hir, lower};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::interrupt::{Interrupts, Metering};
use crate::limits::Limits;
use crate::plan::FastMath;

pub use bound::Bound;
use cache::Home;
pub use cache::{Cache, CacheBuilder, CacheStatistics};
pub use expect::Fact;
pub use explain::{CheckReport, CodeReport, DeviceLoop, LoopReport, Placement, Report, Transfer};
pub use held::Bounded;
pub use inspect::Stage;
pub use kernels::Kernels;
pub use on::On;
use programs::{Slot, Way};
pub use signature::{Parameter, Signature};

/// An engine that runs kernels. All but [`Target::Gpu`] give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub enum Target {
    /// The interpreter: the definition, and the baseline.
    Interpreter,
    /// Machine code by Cranelift, compiled at the first call for a signature.
    Jit,
    /// The same on several threads: all cores, unless [`On::threads`] says otherwise. What gains is
    /// an outermost `prange`, or a plain loop that is proved independent, with work enough;
    /// everything else runs as on [`Target::Jit`].
    ///
    /// Called on a thread of a rayon pool it is helped by that pool, elsewhere by one of metate's.
    Threads,
    /// [`Target::Threads`] for a kernel one of whose loops may run on several threads, else
    /// [`Target::Jit`]. Which of both it is the plan for the types of the arguments decides, when it
    /// is made ([`On::engine_for`] tells); the program is that engine's. Each call then decides by the
    /// modelled work of a loop, which it knows from the trip counts: where that is too little to gain,
    /// the loop stays on the caller's thread, and no thread is started before one is of use.
    Auto,
    /// Compute shaders on the graphics processor, through wgpu: `prange` and loops that are proved
    /// independent, their reductions and prefix sums; what comes between them is the host's. Arrays go
    /// up when they are first needed and come down at the end if they were written to; a
    /// [`GpuArray`](crate::gpu::GpuArray) stays there. A kernel that has no form for the device is an
    /// error that says why, never run elsewhere.
    ///
    /// Integers are the same bits as on the CPU. Floats may differ in their last bits: sums are
    /// regrouped, and the device may contract products and sums.
    Gpu,
    /// The interpreter on what the passes make of a kernel: for tests of the passes.
    #[doc(hidden)]
    InterpreterAfterPasses,
}

impl Target {
    /// Every engine of the CPU that users choose from: those that give the same bits.
    pub const ALL: &'static [Target] = &[Target::Interpreter, Target::Jit, Target::Threads];

    /// Whether it runs machine code.
    fn compiles(self) -> bool {
        match self {
            Target::Jit | Target::Threads | Target::Auto => true,
            Target::Interpreter | Target::InterpreterAfterPasses | Target::Gpu => false,
        }
    }

    /// The engine's name in tables and on command lines.
    pub fn name(self) -> &'static str {
        match self {
            Target::Interpreter => "interpreter",
            Target::Jit => "jit",
            Target::Threads => "threads",
            Target::Auto => "auto",
            Target::Gpu => "gpu",
            Target::InterpreterAfterPasses => "interp_passes",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A kernel: text that was checked, and the programs made from it so far.
///
/// Cloning is cheap and shares the programs. A dropped kernel frees its machine code, once no
/// [`Bound`] of it is left.
///
/// ```
/// use metate::prelude::*;
///
/// let kernel = Kernel::parse("fn add(a: f64, b: f64) -> f64 { a + b }")?;
/// let sum: f64 = kernel.on(Target::Jit).call(args![1.0, 2.0])?;
/// assert_eq!(sum, 3.0);
/// # Ok::<(), metate::Error>(())
/// ```
#[derive(Clone)]
pub struct Kernel {
    inner: Arc<Inner>,
}

struct Inner {
    text: Arc<str>,
    /// Names the kernel among the functions of the text.
    name: String,
    /// Where the text stands in a Rust file, if it does.
    origin: Option<(&'static str, u32)>,
    /// What the text was held to, and its calls are unless they say otherwise.
    limits: Limits,
    params: Vec<Parameter>,
    result: Ty,
    /// What a generic text leaves open, and its kernels for other types.
    family: Option<Family>,
    /// Until the first program is made.
    module: Mutex<Option<Arc<hir::Module>>>,
    programs: RwLock<Vec<Arc<Slot>>>,
    /// The cache it belongs to, if it does.
    home: Option<Home>,
}

/// The kernels of a generic text: one for each choice of types that was called for.
struct Family {
    generic: hir::Generic,
    others: Mutex<Vec<Kernel>>,
}

/// What a kernel shows of itself: all that is needed of its text until a program is made of it.
#[derive(Serialize, Deserialize)]
struct Head {
    name: String,
    params: Vec<Parameter>,
    result: Ty,
    generic: Option<hir::Generic>,
}

impl Head {
    fn of(module: &mut hir::Module) -> Head {
        let generic = module.generic.take();
        let func = &module.funcs[module.entry];
        let parameter = |&local: &hir::LocalId| Parameter {
            name: func.locals[local].name.clone(),
            ty: func.locals[local].ty,
        };
        Head {
            name: func.name.clone(),
            params: func.params.iter().map(parameter).collect(),
            result: func.ret,
            generic,
        }
    }
}

impl Kernel {
    /// Parses and checks kernel text: one function, or several of which the kernel is `pub`.
    ///
    /// # Errors
    /// [`ErrorKind::Text`](crate::ErrorKind::Text) with every problem of the text.
    pub fn parse(text: &str) -> Result<Kernel, Error> {
        Kernel::parse_with(text, &Limits::default())
    }

    /// The same within limits, which hold for the calls of the kernel too.
    ///
    /// ```
    /// use metate::prelude::*;
    /// use metate::{ErrorKind, Exceeded, Limits};
    ///
    /// let text = "fn work(x: f64) -> f64 { (x + 1.0) * (x + 2.0) * (x + 3.0) }";
    /// let kernel = Kernel::parse_with(text, &Limits::strict().statements(4))?;
    /// let error = kernel.on(Target::Jit).call::<f64>(args![1.0]).expect_err("8 statements");
    /// assert_eq!(error.exceeded(), Some(&Exceeded::Statements { found: 8, limit: 4 }));
    /// # Ok::<(), metate::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Text`](crate::ErrorKind::Text) with every problem of the text; of text that breaks a limit, the first.
    pub fn parse_with(text: &str, limits: &Limits) -> Result<Kernel, Error> {
        Kernel::new(text, None, None, limits)
    }

    /// The same, naming the function of the text that is the kernel.
    ///
    /// # Errors
    /// [`ErrorKind::Text`](crate::ErrorKind::Text) with every problem of the text.
    pub fn parse_entry(text: &str, entry: &str) -> Result<Kernel, Error> {
        Kernel::new(text, Some(entry), None, &Limits::default())
    }

    /// The same within limits, as for [`parse_with`](Kernel::parse_with).
    ///
    /// # Errors
    /// [`ErrorKind::Text`](crate::ErrorKind::Text) with every problem of the text; of text that breaks a limit, the first.
    pub fn parse_entry_with(text: &str, entry: &str, limits: &Limits) -> Result<Kernel, Error> {
        Kernel::new(text, Some(entry), None, limits)
    }

    pub(crate) fn new(
        text: &str,
        entry: Option<&str>,
        origin: Option<(&'static str, u32)>,
        limits: &Limits,
    ) -> Result<Kernel, Error> {
        let module = front::load_within(text, entry, &limits.of_text())?;
        Ok(Kernel::of(module, origin, limits.clone()))
    }

    fn of(mut module: hir::Module, origin: Option<(&'static str, u32)>, limits: Limits) -> Kernel {
        let (head, text) = (Head::of(&mut module), module.text.clone());
        Kernel::with(head, text, Some(module), origin, limits, None)
    }

    /// A kernel whose text is checked, or was: then its tree is made when it is needed.
    fn with(
        head: Head,
        text: Arc<str>,
        module: Option<hir::Module>,
        origin: Option<(&'static str, u32)>,
        limits: Limits,
        home: Option<Home>,
    ) -> Kernel {
        let Head { name, params, result, generic } = head;
        let inner = Inner {
            text,
            name,
            origin,
            limits,
            params,
            result,
            family: generic.map(|generic| Family { generic, others: Mutex::default() }),
            module: Mutex::new(module.map(Arc::new)),
            programs: RwLock::default(),
            home,
        };
        inner.weigh_new();
        Kernel { inner: Arc::new(inner) }
    }

    /// The kernel for arguments of these types: itself, unless its text is generic and they say
    /// that its type parameters stand for others.
    fn made_for(&self, found: impl Iterator<Item = ParamTy>) -> Result<Cow<'_, Kernel>, Error> {
        let Some(Family { generic, others }) = &self.inner.family else {
            return Ok(Cow::Borrowed(self));
        };
        let types = self.inner.types_shown(generic, found)?;
        if types == generic.types {
            return Ok(Cow::Borrowed(self));
        }
        let is_it = |kernel: &&Kernel| {
            kernel.inner.family.as_ref().is_some_and(|family| family.generic.types == types)
        };
        let mut others = others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kernel) = others.iter().find(is_it) {
            return Ok(Cow::Owned(kernel.clone()));
        }
        let kernel = self.specialized(&types)?;
        others.push(kernel.clone());
        Ok(Cow::Owned(kernel))
    }

    /// The kernel of the same generic text for other types.
    fn specialized(&self, types: &[Scalar]) -> Result<Kernel, Error> {
        let Inner { text, name, origin, limits, home, .. } = &*self.inner;
        let with = |head, module| {
            let (limits, home) = (limits.clone(), home.clone());
            Kernel::with(head, text.clone(), module, *origin, limits, home)
        };
        let stored = |home: &Home| home.stored_head(text, Some(name), types, limits);
        if let Some(head) = home.as_ref().and_then(stored) {
            return Ok(with(head, None));
        }
        let mut module = front::specialize(text, name, types, &limits.of_text())?;
        let head = Head::of(&mut module);
        if let Some(home) = home {
            home.store_head(text, Some(name), types, limits, &head);
        }
        Ok(with(head, Some(module)))
    }

    /// The kernel's name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The text it was made from.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// What it takes and gives; prints as Rust.
    ///
    /// ```
    /// use metate::prelude::*;
    ///
    /// let kernel: Kernel = "fn corner(a: ArrayView2<f64>) -> f64 { a[[0, 0]] }".parse()?;
    /// assert_eq!(kernel.signature().to_string(), "fn corner(a: ArrayView2<f64>) -> f64");
    /// # Ok::<(), metate::Error>(())
    /// ```
    pub fn signature(&self) -> Signature {
        Signature::of(self)
    }

    /// The limits that it was parsed with.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// Its parameters in order.
    pub fn parameters(&self) -> &[Parameter] {
        &self.inner.params
    }

    /// Its type parameters, each with the trait that bounds it: none, unless its text is generic.
    ///
    /// The types of parameters and result are those for `f64` (or `i64`, for `Int`) then; a call
    /// makes the kernel for the types of its arguments.
    pub fn type_parameters(&self) -> &[(String, generic::Bound)] {
        self.inner.family.as_ref().map_or(&[], |family| &family.generic.params)
    }

    /// The type of its result: `()`, a scalar, or a tuple of scalars.
    pub fn result(&self) -> Ty {
        self.inner.result
    }

    /// The kernel on an engine, ready to be called.
    pub fn on(&self, target: Target) -> On<'_> {
        let (options, metering) = (lower::Options::default(), Metering::NONE);
        let fast_math = FastMath::NONE;
        let way = Way { target, options, fast_math, metering, counted: false, eager: false };
        let limits = self.inner.limits.clone();
        let interrupts = Interrupts::default();
        On {
            kernel: self,
            way,
            tiered: false,
            interrupts,
            threads: None,
            is_backwards: false,
            counters: None,
            limits,
        }
    }
}

impl FromStr for Kernel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Kernel, Error> {
        Kernel::parse(text)
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kernel({})", self.signature())
    }
}
