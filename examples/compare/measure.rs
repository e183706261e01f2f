//! Clocks: what a call takes when everything is warm, and what the first one takes.
//!
//! In: a workload and engines. Out: a [`Spread`] of nanoseconds per call for each engine, and the
//! [`FirstCall`] of a fresh kernel, stage by stage. Always true: engines are measured in turn,
//! round by round, so that a change of the machine's clock hits all alike. Deliberately absent:
//! means and outlier rules; medians and quartiles need neither.

use std::time::{Duration, Instant};

use metate::{Error, Kernel, Target};

use crate::suite::{Case, Engine, TINY, Workload};

/// How much to measure.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// How long a batch of calls should take; a single call may take longer.
    batch: Duration,
    /// Batches per engine.
    rounds: usize,
    /// When this much time has gone into an engine it takes no part in further rounds...
    enough: Duration,
    /// ...if it has taken part in this many.
    fewest: usize,
    /// Distinct texts in a measurement of latency.
    pub(crate) texts: usize,
}

impl Effort {
    /// For figures to quote.
    pub(crate) const FULL: Effort = Effort {
        batch: Duration::from_millis(1),
        rounds: 101,
        enough: Duration::from_millis(1200),
        fewest: 3,
        texts: 400,
    };

    /// For many kernels in minutes.
    pub(crate) const SUITE: Effort = Effort {
        batch: Duration::from_millis(1),
        rounds: 41,
        enough: Duration::from_millis(300),
        fewest: 3,
        texts: 100,
    };

    /// To see that everything runs.
    pub(crate) const QUICK: Effort = Effort {
        batch: Duration::from_micros(200),
        rounds: 5,
        enough: Duration::from_millis(20),
        fewest: 2,
        texts: 20,
    };
}

/// A call that takes this long is not measured a second time.
const LONG: Duration = Duration::from_secs(1);

/// The middle half of some measurements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    /// A quarter is below.
    pub(crate) lower: f64,
    /// Half is below.
    pub(crate) median: f64,
    /// A quarter is above.
    pub(crate) upper: f64,
}

impl Spread {
    /// Of at least one measurement.
    pub(crate) fn of(mut measured: Vec<f64>) -> Spread {
        measured.sort_by(f64::total_cmp);
        let at = |fraction: f64| {
            let place = fraction * (measured.len() - 1) as f64;
            let (below, above) =
                (measured[place.floor() as usize], measured[place.ceil() as usize]);
            below + (above - below) * place.fract()
        };
        Spread { lower: at(0.25), median: at(0.5), upper: at(0.75) }
    }

    /// The width of the middle half relative to the median.
    pub(crate) fn relative(self) -> f64 {
        (self.upper - self.lower) / self.median
    }
}

/// The measurements of one of several contestants, round by round.
pub(crate) struct Timing {
    rounds: Vec<f64>,
}

impl Timing {
    /// Their middle half.
    pub(crate) fn spread(&self) -> Spread {
        Spread::of(self.rounds.clone())
    }

    /// The median.
    pub(crate) fn median(&self) -> f64 {
        self.spread().median
    }

    /// How many times as long another took: the median over the rounds that both took part in, so
    /// that a machine which slows down for a while slows down both sides of a ratio.
    pub(crate) fn ratio(&self, other: &Timing) -> f64 {
        let ratios = other.rounds.iter().zip(&self.rounds).map(|(other, own)| other / own);
        Spread::of(ratios.collect()).median
    }
}

/// Something to be called as many times over as it is told.
pub(crate) type Run<'w> = Box<dyn FnMut(u64) -> Result<(), Error> + 'w>;

/// One of those, and its measurements.
struct Contestant<'w> {
    run: Run<'w>,
    batch: u64,
    spent: Duration,
    ns_per_call: Vec<f64>,
}

impl Contestant<'_> {
    /// Finds out how many calls make a batch; of a long call it is the measurement.
    fn calibrate(&mut self, effort: Effort) -> Result<(), Error> {
        loop {
            let took = timed(|| (self.run)(self.batch))?;
            if self.batch == 1 && took > LONG {
                self.ns_per_call.push(nanoseconds(took));
                return Ok(());
            }
            if took * 2 > effort.batch || self.batch > 1 << 30 {
                let calls = self.batch as f64 * effort.batch.as_secs_f64() / took.as_secs_f64();
                self.batch = (calls as u64).max(1);
                return Ok(());
            }
            self.batch *= 2;
        }
    }

    fn measure(&mut self, effort: Effort) -> Result<(), Error> {
        let is_long = self.ns_per_call.first().is_some_and(|&ns| ns > nanoseconds(LONG));
        let is_enough = self.spent >= effort.enough && self.ns_per_call.len() >= effort.fewest;
        if !is_long && !is_enough {
            let took = timed(|| (self.run)(self.batch))?;
            self.spent += took;
            self.ns_per_call.push(nanoseconds(took) / self.batch as f64);
        }
        Ok(())
    }
}

/// Nanoseconds per call of each function, none of which is called here for the first time.
pub(crate) fn in_turn(effort: Effort, runs: Vec<Run<'_>>) -> Result<Vec<Timing>, Error> {
    let contestant = |run| Contestant { run, batch: 1, spent: Duration::ZERO, ns_per_call: vec![] };
    let mut contestants: Vec<Contestant<'_>> = runs.into_iter().map(contestant).collect();
    for contestant in &mut contestants {
        contestant.calibrate(effort)?;
    }
    for _ in 0..effort.rounds {
        for contestant in &mut contestants {
            contestant.measure(effort)?;
        }
    }
    Ok(contestants
        .into_iter()
        .map(|contestant| Timing { rounds: contestant.ns_per_call })
        .collect())
}

/// Nanoseconds per call of a workload on each engine, each of which has run it before.
pub(crate) fn steady_state(
    effort: Effort,
    workload: &mut Workload,
    engines: &[Engine],
) -> Result<Vec<Timing>, Error> {
    let workload = std::cell::RefCell::new(workload);
    let run = |&engine: &Engine| {
        let workload = &workload;
        Box::new(move |calls| workload.borrow_mut().run(engine, calls)) as Run<'_>
    };
    in_turn(effort, engines.iter().map(run).collect())
}

/// Nanoseconds from a kernel's text to its first result.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FirstCall {
    /// Parsing and checking; nothing for what rustc compiled.
    pub(crate) parse: Option<f64>,
    /// Making the program: lowering, planning, and for the JIT generating code.
    pub(crate) compile: Option<f64>,
    /// The first run of the program on the data.
    pub(crate) run: f64,
}

impl FirstCall {
    /// All of it.
    pub(crate) fn total(self) -> f64 {
        self.parse.unwrap_or(0.0) + self.compile.unwrap_or(0.0) + self.run
    }
}

/// The first call of a fresh kernel.
///
/// A kernel is compiled for types and layouts, never for sizes: so its first call is made on
/// tiny data, and the same call again tells how much of that was running and not compiling. Then
/// comes the first run on the data proper.
pub(crate) fn first_call(
    case: &Case,
    workload: &mut Workload,
    engine: Engine,
) -> Result<FirstCall, Error> {
    let Some(target) = engine.target() else {
        let run = nanoseconds(timed(|| workload.run(engine, 1))?);
        return Ok(FirstCall { run, ..FirstCall::default() });
    };
    let mut tiny = (case.prepare)(TINY);
    let Fresh { kernel, parse, first, second } = Fresh::new(case.text, &mut tiny, target)?;
    let run = nanoseconds(timed(|| workload.call(&kernel.on(target), 1))?);
    Ok(FirstCall { parse: Some(parse), compile: Some((first - second).max(0.0)), run })
}

/// A kernel called twice, and the nanoseconds that each step took.
pub(crate) struct Fresh {
    /// The kernel.
    pub(crate) kernel: Kernel,
    /// Parsing and checking its text.
    pub(crate) parse: f64,
    /// The first call, which makes the program.
    pub(crate) first: f64,
    /// The second call, which finds it.
    pub(crate) second: f64,
}

impl Fresh {
    /// Makes a kernel and calls it on a workload.
    pub(crate) fn new(text: &str, workload: &mut Workload, target: Target) -> Result<Fresh, Error> {
        let start = Instant::now();
        let kernel = Kernel::parse(text)?;
        let parse = nanoseconds(start.elapsed());
        let first = nanoseconds(timed(|| workload.call(&kernel.on(target), 1))?);
        let second = nanoseconds(timed(|| workload.call(&kernel.on(target), 1))?);
        Ok(Fresh { kernel, parse, first, second })
    }
}

/// How long something took.
pub(crate) fn timed<E>(work: impl FnOnce() -> Result<(), E>) -> Result<Duration, E> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

/// A duration in nanoseconds.
pub(crate) fn nanoseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}
