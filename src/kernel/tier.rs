//! Tiered calls: the interpreter answers while machine code is made behind the caller's back.
//!
//! In: a kernel, an engine that compiles, arguments. Out: the compiled program if there is one by
//! now, else one that is interpreted, with the same bits. Always true: a program is ordered once
//! and made by one of a few threads that the process has for all kernels; the queue is bounded,
//! and whoever finds it full asks again at the next call; what nobody could call any more is not
//! made; a failure is told by the first call after it is known, as it would be without tiers.
//! Deliberately absent: going over to machine code in the middle of a call.

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, Weak};
use std::thread;

use super::programs::{Slot, Way, engine_of};
use super::{Inner, Target};
use crate::args::Arg;
use crate::backend::Program;
use crate::background::{Background, Refusal};
use crate::error::Error;
use crate::interrupt::Metering;
use crate::limits::Limits;

/// What became of making a program in the background.
#[derive(Debug, Default)]
pub(super) struct Order(AtomicU8);

/// Nobody has asked for it.
const NONE: u8 = 0;
/// It waits for a thread.
const WAITING: u8 = 1;
/// A thread has begun.
const BEGUN: u8 = 2;
/// It cannot be made there: whoever calls makes it.
const LEFT_TO_CALLERS: u8 = 3;

impl Order {
    /// Whether it waits for a thread.
    pub(super) fn is_open(&self) -> bool {
        self.get() == WAITING
    }

    fn get(&self) -> u8 {
        self.0.load(Ordering::Acquire)
    }

    fn set(&self, state: u8) {
        self.0.store(state, Ordering::Release);
    }

    /// Whether this caller is the one to order it.
    fn is_first(&self) -> bool {
        self.0.compare_exchange(NONE, WAITING, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}

impl Inner {
    /// The best program that there is for these arguments; a better one is on its way.
    pub(super) fn program_by_now(
        self: &Arc<Inner>,
        way: Way,
        limits: &Limits,
        args: &[Arg<'_>],
    ) -> Result<Arc<Program>, Error> {
        let slot = self.slot(way, args)?;
        self.expect_elements(limits, args)?;
        if let Some(known) = self.in_slot(&slot, limits) {
            return known;
        }
        if slot.order.is_first() {
            // What a cache's folder has is there sooner than an interpreter's plan.
            if let Some(made) = self.stored(way, &slot.signature) {
                return self.within(slot.program.get_or_init(|| made), limits);
            }
            // The compiler begins when what stands in is made: it would only slow that down.
            let program = self.program(stand_in(way), limits, args);
            order(self, &slot, limits);
            return program;
        }
        match slot.order.get() {
            LEFT_TO_CALLERS => self.program(way, limits, args),
            _ => self.program(stand_in(way), limits, args),
        }
    }

    /// Which engine answers a call with these arguments by now.
    pub(super) fn engine_by_now(
        &self,
        way: Way,
        tiered: bool,
        limits: &Limits,
        args: &[Arg<'_>],
    ) -> Result<Target, Error> {
        // Says what is wrong with arguments that do not fit.
        let signature = self.signature(way.target, args)?;
        self.expect_elements(limits, args)?;
        let is_auto = way.target == Target::Auto;
        match self.find(way, args).and_then(|slot| self.in_slot(&slot, limits)) {
            Some(known) if is_auto => known.map(|program| engine_of(program.forks())),
            Some(known) => known.map(|_| way.target),
            None if tiered && way.target.compiles() => Ok(stand_in(way).target),
            None if is_auto => {
                let plan = self.plan(&signature, way, limits, way.passes())?;
                Ok(engine_of(plan.forks()))
            }
            None => Ok(way.target),
        }
    }

    /// Lets go of what stood in for compiled programs, once none is on its way.
    fn let_go_of_stand_ins(&self, way: Way) {
        let stand_in = stand_in(way);
        let mut gone = Vec::new();
        let mut slots = self.programs.write().unwrap_or_else(PoisonError::into_inner);
        if slots.iter().any(|slot| slot.way == way && slot.program.get().is_none()) {
            return;
        }
        slots.retain(|slot| {
            let stays = slot.way != stand_in;
            if !stays {
                gone.push(slot.clone());
            }
            stays
        });
        drop(slots);
        let made = gone.iter().filter_map(|slot| slot.program.get());
        self.weigh(-made.map(|made| made.program.bytes() as i64).sum::<i64>());
    }
}

/// The same program on the engine that needs no compiler.
fn stand_in(way: Way) -> Way {
    Way { target: Target::Interpreter, metering: Metering::NONE, ..way }
}

/// A program to be made.
struct Job {
    kernel: Weak<Inner>,
    slot: Arc<Slot>,
    /// Those of the call that ordered it.
    limits: Limits,
}

impl Job {
    /// Makes the program, if its kernel is still there.
    fn run(self) {
        let Some(kernel) = self.kernel.upgrade() else { return };
        let Job { slot, limits, .. } = self;
        slot.order.set(BEGUN);
        let make = || kernel.make_in(&slot, &limits).is_ok();
        match catch_unwind(AssertUnwindSafe(make)) {
            Ok(true) => {}
            // Known by now; a caller with other limits may order it again.
            Ok(false) => slot.order.set(NONE),
            // A bug of ours shows itself to the next caller, who comes upon it again.
            Err(_) => slot.order.set(LEFT_TO_CALLERS),
        }
        kernel.let_go_of_stand_ins(slot.way);
    }
}

/// The most jobs that wait.
const MOST_JOBS: usize = 1024;

/// The threads that compile: few, as callers need the processors, too.
fn compilers() -> &'static Arc<Background> {
    static COMPILERS: OnceLock<Arc<Background>> = OnceLock::new();
    let start = || {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Arc::new(Background::new("metate compiler", (cores / 4).clamp(1, 4), MOST_JOBS))
    };
    COMPILERS.get_or_init(start)
}

/// Orders the program of a slot.
fn order(kernel: &Arc<Inner>, slot: &Arc<Slot>, limits: &Limits) {
    let job = Job { kernel: Arc::downgrade(kernel), slot: slot.clone(), limits: limits.clone() };
    match compilers().order(Box::new(|| job.run())) {
        Ok(()) => {}
        // The next call asks again.
        Err((Refusal::Full, _)) => slot.order.set(NONE),
        Err((Refusal::NoThread, _)) => slot.order.set(LEFT_TO_CALLERS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;
    use crate::kernel::Kernel;

    fn slot_of(kernel: &Kernel) -> Arc<Slot> {
        let way = kernel.on(Target::Jit).way;
        kernel.inner.slot(way, &args![1.0]).expect("it fits")
    }

    #[test]
    fn a_job_of_a_dropped_kernel_is_not_done() {
        let kernel = Kernel::parse("fn f(x: f64) -> f64 { x + 1.0 }").expect("a kernel");
        let slot = slot_of(&kernel);
        let job = |kernel: &Kernel| Job {
            kernel: Arc::downgrade(&kernel.inner),
            slot: slot.clone(),
            limits: Limits::default(),
        };
        let (late, in_time) = (job(&kernel), job(&kernel));
        in_time.run();
        assert!(slot.program.get().is_some());

        let other = Kernel::parse("fn f(x: f64) -> f64 { x + 2.0 }").expect("a kernel");
        let slot = slot_of(&other);
        let job = Job {
            kernel: Arc::downgrade(&other.inner),
            slot: slot.clone(),
            limits: Limits::default(),
        };
        drop(other);
        job.run();
        assert!(slot.program.get().is_none());
        drop(late);
    }

    /// A bound kernel leaves its entrance open once there is code behind it.
    #[test]
    fn a_bound_kernel_gets_its_entrance() {
        let kernel = Kernel::parse("fn f(x: f64) -> f64 { x * 3.0 }").expect("a kernel");
        let bound = kernel.on(Target::Jit).tiered(true).bind::<fn(f64) -> f64>().expect("it fits");
        assert_eq!(bound.call((1.0,)).expect("no trap"), 3.0);
        assert!(bound.entrance.get().is_none(), "nothing is compiled at the first call");
        let slot = slot_of(&kernel);
        while slot.program.get().is_none() {
            thread::yield_now();
        }
        assert_eq!(bound.call((1.0,)).expect("no trap"), 3.0);
        assert!(bound.entrance.get().is_some());
        assert_eq!(bound.call((2.0,)).expect("no trap"), 6.0);
    }

    /// What stood in goes when the code is there, and so does the tree.
    #[test]
    fn machine_code_replaces_what_stood_in_for_it() {
        let kernel = Kernel::parse("fn f(x: f64) -> f64 { x + 1.0 }").expect("a kernel");
        let on = kernel.on(Target::Jit).tiered(true);
        assert_eq!(on.engine_for(args![1.0]).expect("it fits"), Target::Interpreter);
        assert_eq!(on.call::<f64>(args![1.0]).expect("no trap"), 2.0);
        let slot = slot_of(&kernel);
        while slot.program.get().is_none() || kernel.inner.programs.read().unwrap().len() > 1 {
            thread::yield_now();
        }
        assert!(kernel.inner.module.lock().unwrap().is_none());
        assert_eq!(on.engine_for(args![1.0]).expect("it fits"), Target::Jit);
        assert_eq!(on.call::<f64>(args![1.0]).expect("no trap"), 2.0);
    }
}
