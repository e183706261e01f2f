//! A kernel's life: text, checked once; programs, one per engine and signature; calls.
//!
//! In: kernel text and arguments. Out: results. Always true: a program is compiled once, also
//! when many threads ask for it at the same moment, and lives as long as the kernel or a
//! [`Bound`] of it; what is not needed for running (syntax tree, IR) is kept only until the
//! first program is made. Deliberately absent: what happens inside an engine (`backend`).
//!
//! In reading order: [`on`] a kernel on an engine, [`options`] of its calls, [`bound`] to a function
//! type, [`inspect`] what it becomes, [`explain`] what its loops are, [`counted`] what they did; [`programs`] made and kept, [`fit`] of arguments, [`report`]
//! of what went wrong.

mod on;
mod options;
mod bound;
mod inspect;
mod explain;
mod counted;
mod programs;
mod fit;
mod report;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use metate_lang::ty::{ParamTy, Ty};
use metate_lang::{front, generic, hir, lower};

use crate::error::Error;
use crate::interrupt::{Interrupts, Metering};

pub use bound::Bound;
pub use explain::{CheckReport, CodeReport, LoopReport, Report};
pub use inspect::Stage;
pub use on::On;
use programs::{Slot, Way};

/// An engine that runs kernels. All give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// The interpreter: the definition, and the baseline.
    Interpreter,
    /// Machine code by Cranelift, compiled at the first call for a signature.
    Jit,
    /// The interpreter on what the passes make of a kernel: for tests of the passes.
    #[doc(hidden)]
    InterpreterAfterPasses,
}

impl Target {
    /// Every engine that users choose from.
    pub const ALL: &'static [Target] = &[Target::Interpreter, Target::Jit];

    /// The engine's name in tables and on command lines.
    pub fn name(self) -> &'static str {
        match self {
            Target::Interpreter => "interpreter",
            Target::Jit => "jit",
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
    params: Vec<Parameter>,
    result: Ty,
    /// What a generic text leaves open, and its kernels for other types.
    family: Option<Family>,
    /// Until the first program is made.
    module: Mutex<Option<Arc<hir::Module>>>,
    programs: RwLock<Vec<Arc<Slot>>>,
}

/// The kernels of a generic text: one for each choice of types that was called for.
struct Family {
    generic: hir::Generic,
    others: Mutex<Vec<Kernel>>,
}

/// A parameter of a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Ty,
}

impl Kernel {
    /// Parses and checks kernel text: one function, or several of which the kernel is `pub`.
    ///
    /// # Errors
    /// [`ErrorKind::Text`] with every problem of the text.
    pub fn parse(text: &str) -> Result<Kernel, Error> {
        Kernel::new(text, None, None)
    }

    /// The same, naming the function of the text that is the kernel.
    ///
    /// # Errors
    /// [`ErrorKind::Text`] with every problem of the text.
    pub fn parse_entry(text: &str, entry: &str) -> Result<Kernel, Error> {
        Kernel::new(text, Some(entry), None)
    }

    pub(crate) fn new(
        text: &str,
        entry: Option<&str>,
        origin: Option<(&'static str, u32)>,
    ) -> Result<Kernel, Error> {
        Ok(Kernel::of(front::load(text, entry)?, origin))
    }

    fn of(mut module: hir::Module, origin: Option<(&'static str, u32)>) -> Kernel {
        let generic = module.generic.take();
        let func = &module.funcs[module.entry];
        let parameter = |&local: &hir::LocalId| Parameter {
            name: func.locals[local].name.clone(),
            ty: func.locals[local].ty,
        };
        let inner = Inner {
            text: module.text.clone(),
            name: func.name.clone(),
            origin,
            params: func.params.iter().map(parameter).collect(),
            result: func.ret,
            family: generic.map(|generic| Family { generic, others: Mutex::default() }),
            module: Mutex::new(Some(Arc::new(module))),
            programs: RwLock::default(),
        };
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
        let Inner { text, name, origin, .. } = &*self.inner;
        let kernel = Kernel::of(front::specialize(text, Some(name), &types)?, *origin);
        others.push(kernel.clone());
        Ok(Cow::Owned(kernel))
    }

    /// The kernel's name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The text it was made from.
    pub fn text(&self) -> &str {
        &self.inner.text
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
        let way = Way { target, options, metering, counted: false };
        On { kernel: self, way, interrupts: Interrupts::default(), counters: None }
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kernel({}(", self.inner.name)?;
        for (number, Parameter { name, ty }) in self.inner.params.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            write!(f, "{comma}{name}: {ty}")?;
        }
        write!(f, ") -> {})", self.inner.result)
    }
}
