//! How soon a kernel that never ends is stopped: by a deadline, and by a token.
//!
//! In: endless loops of six shapes. Out: for each engine how long after its deadline, or after its
//! token was cancelled, a call returned: the median and the worst of some rounds. Always true: every
//! call is interrupted, or the program fails. Deliberately absent: what looking costs kernels that
//! end, which is `compare --suite --polling`.
//!
//! ```text
//! cargo run --release --example interrupts
//! ```

use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use metate::prelude::*;
use metate::{CancelToken, InterruptKind};

/// Kernels that never end, or not in this century.
const SHAPES: &[(&str, &str)] = &[
    ("an empty loop", "fn k() -> u64 { loop {} }"),
    (
        "nested loops",
        "fn k() -> u64 {
            let mut n = 1u64;
            loop { for i in 0..1000u64 { for j in 0..100u64 { n = n.rotate_left(5) ^ (i * j); } } }
        }",
    ),
    (
        "a loop in a helper",
        "fn turn(n: u64) -> u64 { let mut m = n; while m != 0 { m = m.rotate_left(7) | 1; } m }
        pub fn k() -> u64 { turn(3) }",
    ),
    (
        "a while of floats",
        "fn k() -> u64 { let mut x = 0.5f64; while x < 1.0 { x = (x * 1.25).sin().abs(); } 0 }",
    ),
    (
        "a loop of 2^60",
        "fn k() -> u64 { let mut s = 0u64; for i in 0..1u64 << 60 { s = s.rotate_left(3) ^ i; } s }",
    ),
    (
        "a prange of 2^60",
        "fn k() -> u64 { let mut s = 0u64; for i in prange(0..1u64 << 60) { s ^= i * i.rotate_left(3); } s }",
    ),
];

/// How long a call runs before it is stopped.
const RUN: Duration = Duration::from_millis(20);

const ROUNDS: usize = 25;

fn main() -> Result<(), Box<dyn Error>> {
    let bar = ProgressBar::new((SHAPES.len() * Target::ALL.len()) as u64);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    let mut table = format!(
        "{:<20} {:<12} {:>22} {:>22}\n",
        "endless", "engine", "after the deadline", "after cancel"
    );
    for &(name, text) in SHAPES {
        let kernel = Kernel::parse(text)?;
        for &target in Target::ALL {
            bar.set_message(format!("{name} on {target}"));
            let deadline = rounds(|| after_deadline(&kernel, target))?;
            let cancel = rounds(|| after_cancel(&kernel, target))?;
            let target = target.name();
            table.push_str(&format!("{name:<20} {target:<12} {deadline:>22} {cancel:>22}\n"));
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    print!("{table}\nmedian and worst of {ROUNDS} calls, each stopped after {RUN:?}\n");
    Ok(())
}

fn rounds(
    mut round: impl FnMut() -> Result<Duration, Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    // The first call compiles.
    round()?;
    let mut late = (0..ROUNDS).map(|_| round()).collect::<Result<Vec<_>, _>>()?;
    late.sort();
    let milliseconds = |late: Duration| late.as_secs_f64() * 1e3;
    let (median, worst) = (milliseconds(late[ROUNDS / 2]), milliseconds(late[ROUNDS - 1]));
    Ok(format!("{median:.3} / {worst:.3} ms"))
}

/// How long after its deadline a call returns.
fn after_deadline(kernel: &Kernel, target: Target) -> Result<Duration, Box<dyn Error>> {
    let on = kernel.on(target).deadline(RUN);
    let start = Instant::now();
    expect(on.call::<u64>(args![]), InterruptKind::Deadline)?;
    Ok(start.elapsed().saturating_sub(RUN))
}

/// How long after its token is cancelled a call returns.
fn after_cancel(kernel: &Kernel, target: Target) -> Result<Duration, Box<dyn Error>> {
    let token = CancelToken::new();
    thread::scope(|scope| {
        let call = scope.spawn(|| {
            let result = kernel.on(target).cancel(&token).call::<u64>(args![]);
            (result, Instant::now())
        });
        thread::sleep(RUN);
        let cancelled = Instant::now();
        token.cancel();
        let (result, returned) = call.join().map_err(|_| "the call panicked")?;
        expect(result, InterruptKind::Cancelled)?;
        Ok(returned.saturating_duration_since(cancelled))
    })
}

fn expect(result: Result<u64, metate::Error>, kind: InterruptKind) -> Result<(), Box<dyn Error>> {
    match result {
        Ok(_) => Err("an endless kernel ended".into()),
        Err(error) if error.interrupt().is_some_and(|interrupt| interrupt.kind == kind) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
