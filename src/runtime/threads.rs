//! Threads: loops of generated code, and calls of a batch, on several of them.
//!
//! In: a region of generated code and the range that it is to run. Out: all of it run, or where the
//! first iteration stopped. Always true: parts of the range are handed out in ascending order to
//! whoever is free, the caller among them, and none behind the first that stopped; so what is
//! reported is what a run in order would have met. The caller waits for helpers that have begun, but
//! for none that has not: a busy pool makes nobody wait for others' work. Whoever calls on a thread
//! of a rayon pool is helped by that pool, others by one of the process. Deliberately absent: what
//! a region computes.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, Thread};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::code::{Context, Entry};
use crate::interrupt::Signal;

/// The most threads that a caller may ask for.
pub const MOST_THREADS: usize = 1024;

/// Modelled cycles below which a loop stays on the thread that it is on. Measured on two cores: a
/// call for help costs about 8 microseconds, and the helper comes after some 50; maps of `tanh` and
/// nested sums gain from 80 microseconds of work on. Loops of a few simple operations do several in
/// a cycle, so that for them this is 20 microseconds, for the others 110.
pub const LEAST_WORK: f64 = 262_144.0;

/// Into how many parts for each thread what is left is cut: the first parts are large, the last ones
/// are small, so that all threads end together.
const PARTS: u64 = 4;

/// How often whoever waits for helpers looks before it sleeps.
const SPINS: u32 = 2_000;

/// Helpers, for each thread of a crew, that one caller has waiting for a thread of a pool: with more
/// the pool is busy, and nobody asks for others.
const MOST_WAITING: usize = 8;

/// The threads that work for a call.
#[derive(Clone, Copy, Debug)]
pub struct Crew {
    /// How many there are, the caller's among them.
    threads: usize,
    /// Those besides the caller's, unless that belongs to a pool.
    others: Others,
    /// The modelled cycles below which a loop stays on the thread that it is on.
    least_work: f64,
    /// Whether the caller alone runs loops, from their last part to the first: for tests.
    is_backwards: bool,
}

/// Where the threads besides the caller's come from.
#[derive(Clone, Copy, Debug)]
enum Others {
    /// There are none.
    None,
    /// A pool that is there.
    Pool(&'static ThreadPool),
    /// A pool that is made when somebody is asked for help.
    Later,
}

impl Crew {
    /// So many threads, or as many as the machine has cores for this process, of which none is
    /// started before there is work for it. Where the system gives no threads the caller's does all.
    pub fn later(threads: Option<NonZero<usize>>) -> Crew {
        let threads = threads.map_or_else(cores, NonZero::get);
        let others = if threads > 1 { Others::Later } else { Others::None };
        Crew { threads, others, least_work: LEAST_WORK, is_backwards: false }
    }

    /// The same, with all threads there.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(threads: Option<NonZero<usize>>) -> io::Result<Crew> {
        static ALL: OnceLock<Crew> = OnceLock::new();
        if let Some(threads) = threads {
            return Crew::of(threads.get());
        }
        if let Some(&all) = ALL.get() {
            return Ok(all);
        }
        let all = Crew::of(cores())?;
        Ok(*ALL.get_or_init(|| all))
    }

    fn of(threads: usize) -> io::Result<Crew> {
        let others = if threads > 1 { Others::Pool(pool(threads - 1)?) } else { Others::None };
        Ok(Crew { threads, others, least_work: LEAST_WORK, is_backwards: false })
    }

    /// The same crew, which works together however little there is to do: for tests.
    pub fn eager(self) -> Crew {
        Crew { least_work: 0.0, ..self }
    }

    /// The caller alone, who runs loops from their last part to the first, each of one integer; and
    /// all of them, whichever stops: for tests.
    pub fn backwards(self) -> Crew {
        Crew { is_backwards: true, ..self.eager() }
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.threads
    }

    fn spawn(&self, help: impl FnOnce() + Send + 'static) {
        match self.others {
            _ if rayon::current_thread_index().is_some() => rayon::spawn(help),
            Others::Pool(pool) => pool.spawn(help),
            Others::Later => {
                if let Ok(pool) = pool(self.threads - 1) {
                    pool.spawn(help);
                }
            }
            Others::None => {}
        }
    }
}

/// How many cores there are for this process; asked for once, since the system reads files for it.
fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, NonZero::get))
}

/// A pool of at least so many threads, made if there is none; it stays as long as the process.
fn pool(threads: usize) -> io::Result<&'static ThreadPool> {
    static POOLS: Mutex<BTreeMap<usize, &'static ThreadPool>> = Mutex::new(BTreeMap::new());
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    // Few sizes, so that there are few pools.
    let others = cores() - 1;
    let size = if threads <= others { others } else { threads.next_power_of_two() };
    if let Some(pool) = pools.get(&size) {
        return Ok(pool);
    }
    let builder = ThreadPoolBuilder::new().num_threads(size);
    let pool = builder.thread_name(|number| format!("metate {number}")).build();
    let pool: &'static ThreadPool = Box::leak(Box::new(pool.map_err(io::Error::other)?));
    pools.insert(size, pool);
    Ok(pool)
}

/// Runs a region for each integer of a range, on the threads of the context's crew if there is work
/// enough for them. The status is 0, or that of the first iteration that stopped, whose operands are
/// in the context then.
///
/// # Safety
/// `context` is that of the call. `region` follows the convention of [`Entry`], where `words` are
/// what it captures, and its third operand the limits of the part to run; its runs for different
/// parts may be at the same time.
pub unsafe extern "C" fn fork(
    context: *mut Context,
    region: Entry,
    words: *const u64,
    lo: u64,
    hi: u64,
    work: f64,
    reports: u64,
) -> u32 {
    if lo >= hi {
        return 0;
    }
    // SAFETY: the caller vouches for the context; whoever made it, for its crew.
    let (context, crew) = unsafe { (&mut *context, (*context).crew.as_ref()) };
    context.pot = &raw mut context.fuel;
    let several = |crew: &&Crew| crew.threads > 1 && hi - lo > 1 && work >= crew.least_work;
    let crew = crew.filter(|crew| crew.is_backwards || several(crew));
    let Some(crew) = crew else {
        let mut part = [lo, hi];
        // SAFETY: as the caller says.
        return unsafe { region(context, words, part.as_mut_ptr()) };
    };
    let mut share = Parts::new(lo, hi, crew.threads);
    share.reports = (reports != 0).then_some(context.signal);
    let run = Run {
        region,
        words,
        signal: context.signal,
        pot: context.pot,
        clock: context.clock,
        stopped: Mutex::new(None),
    };
    if crew.is_backwards {
        (lo..hi).rev().for_each(|number| _ = run.run(number, number + 1));
    } else {
        // SAFETY: `run` may be called on several threads at the same time, as the caller says of
        // the region; what it points at lives until `on_all` returns.
        unsafe { on_all(crew, share, &run) };
    }
    let stopped = run.stopped.into_inner().unwrap_or_else(PoisonError::into_inner);
    match stopped {
        None => 0,
        Some(Stopped { status, first, second, .. }) => {
            (context.first, context.second) = (first, second);
            status
        }
    }
}

/// Does `work` for each number below `count`, on all threads of a crew.
///
/// # Panics
/// If `work` does, once nobody works any more.
pub fn each(crew: &Crew, count: usize, work: &(dyn Fn(usize) + Sync)) {
    let each = Each { work, panic: Mutex::new(None) };
    if count > 0 {
        // SAFETY: `work` may be called on several threads at the same time: it is `Sync`.
        unsafe { on_all(crew, Parts::new(0, count as u64, crew.threads), &each) };
    }
    let panic = each.panic.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}

/// Calls of a Rust function.
struct Each<'w> {
    work: &'w (dyn Fn(usize) + Sync),
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

impl Work for Each<'_> {
    fn run(&self, from: u64, to: u64) -> bool {
        // Whoever panics elsewhere sees nothing of what is left half done here.
        let all = || (from..to).for_each(|number| (self.work)(number as usize));
        let result = catch_unwind(AssertUnwindSafe(all));
        let is_done = result.is_ok();
        if let Err(panic) = result {
            *self.panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic);
        }
        is_done
    }
}

/// What runs part of a range.
trait Work {
    /// Whether all of the part was run.
    fn run(&self, from: u64, to: u64) -> bool;
}

/// A region of a call.
struct Run {
    region: Entry,
    words: *const u64,
    signal: *const Signal,
    pot: *mut i64,
    clock: extern "C" fn() -> u64,
    stopped: Mutex<Option<Stopped>>,
}

/// What stopped a part.
struct Stopped {
    from: u64,
    status: u32,
    first: u64,
    second: u64,
}

impl Work for Run {
    fn run(&self, from: u64, to: u64) -> bool {
        let mut context =
            Context { signal: self.signal, pot: self.pot, clock: self.clock, ..Context::default() };
        let mut part = [from, to];
        // SAFETY: whoever called `fork` vouches for the region and its words; all that is shared
        // (signal and fuel) the region touches by atomic operations alone.
        let status = unsafe { (self.region)(&mut context, self.words, part.as_mut_ptr()) };
        if status == 0 {
            return true;
        }
        let mut stopped = self.stopped.lock().unwrap_or_else(PoisonError::into_inner);
        if stopped.as_ref().is_none_or(|earlier| from < earlier.from) {
            let Context { first, second, .. } = context;
            *stopped = Some(Stopped { from, status, first, second });
        }
        false
    }
}

/// What is left of a range.
struct Parts {
    next: AtomicU64,
    lo: u64,
    hi: u64,
    threads: u64,
    done: AtomicU64,
    /// Who is told how far it is.
    reports: Option<*const Signal>,
}

impl Parts {
    fn new(lo: u64, hi: u64, threads: usize) -> Parts {
        let (next, done) = (AtomicU64::new(lo), AtomicU64::new(0));
        Parts { next, lo, hi, threads: threads as u64, done, reports: None }
    }

    /// The next part, if any is left.
    fn take(&self) -> Option<(u64, u64)> {
        let mut from = self.next.load(Ordering::Relaxed);
        loop {
            let left = self.hi.checked_sub(from).filter(|&left| left > 0)?;
            let to = from + left.div_ceil(PARTS * self.threads);
            let order = Ordering::Relaxed;
            match self.next.compare_exchange_weak(from, to, order, order) {
                Ok(_) => return Some((from, to)),
                Err(now) => from = now,
            }
        }
    }

    /// Nothing is handed out any more: a part has stopped, and all in front of it are on their way.
    fn end(&self) {
        self.next.store(self.hi, Ordering::Relaxed);
    }

    fn report(&self, part: u64) {
        let done = self.done.fetch_add(part, Ordering::Relaxed) + part;
        if let Some(signal) = self.reports {
            // SAFETY: the signal of a call lives until it returns, and who reports works for it.
            unsafe { (*signal).report(done, self.hi - self.lo) };
        }
    }
}

/// Work that several threads do together; what it points at is there until it is closed.
struct Shared {
    parts: Parts,
    work: *const (dyn Work + 'static),
    /// How many helpers have begun, with [`CLOSED`] once the caller lets nobody begin any more.
    helpers: AtomicUsize,
    caller: Thread,
}

/// Marks work that is over.
const CLOSED: usize = 1 << (usize::BITS - 1);

thread_local! {
    /// Helpers that this thread has asked for, and that wait for a thread of their pool.
    static WAITING: Arc<AtomicUsize> = Arc::default();
}

// SAFETY: what it points at is shared with other threads only by `on_all`, whose caller vouches for it.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Shared {
    fn work(&self) {
        while let Some((from, to)) = self.parts.take() {
            // SAFETY: the work is there until it is closed, and it is not while a helper has begun.
            if !unsafe { (*self.work).run(from, to) } {
                self.parts.end();
            }
            self.parts.report(to - from);
        }
    }

    fn help(&self) {
        // The order of this and of closing is one: either the caller sees the helper, or it the end.
        if self.helpers.fetch_add(1, Ordering::AcqRel) & CLOSED == 0 {
            self.work();
        }
        if self.helpers.fetch_sub(1, Ordering::AcqRel) == CLOSED | 1 {
            self.caller.unpark();
        }
    }

    /// Lets nobody begin any more, and waits for those that have.
    fn close(&self) {
        let mut helpers = self.helpers.fetch_or(CLOSED, Ordering::AcqRel) | CLOSED;
        let mut spins = 0;
        while helpers != CLOSED {
            match spins < SPINS {
                true => std::hint::spin_loop(),
                false => thread::park(),
            }
            spins += 1;
            helpers = self.helpers.load(Ordering::Acquire);
        }
    }
}

/// Runs all parts on the threads of a crew.
///
/// # Safety
/// The work may be done by several threads at the same time.
unsafe fn on_all(crew: &Crew, parts: Parts, work: &dyn Work) {
    let helpers =
        (crew.threads - 1).min(usize::try_from(parts.hi - parts.lo - 1).unwrap_or(usize::MAX));
    // SAFETY: the lifetime is only left out: `close` below waits for everybody who uses it.
    let work =
        unsafe { std::mem::transmute::<*const (dyn Work + '_), *const (dyn Work + 'static)>(work) };
    let shared =
        Arc::new(Shared { parts, work, helpers: AtomicUsize::new(0), caller: thread::current() });
    let most = MOST_WAITING * crew.threads;
    // A thread that is about to end works alone.
    let waiting = WAITING.try_with(Arc::clone).ok();
    for waiting in std::iter::repeat_n(waiting.as_ref(), helpers).flatten() {
        if waiting.load(Ordering::Relaxed) >= most {
            break;
        }
        waiting.fetch_add(1, Ordering::Relaxed);
        let (shared, waiting) = (shared.clone(), Arc::clone(waiting));
        crew.spawn(move || {
            waiting.fetch_sub(1, Ordering::Relaxed);
            shared.help();
        });
    }
    shared.work();
    shared.close();
}
