//! A kernel's life: text, checked once; programs, one per engine and signature; calls.
//!
//! In: kernel text and arguments. Out: results. Always true: a program is compiled once, also
//! when many threads ask for it at the same moment, and lives as long as the kernel or a
//! [`Bound`] of it; what is not needed for running (syntax tree, IR) is kept only until the
//! first program is made. Deliberately absent: what happens inside an engine (`backend`).

mod options;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use metate_lang::error::Span;
use metate_lang::front::{self, Difference};
use metate_lang::generic;
use metate_lang::op::Op;
use metate_lang::ty::{Layout, ParamTy, Scalar, Signature, Ty};
use metate_lang::value::Value;
use metate_lang::{hir, ir, lower, util};

use crate::args::Arg;
use crate::backend::{Fault, Halt, Program, clif};
use crate::error::{Error, ErrorKind, Interrupt, InterruptKind, Location, Trap, TrapKind};
use crate::interrupt::Interrupts;
use crate::plan::{self, Plan};
use crate::runtime::bound::{self, Entrance, KernelFn, Output, ParamShape, Refused};

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

/// A form that a kernel takes on its way to machine code; see [`On::inspect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The typed tree, printed as kernel text with every type written out.
    Hir,
    /// The loop IR, as the interpreter runs it.
    Ir,
    /// The loop IR behind the passes, as code is made from it.
    Plan,
    /// What Cranelift is given.
    Clif,
    /// The machine code.
    Asm,
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

/// What a program is made for, besides the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Way {
    target: Target,
    options: lower::Options,
}

/// The place of a program: empty until the first caller has made it.
struct Slot {
    way: Way,
    signature: Signature,
    program: OnceLock<Result<Arc<Program>, Failure>>,
}

/// Why there is no program; every later call for its signature gets the same answer.
#[derive(Clone, Debug)]
enum Failure {
    TooLarge(String),
    Compile(String),
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
        let way = Way { target, options: lower::Options::default() };
        On { kernel: self, way, interrupts: Interrupts::default() }
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

/// A kernel on an engine, with options for its calls.
#[derive(Clone, Debug)]
#[must_use = "a handle does nothing until it is called or bound"]
pub struct On<'k> {
    kernel: &'k Kernel,
    way: Way,
    interrupts: Interrupts,
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
    /// The argument that does not fit; a trap, with its place in the source; an interrupt; an
    /// option that the engine does not have; or the compiler's.
    pub fn call<'a, R: Output>(&self, mut args: impl AsMut<[Arg<'a>]>) -> Result<R, Error> {
        let args = args.as_mut();
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        let inner = &kernel.inner;
        self.expect_options()?;
        inner.expect_result::<R>()?;
        let program = inner.program(self.way, args)?;
        let words =
            program.call(args, &self.interrupts).map_err(|halt| inner.halted(&program, halt))?;
        Ok(R::from_words(&words))
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
        self.expect_options()?;
        let program = inner.program(self.way, args)?;
        let words =
            program.call(args, &self.interrupts).map_err(|halt| inner.halted(&program, halt))?;
        let types = inner.result.scalars().iter();
        Ok(types.zip(words).map(|(&ty, word)| Value::from_bits(ty, word)).collect())
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
    /// Options hold for every call of the binding: each has its own fuel and its own deadline.
    ///
    /// # Errors
    /// The parameter or result that differs, or an option that the engine does not have.
    pub fn bind<F: KernelFn>(&self) -> Result<Bound<F>, Error> {
        let shapes = F::params();
        let kernel = self.kernel.made_for(shapes.iter().map(shape_ty))?.into_owned();
        self.expect_options()?;
        kernel.inner.expect_result::<F::Output>()?;
        kernel.inner.expect_params::<F>()?;
        Ok(Bound {
            kernel,
            way: self.way,
            interrupts: self.interrupts.clone(),
            entrance: OnceLock::new(),
            function: PhantomData,
        })
    }

    /// The kernel in one of the forms it takes on its way to machine code, for these arguments.
    ///
    /// # Errors
    /// The argument that does not fit, or the compiler's.
    pub fn inspect<'a>(
        &self,
        stage: Stage,
        mut args: impl AsMut<[Arg<'a>]>,
    ) -> Result<String, Error> {
        let args = args.as_mut();
        let kernel = self.kernel.made_for(args.iter().map(Arg::ty))?;
        let inner = &kernel.inner;
        let signature = inner.signature(self.way.target, args)?;
        let plan = |how| inner.plan(&signature, self.way.options, how);
        let compile_error =
            |error: clif::CompileError| inner.failed(&Failure::Compile(error.to_string()));
        match stage {
            Stage::Hir => Ok(hir::print::print(&*inner.module()?)),
            Stage::Ir => Ok(ir::print::print(plan(plan::plan)?.func())),
            Stage::Plan => Ok(ir::print::print(plan(plan::optimized)?.func())),
            Stage::Clif => clif::clif_text(&plan(plan::optimized)?).map_err(compile_error),
            Stage::Asm => clif::asm_text(&plan(plan::optimized)?).map_err(compile_error),
        }
    }
}

/// A kernel bound to a function type and an engine: about the cost of a function pointer.
///
/// Made by [`On::bind`]; `Send + Sync`, and keeps the kernel's code alive.
pub struct Bound<F: KernelFn> {
    kernel: Kernel,
    way: Way,
    interrupts: Interrupts,
    /// The code for the layout classes of the first call.
    entrance: OnceLock<Entrance<F, Program>>,
    function: PhantomData<F>,
}

impl<F: KernelFn> Bound<F> {
    /// Calls the kernel. The first call, and the first for other layout classes, compiles.
    ///
    /// # Errors
    /// A trap, with its place in the source; an interrupt; a strided array where the text has a
    /// slice; or the compiler's.
    #[inline]
    pub fn call(&self, args: F::Args<'_>) -> Result<F::Output, Error> {
        match self.entrance.get() {
            Some(entrance) => match entrance.call(args) {
                Ok(output) => Ok(output),
                Err(refused) => self.refused(entrance, refused),
            },
            None => self.dynamic(args),
        }
    }

    #[cold]
    fn refused(
        &self,
        entrance: &Entrance<F, Program>,
        refused: Refused<'_, F>,
    ) -> Result<F::Output, Error> {
        match refused {
            Refused::Layout(args) => self.dynamic(args),
            Refused::Stop(stop) => {
                let Program::Jit(program) = entrance.program() else { unreachable!("it has code") };
                let fault = program.fault(stop);
                Err(self.kernel.inner.trap(entrance.program(), fault))
            }
        }
    }

    /// The way that asks the kernel for the program; leaves an entrance for the next call.
    #[inline(never)]
    fn dynamic(&self, args: F::Args<'_>) -> Result<F::Output, Error> {
        let inner = &self.kernel.inner;
        let mut args = F::into_args(args);
        let program = inner.program(self.way, &args)?;
        if self.entrance.get().is_none()
            && let Some(entrance) = Entrance::new(program.clone())
        {
            // Another thread may have been first, with another layout: both work.
            let _ = self.entrance.set(entrance);
        }
        let halted = |halt| inner.halted(&program, halt);
        let words = program.call(&mut args, &self.interrupts).map_err(halted)?;
        Ok(F::Output::from_words(&words))
    }

    /// The kernel.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }
}

impl<F: KernelFn> fmt::Debug for Bound<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bound({:?} on {})", self.kernel, self.way.target)
    }
}

impl Inner {
    /// The program for these arguments, compiled if this is the first time.
    fn program(&self, way: Way, args: &[Arg<'_>]) -> Result<Arc<Program>, Error> {
        let slot = match self.find(way, args) {
            Some(slot) => slot,
            None => self.insert(way, self.signature(way.target, args)?),
        };
        match slot.program.get_or_init(|| self.make(way, &slot.signature)) {
            Ok(program) => Ok(program.clone()),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    fn find(&self, way: Way, args: &[Arg<'_>]) -> Option<Arc<Slot>> {
        if args.len() != self.params.len() {
            return None;
        }
        let is_it =
            |slot: &&Arc<Slot>| {
                slot.way == way
                    && slot.signature.params.iter().zip(&self.params).zip(args).all(
                        |((wanted, param), arg)| *wanted == argument_ty(way.target, param, arg),
                    )
            };
        let slots = self.programs.read().unwrap_or_else(PoisonError::into_inner);
        slots.iter().find(is_it).cloned()
    }

    /// The slot for a signature, made if no other thread was first.
    fn insert(&self, way: Way, signature: Signature) -> Arc<Slot> {
        let mut slots = self.programs.write().unwrap_or_else(PoisonError::into_inner);
        let is_it = |slot: &&Arc<Slot>| slot.way == way && slot.signature == signature;
        if let Some(slot) = slots.iter().find(is_it) {
            return slot.clone();
        }
        let slot = Arc::new(Slot { way, signature, program: OnceLock::new() });
        slots.push(slot.clone());
        slot
    }

    fn make(&self, way: Way, signature: &Signature) -> Result<Arc<Program>, Failure> {
        let module = self.module().map_err(|error| Failure::Compile(error.to_string()))?;
        let program = self.on_enough_stack(|| {
            let planned = |how| plan_of(&module, signature, way.options, how);
            match way.target {
                Target::Interpreter => Ok(Program::interpret(planned(plan::plan)?)),
                Target::InterpreterAfterPasses => Ok(Program::interpret(planned(plan::optimized)?)),
                Target::Jit => Program::compile(&planned(plan::optimized)?)
                    .map_err(|error| Failure::Compile(error.to_string())),
            }
        })?;
        // Most kernels are called with one signature only: let go of the tree.
        self.module.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(Arc::new(program))
    }

    fn plan(
        &self,
        signature: &Signature,
        options: lower::Options,
        how: Planning,
    ) -> Result<Plan, Error> {
        let module = self.module()?;
        let plan = self.on_enough_stack(|| plan_of(&module, signature, options, how));
        plan.map_err(|failure| self.failed(&failure))
    }

    /// Walks over the tree recurse as deeply as the text is nested: few texts are nested so
    /// deeply that they need more stack than any thread has.
    fn on_enough_stack<T: Send>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send,
    ) -> Result<T, Failure> {
        if front::is_shallow(&self.text) {
            return work();
        }
        util::stack::with_large_stack(work)
            .unwrap_or_else(|error| Err(Failure::Compile(error.to_string())))
    }

    /// The checked text, checked again if it was let go.
    fn module(&self) -> Result<Arc<hir::Module>, Error> {
        let mut module = self.module.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(module) = &*module {
            return Ok(module.clone());
        }
        let loaded = match &self.family {
            None => front::load(&self.text, Some(&self.name))?,
            Some(family) => front::specialize(&self.text, Some(&self.name), &family.generic.types)?,
        };
        Ok(module.insert(Arc::new(loaded)).clone())
    }

    /// The signature of these arguments, compared with the parameters.
    fn signature(&self, target: Target, args: &[Arg<'_>]) -> Result<Signature, Error> {
        if args.len() != self.params.len() {
            return Err(self.wrong_count(args.len()));
        }
        for (number, (param, arg)) in self.params.iter().zip(args).enumerate() {
            self.expect_param(number, param, arg.ty())?;
        }
        let ty = |(param, arg): (&Parameter, &Arg<'_>)| argument_ty(target, param, arg);
        Ok(Signature { params: self.params.iter().zip(args).map(ty).collect() })
    }

    /// What arguments of these types show the type parameters to stand for.
    fn types_shown(
        &self,
        generic: &hir::Generic,
        found: impl Iterator<Item = ParamTy>,
    ) -> Result<Vec<Scalar>, Error> {
        let mut types: Vec<Option<Scalar>> = vec![None; generic.types.len()];
        for (number, (shown, found)) in generic.used_by.iter().zip(found).enumerate() {
            let Some(of) = *shown else { continue };
            if types[of].is_some() {
                // A second argument is compared with what the first one showed.
                continue;
            }
            let (ParamTy::Scalar(scalar) | ParamTy::Array { elem: scalar, .. }) = found;
            let (name, bound) = &generic.params[of];
            if !bound.holds(scalar) {
                return Err(ErrorKind::Argument {
                    kernel: self.name.clone(),
                    number,
                    parameter: self.params[number].name.clone(),
                    expected: format!("a type `{name}` that is a `{}`", bound.name()),
                    found: describe(found),
                }
                .into());
            }
            types[of] = Some(scalar);
        }
        // What no argument shows keeps its usual type: too few arguments are reported later.
        Ok(types.iter().zip(&generic.types).map(|(ty, &usual)| ty.unwrap_or(usual)).collect())
    }

    fn wrong_count(&self, found: usize) -> Error {
        let expected = self.params.len();
        ErrorKind::ArgumentCount { kernel: self.name.clone(), expected, found }.into()
    }

    fn expect_param(&self, number: usize, param: &Parameter, found: ParamTy) -> Result<(), Error> {
        let Some(difference) = front::difference(param.ty, found) else { return Ok(()) };
        let advice = match difference {
            Difference::Mutability => " that may not be written to; pass it mutably",
            Difference::Layout => " with gaps between its elements",
            _ => "",
        };
        Err(ErrorKind::Argument {
            kernel: self.name.clone(),
            number,
            parameter: param.name.clone(),
            expected: param.ty.to_string(),
            found: format!("{}{advice}", describe(found)),
        }
        .into())
    }

    fn expect_result<R: Output>(&self) -> Result<(), Error> {
        let found = R::ty();
        if found == self.result {
            return Ok(());
        }
        let (kernel, expected) = (self.name.clone(), self.result.to_string());
        Err(ErrorKind::Result { kernel, expected, found: found.to_string() }.into())
    }

    fn expect_params<F: KernelFn>(&self) -> Result<(), Error> {
        let shapes = F::params();
        if shapes.len() != self.params.len() {
            return Err(self.wrong_count(shapes.len()));
        }
        for (number, (param, shape)) in self.params.iter().zip(&shapes).enumerate() {
            self.expect_param(number, param, shape_ty(shape))?;
        }
        Ok(())
    }

    fn failed(&self, failure: &Failure) -> Error {
        let kernel = self.name.clone();
        match failure.clone() {
            Failure::TooLarge(reason) => ErrorKind::TooLarge { kernel, reason },
            Failure::Compile(reason) => ErrorKind::Compile { kernel, reason },
        }
        .into()
    }

    #[cold]
    fn halted(&self, program: &Program, halt: Halt) -> Error {
        match halt {
            Halt::Fault(fault) => self.trap(program, fault),
            Halt::Interrupt(kind, span) => self.interrupted(kind, span),
        }
    }

    fn interrupted(&self, kind: InterruptKind, span: Span) -> Error {
        // What is made once at the top stands for no place of the text: then it is the kernel.
        let source = match span.text(&self.text) {
            "" => self.name.clone(),
            source => source.to_owned(),
        };
        let location = self.location(span);
        ErrorKind::Interrupted(Interrupt { kind, location, source }).into()
    }

    #[cold]
    fn trap(&self, program: &Program, fault: Fault) -> Error {
        let kind = match fault.check {
            ir::Check::Bounds { array, axis } => TrapKind::OutOfBounds {
                array: program.array_name(array).to_owned(),
                axis,
                index: fault.first,
                extent: fault.second,
            },
            ir::Check::Divisor => TrapKind::DivisionByZero,
            ir::Check::RemDivisor => TrapKind::RemainderByZero,
            ir::Check::Step => TrapKind::ZeroStep,
            ir::Check::Quotient => TrapKind::DivisionOverflow,
            ir::Check::RemQuotient => TrapKind::RemainderOverflow,
            ir::Check::Clamp => TrapKind::ClampRange,
            ir::Check::Overflow(op) => overflow(op, fault),
        };
        let source = fault.span.text(&self.text).to_owned();
        ErrorKind::Trap(Trap { kind, location: self.location(fault.span), source }).into()
    }

    fn location(&self, span: Span) -> Location {
        let (line, column) = span.line_column(&self.text);
        match self.origin {
            Some((file, first)) => {
                Location { file: Some(file), line: line + first as usize - 1, column }
            }
            None => Location { file: None, line, column },
        }
    }
}

/// The type under which an argument's program is kept: writable only if the text writes, and
/// without a layout class where the engine makes no use of it.
fn argument_ty(target: Target, param: &Parameter, arg: &Arg<'_>) -> ParamTy {
    let mut ty = arg.ty();
    if let ParamTy::Array { mutable, layout, .. } = &mut ty {
        *mutable = matches!(param.ty, Ty::Array(array) if array.is_mutable());
        if matches!(target, Target::Interpreter | Target::InterpreterAfterPasses) {
            *layout = Layout::Strided;
        }
    }
    ty
}

/// A parameter of a function type, as an argument of it that fits best.
fn shape_ty(shape: &ParamShape) -> ParamTy {
    match shape.container {
        None => ParamTy::Scalar(shape.scalar),
        Some(container) => ParamTy::Array {
            elem: shape.scalar,
            rank: shape.rank,
            layout: Layout::Contiguous,
            mutable: bound::is_mutable(container),
        },
    }
}

/// An argument's type in the words of its caller.
fn describe(ty: ParamTy) -> String {
    match ty {
        ParamTy::Scalar(scalar) => scalar.to_string(),
        ParamTy::Array { elem, rank, .. } => format!("an array of {elem} with {rank} axes"),
    }
}

fn overflow(op: Op, fault: Fault) -> TrapKind {
    let operand = |ty, word| Value::from_bits(ty, word).as_int().unwrap_or_default();
    let [ty, second] = fault.types;
    TrapKind::Overflow {
        operation: op.row().name,
        ty,
        left: operand(ty, fault.first),
        right: (op.arity() == 2).then(|| operand(second, fault.second)),
    }
}

/// How a function becomes a plan: [`plan::plan`] or [`plan::optimized`].
type Planning = fn(ir::Func) -> Plan;

fn plan_of(
    module: &hir::Module,
    signature: &Signature,
    options: lower::Options,
    how: Planning,
) -> Result<Plan, Failure> {
    match lower::lower_with(module, signature, options) {
        Ok(func) => Ok(how(func)),
        Err(error) => Err(Failure::TooLarge(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;
    use crate::args;

    /// However many threads ask at the same moment, and whatever sizes they bring.
    #[test]
    fn a_program_is_made_once_per_signature() {
        let text = "fn sum(x: ArrayView1<f64>) -> f64 { \
            let mut sum = 0.0; for i in 0..x.len() { sum += x[i]; } sum }";
        let kernel = Kernel::parse(text).expect("a kernel");
        let start = Barrier::new(8);
        let way = kernel.on(Target::Jit).way;
        let ask = |size: usize| {
            let x = vec![1.0; size];
            start.wait();
            kernel.inner.program(way, &args![&x]).expect("compiles")
        };
        let programs: Vec<_> = thread::scope(|scope| {
            let asking: Vec<_> = (0..8)
                .map(|size| {
                    scope.spawn({
                        let ask = &ask;
                        move || ask(size)
                    })
                })
                .collect();
            asking.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        assert!(programs.iter().all(|program| Arc::ptr_eq(program, &programs[0])));

        let reversed = ndarray::Array1::<f64>::ones(4);
        let reversed = reversed.slice(ndarray::s![..;-1]);
        let other = kernel.inner.program(way, &args![reversed]).expect("compiles");
        assert!(!Arc::ptr_eq(&other, &programs[0]), "another layout class, another program");
    }
}
