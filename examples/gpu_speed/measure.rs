//! Clocks: the device's and the caller's.
//!
//! In: a kernel, a size. Out: [`Times`] of a call with resident data. Always true: calls that the
//! device times alternate with calls that only the caller does, because timed launches are kept
//! apart; medians of both. Deliberately absent: rates.

use std::time::{Duration, Instant};

use metate::gpu;
use metate::{Error, Target, Value};

use crate::device::{Float, Task, Work};
use crate::suite::{Output, nearly};

/// How much to measure.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// Before the clocks run, so that the device has its full frequency.
    pub(crate) warm: Duration,
    /// Calls by each clock, at least and at most.
    pub(crate) fewest: usize,
    pub(crate) most: usize,
    /// After this long there are no more than the fewest.
    pub(crate) enough: Duration,
}

impl Effort {
    /// For figures to quote.
    pub(crate) const FULL: Effort = Effort {
        warm: Duration::from_millis(200),
        fewest: 5,
        most: 101,
        enough: Duration::from_secs(1),
    };

    /// To see that everything runs.
    pub(crate) const QUICK: Effort =
        Effort { warm: Duration::ZERO, fewest: 2, most: 3, enough: Duration::ZERO };
}

/// What a call takes.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    /// Nanoseconds of its launches by the device's clock, if it has one.
    pub(crate) device: Option<f64>,
    /// Nanoseconds that the caller waits.
    pub(crate) wall: f64,
    /// Launches.
    pub(crate) launches: u64,
    /// Bytes moved, or operations.
    pub(crate) amount: Amount,
}

/// What a call does at least.
#[derive(Clone, Copy)]
pub(crate) enum Amount {
    Bytes(f64),
    Operations(f64),
}

impl Times {
    /// GB/s, or GFLOP/s.
    pub(crate) fn rate(&self) -> f64 {
        let (Amount::Bytes(amount) | Amount::Operations(amount)) = self.amount;
        amount / self.device.unwrap_or(self.wall)
    }
}

/// A kernel, measured.
pub(crate) struct Measured {
    pub(crate) work: &'static str,
    pub(crate) float: Float,
    pub(crate) size: usize,
    pub(crate) agrees: bool,
    pub(crate) times: Times,
}

/// The median.
pub(crate) fn median(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured[measured.len() / 2]
}

/// Times calls of something that was called before, as much as is worth while: `call` is told
/// whether the device's clock runs, and tells what that said.
pub(crate) fn in_turn<E>(
    effort: Effort,
    mut call: impl FnMut(bool) -> Result<u64, E>,
) -> Result<(Vec<f64>, Vec<f64>), E> {
    let start = Instant::now();
    loop {
        call(false)?;
        if start.elapsed() >= effort.warm {
            break;
        }
    }
    let (mut device, mut wall) = (Vec::new(), Vec::new());
    let start = Instant::now();
    while wall.len() < effort.fewest || wall.len() < effort.most && start.elapsed() < effort.enough
    {
        device.push(call(true)? as f64);
        let before = Instant::now();
        call(false)?;
        wall.push(before.elapsed().as_secs_f64() * 1e9);
    }
    Ok((device, wall))
}

/// What a call takes with resident data.
pub(crate) fn measure(
    work: &Work,
    size: usize,
    float: Float,
    effort: Effort,
) -> Result<Times, Error> {
    let kernel = work.kernel(float)?;
    let on = kernel.on(Target::Gpu);
    let mut arguments = work.on_device(size, float)?;
    on.call_values(arguments.args())?;
    let launches = gpu::last_call().dispatches;
    let amount = match work.task {
        Task::Moves(numbers) => Amount::Bytes((numbers(size as u64) * float.bytes()) as f64),
        Task::Computes(operations) => Amount::Operations(operations(size as u64) as f64),
        Task::Counted(each) => Amount::Operations(each as f64 * total(&arguments.written()?)),
    };
    let (device, wall) = in_turn(effort, |timed| {
        gpu::time_launches(timed);
        let called = on.call_values(arguments.args());
        gpu::time_launches(false);
        called.map(|_| gpu::last_call().launch_nanoseconds)
    })?;
    let device = Some(median(device)).filter(|&ns| ns > 0.0);
    Ok(Times { device, wall: median(wall), launches, amount })
}

fn total(counts: &[Value]) -> f64 {
    counts.iter().filter_map(|count| count.as_int()).sum::<i128>() as f64
}

/// Whether the device computes about what machine code does, with arrays of either kind.
pub(crate) fn agrees(work: &Work, size: usize, float: Float) -> Result<bool, Error> {
    let kernel = work.kernel(float)?;
    let output = |target, mut arguments: crate::device::Arguments| {
        let mut values = kernel.on(target).call_values(arguments.args())?;
        values.extend(arguments.written()?);
        Ok::<Output, Error>(Output(values))
    };
    let reference = output(Target::Jit, work.on_host(size, float))?;
    let found = output(Target::Gpu, work.on_device(size, float)?)?;
    Ok(nearly(&found, &reference))
}
