//! Parsing leaves no memory behind. Alone in its process, so that no other test allocates.

#![cfg(target_os = "linux")]

use metate_lang::syntax::{Limits, parse};

const KERNEL: &str = "fn go_fast(a: ArrayView2<f64>) -> f64 {
    let mut trace = 0.0;
    for i in 0..a.nrows() { trace += a[[i, i]].tanh(); }
    trace
}";

/// Pages of memory that this process holds.
fn resident_pages() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn parsing_leaves_no_memory_behind() {
    let parse_many = |count: usize| {
        for number in 0..count {
            let text = KERNEL.replace("0.0", &format!("{number}.0"));
            parse(&text, &Limits::default()).unwrap();
        }
    };
    parse_many(2_000);
    let before = resident_pages();
    parse_many(20_000);
    let grown = resident_pages().saturating_sub(before);
    // One kept byte in five of the text alone would be this much.
    assert!(grown < 1024, "{grown} pages more after 20,000 texts");
}
