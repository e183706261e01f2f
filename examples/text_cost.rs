//! What a byte of kernel text costs, from bytes to tree, to checked kernel, to loop IR.
//!
//! ```text
//! cargo run --release --example text_cost
//! ```
//!
//! In: well-formed kernels of 1 to 64 KiB in several shapes. Out: nanoseconds per byte, the best
//! of several runs. Where a column stays the same from row to row, time grows with the text and
//! not with its square.

use std::hint::black_box;
use std::time::{Duration, Instant};

use metate_lang::syntax::{Limits, parse};
use metate_lang::ty::{Layout, ParamTy, Scalar, Signature};
use metate_lang::{front, lower};

/// Lengths in bytes.
const LENGTHS: [usize; 4] = [1 << 10, 4 << 10, 16 << 10, 64 << 10];

/// How long a figure is measured.
const BUDGET: Duration = Duration::from_millis(300);

/// A shape and a kernel of it that is about as long as said.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: [Shape; 5] = [
    ("statements", statements),
    ("variables", variables),
    ("helpers", helpers),
    ("nested blocks", nested),
    ("long sums", sums),
];

const HEAD: &str =
    "pub fn kernel(x: &[f64], y: &mut [f64], n: usize) -> f64 {\n    let mut s = 0.0_f64;\n";

/// `piece` for every number until the text is long enough, between a kernel's head and its end.
fn body(length: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = HEAD.to_owned();
    for number in 1.. {
        text += &piece(number);
        if text.len() >= length {
            break;
        }
    }
    text + "    s\n}\n"
}

fn statements(length: usize) -> String {
    body(length, |number| {
        format!("    if n > {number} {{ y[{number}] = 2.5 * x[{number}] + s.max(1.0); }}\n")
    })
}

fn variables(length: usize) -> String {
    body(length, |number| format!("    let v{number} = {number}.5;\n    s += v{number} * x[n];\n"))
}

fn helpers(length: usize) -> String {
    let mut text = String::new();
    let mut calls = String::new();
    for number in 0.. {
        text += &format!("fn helper{number}(a: f64) -> f64 {{ (a * {number}.0).tanh() + 1.0 }}\n");
        calls += &format!("    s += helper{number}(x[n]);\n");
        if text.len() + calls.len() + HEAD.len() >= length {
            break;
        }
    }
    format!("{text}{HEAD}{calls}    s\n}}\n")
}

/// Towers of twelve loops and branches.
fn nested(length: usize) -> String {
    body(length, |number| {
        let mut text = String::new();
        for depth in 0..6 {
            let indent = "    ".repeat(depth + 1);
            text += &format!("{indent}for i{depth} in 0..n {{ if i{depth} != {number} {{\n");
        }
        text += &format!("{}s += x[i0 + i5];\n", "    ".repeat(7));
        text + &"    }}".repeat(6) + "\n"
    })
}

/// Sums of a hundred terms.
fn sums(length: usize) -> String {
    body(length, |number| {
        let terms: Vec<String> = (0..100).map(|term| format!("x[{term}] * {number}.0")).collect();
        format!("    s += {};\n", terms.join(" + "))
    })
}

fn signature() -> Signature {
    let array = |mutable| ParamTy::Array {
        elem: Scalar::F64,
        rank: 1,
        layout: Layout::Contiguous,
        mutable,
    };
    Signature { params: vec![array(false), array(true), ParamTy::Scalar(Scalar::Usize)] }
}

/// The best time of `work`, in nanoseconds per byte of `text`.
fn cost(text: &str, mut work: impl FnMut(&str)) -> f64 {
    let start = Instant::now();
    let mut best = Duration::MAX;
    let mut runs = 0;
    while runs < 5 || start.elapsed() < BUDGET {
        let before = Instant::now();
        work(black_box(text));
        best = best.min(before.elapsed());
        runs += 1;
    }
    best.as_nanos() as f64 / text.len() as f64
}

fn main() {
    println!("ns per byte          {:>8} {:>9} {:>9} {:>9}", "bytes", "tree", "checked", "loop IR");
    let (limits, signature) = (Limits::default(), signature());
    for (name, make) in SHAPES {
        for length in LENGTHS {
            let text = make(length);
            let module = front::load(&text, None).unwrap_or_else(|problems| panic!("{problems}"));
            let tree = cost(&text, |text| drop(black_box(parse(text, &limits))));
            let checked = cost(&text, |text| drop(black_box(front::load(text, None))));
            let lowered = cost(&text, |_| drop(black_box(lower::lower(&module, &signature))));
            let bytes = text.len();
            println!("{name:<20} {bytes:>8} {tree:>9.1} {checked:>9.1} {lowered:>9.1}");
        }
    }
    println!("tree: from the text; checked: from the text, the tree included; loop IR: from there");
}
