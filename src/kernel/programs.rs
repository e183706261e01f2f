//! The programs of a kernel: made once per way and signature, shared from then on.
//!
//! In: arguments. Out: the program for them. Always true: whoever comes first makes it, and others
//! wait for it; the typed tree is kept only until the first program is made. Deliberately absent:
//! whether arguments fit (`fit`), and what is told when something fails (`report`).

use std::sync::{Arc, OnceLock, PoisonError};

use metate_lang::front;
use metate_lang::ty::Signature;
use metate_lang::{hir, ir, lower, util};

use super::fit::argument_ty;
use super::{Inner, Target};
use crate::args::Arg;
use crate::backend::Program;
use crate::error::Error;
use crate::interrupt::{Interrupts, Metering, Watch};
use crate::plan::{self, Plan};
use crate::runtime::bound::HasCode;
use crate::runtime::call::ResultWords;
use crate::runtime::perf_map;

/// What a program is made for, besides the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) target: Target,
    pub(super) options: lower::Options,
    /// Whether it counts what its loops do.
    pub(super) counted: bool,
    /// What the code does so that it can be interrupted; the interpreter always can.
    pub(super) metering: Metering,
}

/// The place of a program: empty until the first caller has made it.
pub(super) struct Slot {
    way: Way,
    signature: Signature,
    program: OnceLock<Result<Arc<Program>, Failure>>,
}

impl Slot {
    /// The program, if it has been made.
    pub(super) fn made(&self) -> Option<&Arc<Program>> {
        self.program.get()?.as_ref().ok()
    }
}

/// Why there is no program; every later call for its signature gets the same answer.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    TooLarge(String),
    Compile(String),
}

impl Inner {
    /// The program for these arguments, compiled if this is the first time.
    pub(super) fn program(&self, way: Way, args: &[Arg<'_>]) -> Result<Arc<Program>, Error> {
        let slot = match self.find(way, args) {
            Some(slot) => slot,
            None => self.insert(way, self.signature(way.target, args)?),
        };
        match slot.program.get_or_init(|| self.make(way, &slot.signature)) {
            Ok(program) => Ok(program.clone()),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// Runs a program, watched as the caller asked.
    #[inline]
    pub(super) fn run(
        &self,
        program: &Program,
        args: &mut [Arg<'_>],
        interrupts: &Interrupts,
    ) -> Result<ResultWords, Error> {
        let watch = match interrupts.is_idle() {
            true => None,
            false => Some(Watch::start(interrupts).map_err(|error| self.unwatched(&error))?),
        };
        program.call(args, watch.as_ref()).map_err(|halt| self.halted(program, halt))
    }

    pub(super) fn find(&self, way: Way, args: &[Arg<'_>]) -> Option<Arc<Slot>> {
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
    pub(super) fn insert(&self, way: Way, signature: Signature) -> Arc<Slot> {
        let mut slots = self.programs.write().unwrap_or_else(PoisonError::into_inner);
        let is_it = |slot: &&Arc<Slot>| slot.way == way && slot.signature == signature;
        if let Some(slot) = slots.iter().find(is_it) {
            return slot.clone();
        }
        let slot = Arc::new(Slot { way, signature, program: OnceLock::new() });
        slots.push(slot.clone());
        slot
    }

    pub(super) fn make(&self, way: Way, signature: &Signature) -> Result<Arc<Program>, Failure> {
        let module = self.module().map_err(|error| Failure::Compile(error.to_string()))?;
        let program = self.on_enough_stack(|| {
            let planned = |how| plan_of(&module, signature, way, how);
            match way.target {
                Target::Interpreter => Ok(Program::interpret(planned(plan::plan)?)),
                Target::InterpreterAfterPasses => Ok(Program::interpret(planned(plan::optimized)?)),
                Target::Jit => Program::compile(&planned(plan::optimized)?, way.metering)
                    .inspect(|program| self.note_for_profilers(program))
                    .map_err(|error| Failure::Compile(error.to_string())),
            }
        })?;
        // Most kernels are called with one signature only: let go of the tree.
        self.module.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(Arc::new(program))
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
        how: Planning,
    ) -> Result<Plan, Error> {
        let module = self.module()?;
        let plan = self.on_enough_stack(|| plan_of(&module, signature, way, how));
        plan.map_err(|failure| self.failed(&failure))
    }

    /// Walks over the tree recurse as deeply as the text is nested: few texts are nested so
    /// deeply that they need more stack than any thread has.
    pub(super) fn on_enough_stack<T: Send>(
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
    pub(super) fn module(&self) -> Result<Arc<hir::Module>, Error> {
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
}

/// How a function becomes a plan: [`plan::plan`] or [`plan::optimized`].
pub(super) type Planning = fn(ir::Func) -> Plan;

pub(super) fn plan_of(
    module: &hir::Module,
    signature: &Signature,
    way: Way,
    how: Planning,
) -> Result<Plan, Failure> {
    match lower::lower_with(module, signature, way.options) {
        Ok(func) if way.counted => Ok(plan::counted(func, how)),
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
