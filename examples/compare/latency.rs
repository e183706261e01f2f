//! What metate costs around a kernel: calls, and text to first result.
//!
//! In: how much to measure. Out: medians. Always true: each way of calling is compared with a
//! call through a function pointer in the same rounds, and every text whose latency is measured
//! differs from all others, so nothing can be cached. Deliberately absent: the kernels' own time.

use std::hint::black_box;
use std::time::Instant;

use metate::Error;
use metate::prelude::*;

use crate::measure::{Effort, Fresh, Run, Spread, in_turn, nanoseconds};
use crate::suite::{self, TINY};

#[kernel]
fn same(x: f64) -> f64 {
    x
}

#[kernel]
fn corner(a: ArrayView2<f64>) -> f64 {
    a[[0, 0]]
}

/// Nanoseconds per call of kernels that do nothing, by a way of calling.
pub(crate) struct Calls {
    /// What the kernel takes.
    pub(crate) argument: &'static str,
    /// The native function through a pointer that the compiler cannot see through.
    pub(crate) pointer: f64,
    /// A bound kernel.
    pub(crate) bound: f64,
    /// A kernel that compares types at each call.
    pub(crate) dynamic: f64,
}

/// Measures calls.
pub(crate) fn calls(effort: Effort) -> Result<Vec<Calls>, Error> {
    Ok(vec![scalar_calls(effort)?, array_calls(effort)?])
}

fn scalar_calls(effort: Effort) -> Result<Calls, Error> {
    let pointer: fn(f64) -> f64 = black_box(same);
    let bound = same::kernel().on(Target::Jit).bind::<fn(f64) -> f64>()?;
    let dynamic = same::kernel().on(Target::Jit);
    calls_of(
        "a number",
        effort,
        [
            repeat(|| Ok(pointer(black_box(1.0)))),
            repeat(|| bound.call((black_box(1.0),))),
            repeat(|| dynamic.call(args![black_box(1.0)])),
        ],
    )
}

fn array_calls(effort: Effort) -> Result<Calls, Error> {
    let a = Array2::<f64>::ones((TINY, TINY));
    let pointer: fn(ArrayView2<f64>) -> f64 = black_box(corner);
    let bound = corner::kernel().on(Target::Jit).bind::<fn(ArrayView2<'static, f64>) -> f64>()?;
    let dynamic = corner::kernel().on(Target::Jit);
    calls_of(
        "an array",
        effort,
        [
            repeat(|| Ok(pointer(black_box(&a).view()))),
            repeat(|| bound.call((black_box(&a).view(),))),
            repeat(|| dynamic.call(args![black_box(&a)])),
        ],
    )
}

fn repeat<'c>(call: impl Fn() -> Result<f64, Error> + 'c) -> Run<'c> {
    Box::new(move |calls| {
        for _ in 0..calls {
            black_box(call()?);
        }
        Ok(())
    })
}

fn calls_of(
    argument: &'static str,
    effort: Effort,
    mut ways: [Run<'_>; 3],
) -> Result<Calls, Error> {
    // The first calls compile.
    ways.iter_mut().try_for_each(|way| way(1))?;
    let timings = in_turn(effort, ways.into_iter().collect())?;
    let [pointer, bound, dynamic] = [0, 1, 2].map(|way| timings[way].median());
    Ok(Calls { argument, pointer, bound, dynamic })
}

/// Nanoseconds from the text of go_fast to its first result on 10 by 10 elements.
pub(crate) struct TextToResult {
    /// How many texts were measured.
    pub(crate) texts: usize,
    /// Parsing and checking.
    pub(crate) parse: Spread,
    /// Making what the interpreter runs: lowering, verifying and planning.
    pub(crate) lower: Spread,
    /// All that makes machine code, the above included.
    pub(crate) compile: Spread,
    /// The run itself.
    pub(crate) run: Spread,
    /// From text to result.
    pub(crate) total: Spread,
    /// The slowest in a hundred of that.
    pub(crate) total_p99: f64,
    /// Letting go of the kernel and its machine code.
    pub(crate) drop: Spread,
}

/// Text to first result in a process that has compiled before, stage by stage.
pub(crate) fn text_to_result(effort: Effort) -> Result<TextToResult, Error> {
    let case = suite::case("go_fast").expect("part of the suite");
    let mut data = (case.prepare)(10);
    let mut measured: [Vec<f64>; 6] = Default::default();
    for number in 0..effort.texts {
        let lowered = text(case.text, 2 * number);
        let lowered = Fresh::new(&lowered, &mut data, Target::Interpreter)?;
        let text = text(case.text, 2 * number + 1);
        let Fresh { kernel, parse, first, second } = Fresh::new(&text, &mut data, Target::Jit)?;
        let start = Instant::now();
        drop(kernel);
        let drop = nanoseconds(start.elapsed());
        let lower = lowered.first - lowered.second;
        let row = [parse, lower, first - second, second, parse + first, drop];
        for (list, value) in measured.iter_mut().zip(row) {
            list.push(value);
        }
    }
    let total_p99 = percentile_99(&measured[4]);
    let [parse, lower, compile, run, total, drop] = measured.map(Spread::of);
    Ok(TextToResult { texts: effort.texts, parse, lower, compile, run, total, total_p99, drop })
}

fn percentile_99(measured: &[f64]) -> f64 {
    let mut sorted = measured.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() - 1) * 99 / 100]
}

/// The kernel with another constant in it.
fn text(original: &str, number: usize) -> String {
    let changed = original.replace("trace = 0.0", &format!("trace = {number}.5"));
    assert_ne!(changed, original, "the text starts its sum from 0.0");
    changed
}
