//! Speed of the mathematical functions, as rustc vectorises them.
//!
//! In: nothing. Out: for each function the nanoseconds an element takes in an array that stays in
//! the second-level cache: std's function called for each, ours called for each, our fast path in
//! a loop that rustc makes lanes of, and the less accurate variant where there is one. The medians of
//! interleaved rounds. Lanes are those of the processor if it is told to rustc:
//!
//! ```text
//! RUSTFLAGS="-C target-cpu=native -C target-feature=-prefer-256-bit" \
//!     cargo run --release -p metate-lang --example math_speed [-- --json] [NAME..]
//! ```
//!
//! Always true: inputs lie where the fast path holds; the last element is looked at, so nothing is
//! left out. Deliberately absent: other libraries (`benches/peers/math_functions.py` runs them beside this).

use std::env;
use std::hint::black_box;
use std::time::Instant;

use metate_lang::math::{erf, exp, hyper, log, pow, trig};
use metate_lang::math::{f32 as ours32, f64 as ours64};

/// Bytes of an array: it and its results fit the second-level cache.
const BYTES: usize = 128 << 10;
/// Rounds, of which the median is told.
const ROUNDS: usize = 41;

/// What is timed: fills the results from the inputs.
type Job<T> = Box<dyn FnMut(&[T], &[T], &mut [T])>;

/// A function at a type.
struct Row {
    name: &'static str,
    ty: &'static str,
    /// What was timed, and its nanoseconds an element.
    times: Vec<(&'static str, f64)>,
}

/// Marsaglia's xorshift (2003).
fn uniform(low: f64, high: f64, seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        low + (high - low) * ((state >> 11) as f64 / (1u64 << 53) as f64)
    };
    (0..count).map(|_| next()).collect()
}

fn time<T: Copy + Default>(
    x: &[T],
    y: &[T],
    jobs: &mut [(&'static str, Job<T>)],
) -> Vec<(&'static str, f64)> {
    let mut out = vec![T::default(); x.len()];
    let mut all = vec![Vec::new(); jobs.len()];
    for round in 0..ROUNDS + 2 {
        for (times, (_, job)) in all.iter_mut().zip(jobs.iter_mut()) {
            let start = Instant::now();
            job(black_box(x), black_box(y), black_box(&mut out));
            let time = start.elapsed().as_secs_f64() * 1e9 / x.len() as f64;
            black_box(out[out.len() - 1]);
            // The first two warm up.
            if round >= 2 {
                times.push(time);
            }
        }
    }
    for times in &mut all {
        times.sort_by(f64::total_cmp);
    }
    jobs.iter().zip(all).map(|((name, _), times)| (*name, times[ROUNDS / 2])).collect()
}

macro_rules! job {
    (1, $float:ident, $f:expr) => {
        Box::new(|x: &[$float], _: &[$float], out: &mut [$float]| {
            for (to, &x) in out.iter_mut().zip(x) {
                *to = $f(x);
            }
        })
    };
    (2, $float:ident, $f:expr) => {
        Box::new(|x: &[$float], y: &[$float], out: &mut [$float]| {
            for ((to, &x), &y) in out.iter_mut().zip(x).zip(y) {
                *to = $f(x, y);
            }
        })
    };
}

macro_rules! rows {
    ($wanted:ident, $rows:ident; $($count:tt $name:ident $float:ident [$low:expr, $high:expr] $std:expr, $ours:expr; $($kind:ident $f:path),*;)*) => {$(
        if $wanted(stringify!($name)) {
            let count = BYTES / size_of::<$float>();
            let x: Vec<$float> = uniform($low, $high, 1, count).iter().map(|&x| x as $float).collect();
            let y: Vec<$float> = uniform(-3.0, 3.0, 2, count).iter().map(|&y| y as $float).collect();
            let mut jobs: Vec<(&'static str, Job<$float>)> = vec![
                ("std", job!($count, $float, $std)),
                ("call", job!($count, $float, $ours)),
                $((stringify!($kind), job!($count, $float, $f)),)*
            ];
            let times = time(&x, &y, &mut jobs);
            $rows.push(Row { name: stringify!($name), ty: stringify!($float), times });
        }
    )*};
}

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let names: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|other| *other == name);
    let mut rows = Vec::new();
    rows! { wanted, rows;
        1 tanh f64 [-4.0, 4.0] f64::tanh, ours64::tanh; fast hyper::tanh_fast, approx hyper::tanh_approx;
        1 exp f64 [-10.0, 10.0] f64::exp, ours64::exp; fast exp::exp_fast;
        1 ln f64 [1e-3, 100.0] f64::ln, ours64::ln; fast log::ln_fast, approx log::ln_approx;
        1 sin f64 [-100.0, 100.0] f64::sin, ours64::sin; fast trig::sin_fast, approx trig::sin_approx;
        1 cos f64 [-100.0, 100.0] f64::cos, ours64::cos; fast trig::cos_fast, approx trig::cos_approx;
        2 powf f64 [1e-3, 100.0] f64::powf, ours64::powf; fast pow::powf_fast;
        1 erf f64 [-4.0, 4.0] libm::erf, ours64::erf; fast erf::erf_fast;
        1 tanh f32 [-4.0, 4.0] f32::tanh, ours32::tanh; fast hyper::tanh_f32_fast, approx hyper::tanh_f32_approx;
        1 exp f32 [-10.0, 10.0] f32::exp, ours32::exp; fast exp::exp_f32_fast;
        1 ln f32 [1e-3, 100.0] f32::ln, ours32::ln; fast log::ln_f32_fast, approx log::ln_f32_approx;
        1 sin f32 [-100.0, 100.0] f32::sin, ours32::sin; fast trig::sin_f32_fast, approx trig::sin_f32_approx;
        1 cos f32 [-100.0, 100.0] f32::cos, ours32::cos; fast trig::cos_f32_fast, approx trig::cos_f32_approx;
        2 powf f32 [1e-3, 100.0] f32::powf, ours32::powf; fast pow::powf_f32_fast;
        1 erf f32 [-4.0, 4.0] libm::erff, ours32::erf; fast erf::erf_f32_fast;
    }
    print(&rows, args.iter().any(|arg| arg == "--json"));
}

fn print(rows: &[Row], json: bool) {
    if !json {
        println!(
            "{:<8} {:<5} {:>9} {:>9} {:>9} {:>9}  ns per element",
            "function", "type", "std", "call", "fast", "approx"
        );
    }
    for Row { name, ty, times } in rows {
        if json {
            let times: Vec<String> =
                times.iter().map(|(what, time)| format!("\"{what}\": {time:.4}")).collect();
            println!("{{\"name\": \"{name}\", \"type\": \"{ty}\", {}}}", times.join(", "));
            continue;
        }
        print!("{name:<8} {ty:<5}");
        for what in ["std", "call", "fast", "approx"] {
            match times.iter().find(|(name, _)| *name == what) {
                Some((_, time)) => print!(" {time:>9.3}"),
                None => print!(" {:>9}", "-"),
            }
        }
        println!();
    }
}
