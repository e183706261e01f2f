//! From text to the first result: compiled, tiered, and from a cache in memory and on disk.
//!
//! `cargo run --release --example first_result`. Medians over texts that differ in a constant, so
//! that none was seen before; all ways take turns in one run. The interpreter's column is what a
//! first call costs without a compiler at all.

use std::thread;
use std::time::{Duration, Instant};

use metate::prelude::*;
use metate::{Cache, Error};
use ndarray::Array2;

/// A text of its own for each number.
type Text = fn(usize) -> String;

fn go_fast(number: usize) -> String {
    format!(
        "fn kernel(a: ArrayView2<f64>) -> f64 {{\n    let mut trace = {number}.0;\n    \
         for i in 0..a.nrows() {{\n        trace += a[[i, i]].tanh();\n    }}\n    trace\n}}"
    )
}

/// A kernel of about this many lines: one statement on each, in a loop over the diagonal.
fn lines(number: usize, count: usize) -> String {
    let mut text = format!(
        "fn kernel(a: ArrayView2<f64>) -> f64 {{\n    let mut sum = {number}.0;\n    \
         for i in 0..a.nrows() {{\n        let x = a[[i, i]];\n        let mut y = x;\n"
    );
    for line in 0..count.saturating_sub(9) {
        text += match line % 4 {
            0 => "        y = y * x + 0.5;\n",
            1 => "        if y > 2.0 { y = y - x * 1.5; }\n",
            2 => "        sum += y.sqrt() * a[[i, 0]];\n",
            _ => "        y = (y + sum.abs()).min(3.0);\n",
        };
    }
    text + "        sum += y;\n    }\n    sum\n}"
}

const KERNELS: [(&str, Text); 3] = [
    ("go_fast, 7 lines", go_fast),
    ("25 lines", |number| lines(number, 25)),
    ("300 lines", |number| lines(number, 300)),
];

const WAYS: [&str; 6] =
    ["compiled", "and stored", "tiered", "interpreter", "from disk", "in memory"];

fn main() -> Result<(), Error> {
    let folder = std::env::temp_dir().join(format!("metate-first-result-{}", std::process::id()));
    let stored = || Cache::builder().folder(&folder).build();
    let a = Array2::from_shape_fn((10, 10), |(i, j)| (i + j) as f64 / 7.0);
    let rounds = 60;
    println!("text to first result, medians of {rounds} texts");
    print!("{:18}", "");
    WAYS.iter().for_each(|way| print!("{way:>14}"));
    println!();
    for (name, text) in KERNELS {
        let mut times: [Vec<Duration>; WAYS.len()] = Default::default();
        let (memory, disk) = (Cache::new(), stored()?);
        // The first rounds warm the process up and are not counted.
        for round in 0..rounds + 10 {
            let text = text(round);
            let cached = text.replacen("fn kernel", "fn cached", 1);
            memory.kernel(&cached)?.on(Target::Jit).call::<f64>(args![&a])?;
            stored()?.kernel(&cached)?.on(Target::Jit).call::<f64>(args![&a])?;
            let ways: [&dyn Fn() -> Result<f64, Error>; WAYS.len()] = [
                &|| Kernel::parse(&text)?.on(Target::Jit).call(args![&a]),
                &|| disk.kernel(&text)?.on(Target::Jit).call(args![&a]),
                &|| Kernel::parse(&text)?.on(Target::Jit).tiered(true).call(args![&a]),
                &|| Kernel::parse(&text)?.on(Target::Interpreter).call(args![&a]),
                &|| disk.kernel(&cached)?.on(Target::Jit).call(args![&a]),
                &|| memory.kernel(&cached)?.on(Target::Jit).call(args![&a]),
            ];
            let mut results = Vec::new();
            for (way, times) in ways.iter().zip(&mut times) {
                let start = Instant::now();
                let result = way()?;
                if round >= 10 {
                    times.push(start.elapsed());
                }
                results.push(result.to_bits());
                // What a tiered call left to the background is not to disturb the next way.
                thread::sleep(Duration::from_millis(if round >= 10 { 10 } else { 0 }));
            }
            assert!(results.iter().all(|&bits| bits == results[0]), "the same bits");
        }
        print!("{name:18}");
        for times in &mut times {
            times.sort();
            print!("{:>11.1} us", times[times.len() / 2].as_secs_f64() * 1e6);
        }
        println!();
    }
    stored()?.clear_folder();
    let _ = std::fs::remove_dir(&folder);
    Ok(())
}
