//! What several threads gain.
//!
//! In: kernels of the suite, a number of threads. Out: a [`Threaded`] each. Always true: machine code
//! for one thread, the code for several on one of them, and that on all of them are called in turn,
//! in one run, on the same data, all in the dynamic way. The serial part is measured too: the share
//! of a call on one thread that is spent outside of loops that fork, as the counters of the loops
//! tell it; the bound is Amdahl's for it. Beside each kernel stands how many cores the machine had
//! to give at that moment: busy loops on as many threads against one. Deliberately absent: what
//! limits loops that fork, such as the memory that all cores share.

use std::cell::RefCell;
use std::thread;
use std::time::{Duration, Instant};

use metate::explain::Placement;
use metate::{Counters, Error, Kernel, On, Target};
use serde_json::json;

use crate::measure::{Effort, Run, in_turn};
use crate::report::{geometric_mean, table, time};
use crate::suite::{Case, Workload};

/// A kernel on one thread and on several.
pub(crate) struct Threaded {
    kernel: &'static str,
    size: usize,
    threads: usize,
    /// Nanoseconds of a call, medians: code for one thread, code for several on one and on all.
    jit: f64,
    one: f64,
    all: f64,
    /// How many times as fast as code for one thread it is on all threads.
    speedup: f64,
    /// The share of a call that no other thread can help with; all of it where no loop forks.
    serial: f64,
    /// How many threads' worth of work the machine did with busy loops on as many threads.
    cores: f64,
}

/// Measures a kernel on one thread and on several.
pub(crate) fn measure(
    case: &'static Case,
    threads: usize,
    effort: Effort,
) -> Result<Threaded, Error> {
    let size = case.size();
    let workload = RefCell::new((case.prepare)(size));
    let kernel = Kernel::parse(case.text)?;
    let on = |threads| kernel.on(Target::Threads).threads(threads);
    let ways = [kernel.on(Target::Jit), on(1), on(threads)];
    // The first calls compile.
    ways.iter().try_for_each(|on| workload.borrow_mut().call(on, 1))?;
    let before = cores(threads);
    let timings = in_turn(effort, ways.iter().map(|on| run(on, &workload)).collect())?;
    let cores = (before + cores(threads)) / 2.0;
    let [jit, one, all] = &timings[..] else { unreachable!("three ways") };
    let speedup = 1.0 / jit.ratio(all);
    let (jit, one, all) = (jit.median(), one.median(), all.median());
    let serial = serial_part(&kernel, &mut workload.borrow_mut())?;
    Ok(Threaded { kernel: case.name, size, threads, jit, one, all, speedup, serial, cores })
}

/// How many times as much busy loops do on so many threads as on one, at this moment.
fn cores(threads: usize) -> f64 {
    fn busy() {
        let mut number = std::hint::black_box(1u64);
        for _ in 0..4_000_000 {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        }
        std::hint::black_box(number);
    }
    let time = |threads: usize| {
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(busy);
            }
        });
        start.elapsed().as_secs_f64()
    };
    let mut ratios: Vec<f64> = (0..5).map(|_| threads as f64 * time(1) / time(threads)).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn run<'r>(on: &'r On<'r>, workload: &'r RefCell<Workload>) -> Run<'r> {
    Box::new(move |calls| workload.borrow_mut().call(on, calls))
}

/// The share of a call on one thread that is spent outside of loops that fork.
fn serial_part(kernel: &Kernel, workload: &mut Workload) -> Result<f64, Error> {
    let counters = Counters::new();
    let on = kernel.on(Target::Threads).threads(1);
    let report = workload.report(&on)?;
    let counting = on.counters(&counters);
    for _ in 0..3 {
        workload.reset();
        workload.call(&counting, 1)?;
    }
    let Some(counted) = counters.kernels().into_iter().next() else { return Ok(1.0) };
    let forks = |line: usize| {
        report.loops().iter().any(|l| l.line == line && l.placement == Placement::Threads)
    };
    let forked = counted.loops.iter().filter(|count| forks(count.line));
    let forked: Duration = forked.map(|count| count.time).sum();
    let share = forked.as_secs_f64() / counted.time.as_secs_f64().max(f64::MIN_POSITIVE);
    Ok((1.0 - share).clamp(0.0, 1.0))
}

impl Threaded {
    /// Amdahl's bound: what so many threads could gain if nothing but the serial part limited them.
    fn bound(&self) -> f64 {
        1.0 / (self.serial + (1.0 - self.serial) / self.threads as f64)
    }

    /// As one line of JSON.
    pub(crate) fn json(&self) -> String {
        json!({
            "kernel": self.kernel,
            "size": self.size,
            "threads": self.threads,
            "jit_ns": self.jit,
            "one_thread_ns": self.one,
            "all_threads_ns": self.all,
            "speedup": self.speedup,
            "serial_part": self.serial,
            "amdahl_bound": self.bound(),
            "cores": self.cores,
        })
        .to_string()
    }
}

/// What threads gain, kernel by kernel and all in all.
pub(crate) fn report(measured: &[Threaded]) -> String {
    let threads = measured.first().map_or(0, |threaded| threaded.threads);
    let all = format!("{threads} threads");
    let headings = [
        "kernel",
        "size",
        "jit",
        "1 thread",
        all.as_str(),
        "speed-up",
        "serial part",
        "bound",
        "cores",
    ];
    let row = |t: &Threaded| {
        vec![
            t.kernel.to_owned(),
            t.size.to_string(),
            time(t.jit),
            time(t.one),
            time(t.all),
            format!("{:.2}", t.speedup),
            format!("{:.1}%", 100.0 * t.serial),
            format!("{:.2}", t.bound()),
            format!("{:.2}", t.cores),
        ]
    };
    let rows: Vec<Vec<String>> = measured.iter().map(row).collect();
    let forking = || measured.iter().filter(|threaded| threaded.serial < 1.0);
    let mean = geometric_mean(forking().map(|threaded| threaded.speedup));
    let mean = mean.map_or(String::new(), |mean| {
        let count = forking().count();
        format!("\ngeometric mean of the speed-up   {mean:.2} over {count} kernels with loops that fork\n")
    });
    table(&headings, &["kernel"], &rows) + &mean
}
