//! What `fast_math` is worth: sum, dot product and a polynomial, with and without its flags.
//!
//! In: nothing. Out: a table of nanoseconds per element, the best of many runs that take turns, and
//! how much faster than without flags. Always true: each row is measured in one process, and the
//! engines agree on every result. Deliberately absent: other engines; `compare` has them.
//!
//! `cargo run --release --example fast_math`

use std::time::Instant;

use metate::FastMath;
use metate::prelude::*;

const ELEMENTS: usize = 10_000;
const ROUNDS: usize = 2_000;

const KERNELS: [&str; 3] = [
    "fn sum(a: &[f64], b: &[f64]) -> f64 {
        let mut s = 0.0;
        for i in 0..a.len() { s += a[i]; }
        s
    }",
    "fn dot(a: &[f64], b: &[f64]) -> f64 {
        let mut s = 0.0;
        for i in 0..a.len() { s += a[i] * b[i]; }
        s
    }",
    "fn horner(a: &[f64], b: &[f64]) -> f64 {
        let mut s = 0.0;
        for i in 0..a.len() {
            let x = a[i];
            s += ((((0.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + b[i];
        }
        s
    }",
];

fn main() -> Result<(), metate::Error> {
    let flags = [
        ("none", FastMath::NONE),
        ("contract", FastMath::NONE.contract(true)),
        ("reassoc", FastMath::NONE.reassoc(true)),
        ("all", FastMath::ALL),
    ];
    let a: Vec<f64> = (0..ELEMENTS).map(|i| (i as f64 * 0.37).sin()).collect();
    let b: Vec<f64> = (0..ELEMENTS).map(|i| (i as f64 * 0.11).cos()).collect();
    println!("ns per element, and how many times as fast, for {ELEMENTS} elements of f64");
    for text in KERNELS {
        let kernel = Kernel::parse(text)?;
        let mut bound = Vec::new();
        for (name, allowed) in flags {
            let [jit, interpreter] = [Target::Jit, Target::Interpreter]
                .map(|target| kernel.on(target).fast_math(allowed));
            let result: f64 = jit.call(args![&a, &b])?;
            let wanted: f64 = interpreter.call(args![&a, &b])?;
            assert_eq!(result.to_bits(), wanted.to_bits(), "engines agree");
            bound.push((name, jit.bind::<fn(&'static [f64], &'static [f64]) -> f64>()?));
        }
        let mut best = vec![f64::INFINITY; bound.len()];
        for _ in 0..ROUNDS {
            for (best, (_, kernel)) in best.iter_mut().zip(&bound) {
                let start = Instant::now();
                kernel.call((&a, &b))?;
                *best = best.min(start.elapsed().as_secs_f64() * 1e9 / ELEMENTS as f64);
            }
        }
        print!("{:>8}", kernel.name());
        for (time, (name, _)) in best.iter().zip(&bound) {
            print!("  {name} {time:.3} ({:.2}x)", best[0] / time);
        }
        println!();
    }
    Ok(())
}
