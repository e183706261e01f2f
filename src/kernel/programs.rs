//! The programs of a kernel: made once per way and signature, shared from then on.
//!
//! In: arguments. Out: the program for them. Always true: whoever comes first makes it, and others
//! wait for it; the typed tree is kept only until the first program is made. Deliberately absent:
//! whether arguments fit (`fit`), and what is told when something fails (`report`).

use std::sync::{Arc, Mutex, OnceLock, PoisonError, TryLockError};

use metate_lang::front;
use metate_lang::ty::Signature;
use metate_lang::{hir, ir, lower, util};
use serde::Serialize;

use super::fit::{argument_ty, is_in_reach};
use super::tier::Order;
use super::{Inner, Target};
use crate::args::Arg;
use crate::backend::{Image, Program, clif, wgsl};
use crate::error::Error;
use crate::interrupt::{Interrupts, Metering, Watch};
use crate::limits::{Clock, Exceeded, Limits, Size};
use crate::plan::offload::{self, Offload, Refusal};
use crate::plan::{self, FastMath, Plan};
use crate::runtime::bound::HasCode;
use crate::runtime::call::ResultWords;
use crate::runtime::perf_map;
use crate::runtime::threads::Crew;

/// What a program is made for, besides the signature.
///
/// All of it is part of what programs are kept under, in memory (`==`) and on disk (`Serialize`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Way {
    pub(super) target: Target,
    pub(super) options: lower::Options,
    /// What may change the last bits of floats.
    pub(super) fast_math: FastMath,
    /// Whether it counts what its loops do.
    pub(super) counted: bool,
    /// Whether chunks are as small as they go, and are worth a thread whatever their work: for tests.
    pub(super) eager: bool,
    /// What the code does so that it can be interrupted; the interpreter always can.
    pub(super) metering: Metering,
}

impl Way {
    /// How functions are planned for machine code.
    pub(super) fn passes(self) -> Planning {
        match (self.target, self.eager) {
            (Target::Threads | Target::Auto, false) => plan::threaded,
            (Target::Threads | Target::Auto, true) => plan::threaded_eagerly,
            (Target::Gpu, _) => plan::for_device,
            _ => plan::optimized,
        }
    }

    /// The plan of a function, which counts if that is the way.
    fn planned(self, func: ir::Func, how: Planning) -> Plan {
        if self.counted { plan::counted(func, how) } else { how(func) }
    }
}

/// What goes with a call.
#[derive(Clone, Copy)]
pub(super) struct Calling<'c> {
    pub(super) interrupts: &'c Interrupts,
    /// Who works for it, if not its thread alone.
    pub(super) crew: Option<&'c Crew>,
}

/// The place of a program: empty until the first caller has made it.
pub(super) struct Slot {
    pub(super) way: Way,
    pub(super) signature: Signature,
    pub(super) program: OnceLock<Made>,
    /// Why there is none; whoever makes one holds this.
    failed: Mutex<Option<Failure>>,
    /// What became of making it behind the caller's back.
    pub(super) order: Order,
}

impl Slot {
    /// The program, if it has been made.
    pub(super) fn made(&self) -> Option<&Arc<Program>> {
        self.program.get().map(|made| &made.program)
    }
}

/// A program and how large it is: callers with stricter limits share it if it keeps to them.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) program: Arc<Program>,
    size: Size,
}

/// Why there is no program. Every later call for its signature gets the same answer, unless its
/// limits allow more.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    TooLarge(Exceeded),
    Compile(String),
    Refused(Refusal),
}

impl Failure {
    /// The same for a caller with these limits, if it is certain to fail that way.
    fn under(&self, limits: &Limits) -> Option<Failure> {
        match self {
            Failure::TooLarge(exceeded) => exceeded.under(limits).map(Failure::TooLarge),
            Failure::Compile(_) | Failure::Refused(_) => Some(self.clone()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(refusal)
    }
}

impl From<Exceeded> for Failure {
    fn from(exceeded: Exceeded) -> Failure {
        Failure::TooLarge(exceeded)
    }
}

impl Inner {
    /// The program for these arguments, compiled if this is the first time.
    pub(super) fn program(
        &self,
        way: Way,
        limits: &Limits,
        args: &[Arg<'_>],
    ) -> Result<Arc<Program>, Error> {
        let slot = self.slot(way, args)?;
        self.expect_elements(limits, args)?;
        let made = match slot.program.get() {
            Some(made) => made,
            None => self.make_in(&slot, limits).map_err(|failure| self.failed(&failure))?,
        };
        self.within(made, limits)
    }

    /// The same, or what stands in for it until it is compiled.
    pub(super) fn program_for(
        self: &Arc<Inner>,
        way: Way,
        tiered: bool,
        limits: &Limits,
        args: &[Arg<'_>],
    ) -> Result<Arc<Program>, Error> {
        match tiered && way.target.compiles() {
            true => self.program_by_now(way, limits, args),
            false => self.program(way, limits, args),
        }
    }

    /// A program, if it keeps to these limits.
    pub(super) fn within(&self, made: &Made, limits: &Limits) -> Result<Arc<Program>, Error> {
        match limits.broken_by(&made.size) {
            None => Ok(made.program.clone()),
            Some(exceeded) => Err(self.failed(&exceeded.into())),
        }
    }

    /// The program of a slot that had none, made if no other thread was first.
    #[cold]
    pub(super) fn make_in<'s>(&self, slot: &'s Slot, limits: &Limits) -> Result<&'s Made, Failure> {
        let mut failed = slot.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = slot.program.get() {
            return Ok(made);
        }
        if let Some(failure) = failed.as_ref().and_then(|failure| failure.under(limits)) {
            return Err(failure);
        }
        match self.make(slot.way, &slot.signature, limits) {
            Ok(made) => Ok(slot.program.get_or_init(|| made)),
            Err(failure) => Err(failed.insert(failure).clone()),
        }
    }

    /// The place of the program for these arguments.
    pub(super) fn slot(&self, way: Way, args: &[Arg<'_>]) -> Result<Arc<Slot>, Error> {
        match self.find(way, args) {
            Some(slot) => Ok(slot),
            None => Ok(self.insert(way, self.signature(way.target, args)?)),
        }
    }

    /// What there is in a slot for a caller with these limits; nothing if it has yet to be made, or
    /// is being made.
    pub(super) fn in_slot(
        &self,
        slot: &Slot,
        limits: &Limits,
    ) -> Option<Result<Arc<Program>, Error>> {
        if let Some(made) = slot.program.get() {
            return Some(self.within(made, limits));
        }
        let failed = match slot.failed.try_lock() {
            Ok(failed) => failed,
            Err(TryLockError::Poisoned(failed)) => failed.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        let failure = failed.as_ref()?.under(limits)?;
        Some(Err(self.failed(&failure)))
    }

    /// Runs a program, watched as the caller asked.
    #[inline]
    pub(super) fn run(
        &self,
        program: &Program,
        args: &mut [Arg<'_>],
        Calling { interrupts, crew }: Calling<'_>,
    ) -> Result<ResultWords, Error> {
        let watch = match interrupts.is_idle() {
            true => None,
            false => Some(
                Watch::start(interrupts)
                    .map_err(|error| self.no_thread("watch it with", &error))?,
            ),
        };
        let called = match program.stack_bytes() {
            None => program.call(args, watch.as_ref(), crew),
            Some(bytes) => {
                util::stack::with_stack(bytes, || program.call(args, watch.as_ref(), crew))
                    .map_err(|error| self.no_thread("run it on", &error))?
            }
        };
        called.map_err(|halt| self.halted(program, halt))
    }

    pub(super) fn find(&self, way: Way, args: &[Arg<'_>]) -> Option<Arc<Slot>> {
        let is_there = |arg: &Arg<'_>| is_in_reach(way.target, arg);
        if args.len() != self.params.len() || !args.iter().all(is_there) {
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
    pub(super) fn insert(&self, way: Way, signature: Signature) -> Arc<Slot> {
        let mut slots = self.programs.write().unwrap_or_else(PoisonError::into_inner);
        let is_it = |slot: &&Arc<Slot>| slot.way == way && slot.signature == signature;
        if let Some(slot) = slots.iter().find(is_it) {
            return slot.clone();
        }
        let (program, failed, order) = (OnceLock::new(), Mutex::default(), Order::default());
        let slot = Arc::new(Slot { way, signature, program, failed, order });
        slots.push(slot.clone());
        slot
    }

    fn make(&self, way: Way, signature: &Signature, limits: &Limits) -> Result<Made, Failure> {
        if let Some(made) = self.stored(way, signature) {
            return Ok(made);
        }
        let module = self.module().map_err(|error| Failure::Compile(error.to_string()))?;
        let made = self.on_enough_stack(&module, || {
            let clock = Clock::start(limits);
            let func = func_of(&module, signature, way, limits, &clock)?;
            let (statements, depth) = (func.statements().count(), func.depth());
            let size = Size { statements, depth, local_bytes: func.local_bytes(), code_bytes: 0 };
            match way.target {
                Target::Interpreter => {
                    self.interpreted(way.planned(func, plan::plan), size, limits)
                }
                Target::InterpreterAfterPasses => {
                    self.interpreted(way.planned(func, plan::optimized), size, limits)
                }
                Target::Gpu => {
                    expect_size(limits, &size)?;
                    let program =
                        wgsl::GpuProgram::new(offloaded(func, limits)?, self.text.clone());
                    Ok(self.weighed(Program::Gpu(Box::new(program)), size))
                }
                Target::Jit | Target::Threads | Target::Auto => {
                    let plan = way.planned(func, way.passes());
                    limits.expect_planned(plan.func().statements().count())?;
                    clock.expect_time("machine code")?;
                    match way.target {
                        Target::Auto => self.chosen(way, signature, &plan, size, limits),
                        _ => self.compiled(way, signature, &plan, size, limits),
                    }
                }
            }
        })?;
        self.let_go_of_tree();
        Ok(made)
    }

    /// The program of the engine that [`Target::Auto`] chooses, which it shares: where nothing forks
    /// the plan for several threads is that for one.
    fn chosen(
        &self,
        way: Way,
        signature: &Signature,
        plan: &Plan,
        size: Size,
        limits: &Limits,
    ) -> Result<Made, Failure> {
        let chosen = Way { target: engine_of(plan.forks()), ..way };
        let slot = self.insert(chosen, signature.clone());
        let mut failed = slot.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = slot.program.get() {
            return Ok(made.clone());
        }
        if let Some(failure) = failed.as_ref().and_then(|failure| failure.under(limits)) {
            return Err(failure);
        }
        let made = match self.stored(chosen, signature) {
            Some(made) => Ok(made),
            // Stored for who asks in this way: that needs no plan the next time.
            None => self.compiled(way, signature, plan, size, limits),
        };
        match made {
            Ok(made) => Ok(slot.program.get_or_init(|| made).clone()),
            Err(failure) => Err(failed.insert(failure).clone()),
        }
    }

    fn interpreted(&self, plan: Plan, size: Size, limits: &Limits) -> Result<Made, Failure> {
        expect_size(limits, &size)?;
        Ok(self.weighed(Program::interpret(plan), size))
    }

    /// Machine code, stored where the kernel's cache has a folder.
    fn compiled(
        &self,
        way: Way,
        signature: &Signature,
        plan: &Plan,
        size: Size,
        limits: &Limits,
    ) -> Result<Made, Failure> {
        let failed = |error: clif::CompileError| Failure::Compile(error.to_string());
        let image = Image::compile(plan, way.metering, size).map_err(failed)?;
        let size = image.size();
        // Too much machine code never gets as far as pages.
        expect_size(limits, &size)?;
        if let Some(home) = &self.home {
            home.store_image(self, way, signature, &image);
        }
        Ok(self.weighed(image.link().map_err(failed)?, size))
    }

    /// The program that a cache's folder has; other engines than the compiler keep none there.
    /// Whoever asked compares its size with limits.
    pub(super) fn stored(&self, way: Way, signature: &Signature) -> Option<Made> {
        let home = self.home.as_ref().filter(|_| way.target.compiles())?;
        let image = home.stored_image(self, way, signature)?;
        let size = image.size();
        // Without memory for its pages the compiler says what is wrong.
        Some(self.weighed(image.link().ok()?, size))
    }

    fn weighed(&self, program: Program, size: Size) -> Made {
        self.note_for_profilers(&program);
        self.weigh(program.bytes() as i64);
        Made { program: Arc::new(program), size }
    }

    /// Most kernels are called with one signature only: the tree goes with the first program,
    /// unless another one is on its way.
    fn let_go_of_tree(&self) {
        let is_on_its_way = |slot: &Arc<Slot>| slot.order.is_open() && slot.program.get().is_none();
        let slots = self.programs.read().unwrap_or_else(PoisonError::into_inner);
        if slots.iter().any(is_on_its_way) {
            return;
        }
        let tree = self.module.lock().unwrap_or_else(PoisonError::into_inner).take();
        if tree.is_some() {
            self.weigh(-self.tree_bytes());
        }
    }

    /// Names the code as profilers show it.
    fn note_for_profilers(&self, program: &Program) {
        if let Some(code) = program.code() {
            perf_map::note(code, || format!("metate::{}{}", self.name, code.signature()));
        }
    }

    pub(super) fn plan(
        &self,
        signature: &Signature,
        way: Way,
        limits: &Limits,
        how: Planning,
    ) -> Result<Plan, Error> {
        let module = self.module()?;
        let plan = self.on_enough_stack(&module, || {
            func_of(&module, signature, way, limits, &Clock::start(limits))
                .map(|func| way.planned(func, how))
        });
        plan.map_err(|failure| self.failed(&failure))
    }

    /// What a device and the host do of a kernel.
    pub(super) fn offload(
        &self,
        signature: &Signature,
        way: Way,
        limits: &Limits,
    ) -> Result<Offload, Error> {
        let module = self.module()?;
        let made = self.on_enough_stack(&module, || {
            let func = func_of(&module, signature, way, limits, &Clock::start(limits))?;
            offloaded(func, limits)
        });
        made.map_err(|failure| self.failed(&failure))
    }

    /// Walks over the tree recurse as deeply as the text is nested: few texts are nested so
    /// deeply that they need more stack than any thread has.
    pub(super) fn on_enough_stack<T: Send>(
        &self,
        module: &hir::Module,
        work: impl FnOnce() -> Result<T, Failure> + Send,
    ) -> Result<T, Failure> {
        if front::is_shallow_inlined(&self.text, lower::call_depth(module)) {
            return work();
        }
        util::stack::with_large_stack(work)
            .unwrap_or_else(|error| Err(Failure::Compile(error.to_string())))
    }

    /// The checked text, checked again if it was let go.
    pub(super) fn module(&self) -> Result<Arc<hir::Module>, Error> {
        let module = self.module.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(module) = module {
            return Ok(module);
        }
        // Under the limits that the text has passed before.
        let limits = self.limits.of_text();
        let loaded = match &self.family {
            None => front::load_within(&self.text, Some(&self.name), &limits)?,
            Some(family) => {
                front::specialize(&self.text, &self.name, &family.generic.types, &limits)?
            }
        };
        Ok(Arc::new(loaded))
    }
}

/// The engine that [`Target::Auto`] chooses for a plan.
pub(super) fn engine_of(forks: bool) -> Target {
    if forks { Target::Threads } else { Target::Jit }
}

/// How a function becomes a plan: [`plan::plan`] or [`plan::optimized`].
pub(super) type Planning = fn(ir::Func) -> Plan;

/// A program of this size keeps to the limits.
fn expect_size(limits: &Limits, size: &Size) -> Result<(), Failure> {
    limits.broken_by(size).map_or(Ok(()), |exceeded| Err(exceeded.into()))
}

/// A function as the work of a device, which what the passes make of it must not exceed.
fn offloaded(func: ir::Func, limits: &Limits) -> Result<Offload, Failure> {
    let offload = offload::offload(func)?;
    limits.expect_planned(offload.func.statements().count())?;
    Ok(offload)
}

fn func_of(
    module: &hir::Module,
    signature: &Signature,
    way: Way,
    limits: &Limits,
    clock: &Clock,
) -> Result<ir::Func, Failure> {
    clock.expect_time("the loop IR")?;
    let func = lower::lower_with(module, signature, way.options, &limits.of_ir());
    let mut func = func.map_err(Exceeded::from)?;
    plan::relax(&mut func, way.fast_math);
    clock.expect_time("the passes")?;
    Ok(func)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;
    use crate::args;
    use crate::kernel::Kernel;

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
            kernel.inner.program(way, &Limits::default(), &args![&x]).expect("compiles")
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
        let other =
            kernel.inner.program(way, &Limits::default(), &args![reversed]).expect("compiles");
        assert!(!Arc::ptr_eq(&other, &programs[0]), "another layout class, another program");
    }

    /// A program is no more than once there, whatever limits its callers have; what failed under
    /// stricter ones is made under laxer ones.
    #[test]
    fn limits_share_programs() {
        let kernel = Kernel::parse("fn f(x: f64) -> f64 { x * x + 1.0 }").expect("a kernel");
        let way = kernel.on(Target::Jit).way;
        let ask = |limits: &Limits| kernel.inner.program(way, limits, &args![2.0]);
        let none = Limits::default().statements(0);
        for _ in 0..2 {
            assert!(ask(&none).expect_err("no statement is allowed").exceeded().is_some());
        }
        let lax = ask(&Limits::default()).expect("usual limits");
        let strict = ask(&Limits::strict()).expect("it keeps to strict limits");
        assert!(Arc::ptr_eq(&lax, &strict));
        assert!(ask(&none).expect_err("it still has statements").exceeded().is_some());
        let late = Limits::default().compile_time(std::time::Duration::ZERO);
        assert!(Arc::ptr_eq(&lax, &ask(&late).expect("nothing is left to compile")));
        assert_eq!(kernel.inner.programs.read().expect("not poisoned").len(), 1);
    }

    /// A failure is remembered: a text that is too large is not compiled at every call.
    #[test]
    fn failures_are_remembered_for_limits_that_allow_no_more() {
        let kernel = Kernel::parse("fn f(x: f64) -> f64 { x.sin() }").expect("a kernel");
        let way = kernel.on(Target::Jit).way;
        let ask = |limits: &Limits| kernel.inner.program(way, limits, &args![2.0]);
        let few = |bytes| Limits::default().code_bytes(bytes);
        let first = ask(&few(8)).expect_err("8 bytes of code are too few");
        let slot = kernel.inner.find(way, &args![2.0]).expect("a slot");
        assert!(slot.failed.lock().expect("not poisoned").is_some());
        assert_eq!(ask(&few(8)).expect_err("too few"), first);
        assert!(ask(&few(usize::MAX)).is_ok());
    }
}
