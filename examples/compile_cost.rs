//! What a statement of the loop IR costs to compile, and how much machine code it becomes.
//!
//! ```text
//! cargo run --release --example compile_cost
//! ```
//!
//! In: kernels of several shapes with 500 to 50,000 statements, the last also of 200,000, the usual
//! limit. Out: the time from typed tree to machine code, and bytes of code, both by statement. Where
//! a column stays the same from row to row, cost grows with the kernel and not with its square: then
//! `Limits::statements` bounds the time to compile.

use std::time::{Duration, Instant};

use metate::prelude::*;
use metate::{Exceeded, Limits};

/// Statements that are aimed at.
const SIZES: [usize; 4] = [500, 5_000, 50_000, 200_000];

/// A shape that took longer than this is not tried larger.
const ENOUGH: Duration = Duration::from_secs(4);

/// A shape and a kernel of it with so many pieces.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: [Shape; 8] = [
    ("chain of operations", chain),
    ("values all alive", alive),
    ("checked elements", elements),
    ("elements in a loop", stencil),
    ("branches", branches),
    ("nested loops", loops),
    ("mathematical calls", calls),
    ("parallel sums", parallel),
];

fn kernel(pieces: impl Iterator<Item = String>) -> String {
    let body: String = pieces.collect();
    format!(
        "pub fn k(x: &[f64], y: &mut [f64], n: usize) -> f64 {{ let mut s = n as f64 + 1.5;\n{body} s }}\n"
    )
}

fn chain(count: usize) -> String {
    kernel((0..count).map(|number| format!("s = s * s + {number}.5 - s;\n")))
}

fn alive(count: usize) -> String {
    let made = (0..count).map(|number| format!("let v{number} = s * {number}.5;\n"));
    let used = (0..count).map(|number| format!("s += v{number};\n"));
    kernel(made.chain(used))
}

fn elements(count: usize) -> String {
    kernel((0..count).map(|number| format!("y[n + {number}] = x[n / {}] + s;\n", number + 1)))
}

fn stencil(count: usize) -> String {
    let piece = |number| format!("y[i + {}] += x[i + {number}] * {number}.5;\n", number / 2);
    let body: String = (0..count).map(piece).collect();
    kernel([format!("for i in 0..n {{ {body} }}\n")].into_iter())
}

fn branches(count: usize) -> String {
    kernel((0..count).map(|number| format!("if n > {number} {{ s += 1.5; }} else {{ s *= s; }}\n")))
}

fn loops(count: usize) -> String {
    let nest = |number| {
        format!("for i in 0..n {{ for j in 0..i {{ if j != {number} {{ s += x[j]; }} }} }}\n")
    };
    kernel((0..count).map(nest))
}

fn calls(count: usize) -> String {
    kernel((0..count).map(|number| format!("s += (s * {number}.25).tanh().exp();\n")))
}

fn parallel(count: usize) -> String {
    let sum = |number| format!("for i in prange(0..n) {{ s += x[i] * {number}.5; }}\n");
    kernel((0..count).map(sum))
}

/// What compiling a text has cost.
struct Cost {
    statements: usize,
    time: Duration,
    code_bytes: usize,
}

/// Compiles a text; none if it exceeds a limit that cannot be raised.
fn cost(text: &str) -> Option<Cost> {
    let large = Limits::default().bytes(64 << 20).statements(usize::MAX);
    let exceeded = |limits: Limits| {
        let kernel = Kernel::parse_with(text, &large).unwrap_or_else(|error| panic!("{error}"));
        let start = Instant::now();
        let on = kernel.on(Target::Jit).limits(limits);
        let error = on.call::<f64>(args![&[1.0], &mut [1.0], 0_usize]).expect_err("a limit of 0");
        (error.exceeded().cloned(), start.elapsed())
    };
    let (Some(Exceeded::Statements { found: statements, .. }), _) =
        exceeded(large.clone().statements(0))
    else {
        return None;
    };
    // What is too large by a byte has been compiled, and nothing else has been done with it.
    let (Some(Exceeded::CodeBytes { found: code_bytes, .. }), time) =
        exceeded(large.clone().code_bytes(0))
    else {
        return None;
    };
    Some(Cost { statements, time, code_bytes })
}

fn main() {
    println!(
        "{:<20} {:>10} {:>10} {:>13} {:>12} {:>14}",
        "shape", "statements", "ms", "us/statement", "code bytes", "bytes/statement"
    );
    for (name, make) in SHAPES {
        let Some(Cost { statements, .. }) = cost(&make(100)) else { continue };
        let mut longest = Duration::ZERO;
        for size in SIZES {
            if longest > ENOUGH {
                break;
            }
            let Some(cost) = cost(&make(size * 100 / statements)) else {
                println!("{name:<20} {size:>10} exceeds the stack or the code generator");
                continue;
            };
            let (milliseconds, count) = (cost.time.as_secs_f64() * 1e3, cost.statements as f64);
            println!(
                "{name:<20} {:>10} {milliseconds:>10.2} {:>13.2} {:>12} {:>14.1}",
                cost.statements,
                milliseconds * 1e3 / count,
                cost.code_bytes,
                cost.code_bytes as f64 / count
            );
            longest = cost.time;
        }
    }
}
