//! What several threads gain.
//!
//! In: kernels of the suite, a number of threads. Out: a [`Threaded`] each. Always true: machine code
//! for one thread, the code for several on one of them, and that on all of them are called in turn,
//! in one run, on the same data, all in the dynamic way. The serial part is measured too: the share
//! of a call on one thread that is spent outside of loops that fork, as the counters of the loops
//! tell it; the bound is Amdahl's for it. Deliberately absent: what limits loops that fork, such as
//! the memory that all cores share.

use std::cell::RefCell;
use std::time::Duration;

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
    let timings = in_turn(effort, ways.iter().map(|on| run(on, &workload)).collect())?;
    let [jit, one, all] = &timings[..] else { unreachable!("three ways") };
    let speedup = 1.0 / jit.ratio(all);
    let (jit, one, all) = (jit.median(), one.median(), all.median());
    let serial = serial_part(&kernel, &mut workload.borrow_mut())?;
    Ok(Threaded { kernel: case.name, size, threads, jit, one, all, speedup, serial })
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
        })
        .to_string()
    }
}

/// What threads gain, kernel by kernel and all in all.
pub(crate) fn report(measured: &[Threaded]) -> String {
    let threads = measured.first().map_or(0, |threaded| threaded.threads);
    let all = format!("{threads} threads");
    let headings =
        ["kernel", "size", "jit", "1 thread", all.as_str(), "speed-up", "serial part", "bound"];
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
