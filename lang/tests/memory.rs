//! Parsing and checking leave no memory behind. Alone in its process, so that no other test
//! allocates.
//!
//! `METATE_FORMULAS` says how many formulas are parsed, checked and dropped; the memory that the
//! process holds is printed on the way.

#![cfg(target_os = "linux")]

use std::time::Instant;

use metate_lang::front;
use metate_lang::syntax::{Limits, parse};

const KERNEL: &str = "fn go_fast(a: ArrayView2<f64>) -> f64 {
    let mut trace = 0.0;
    for i in 0..a.nrows() { trace += a[[i, i]].tanh(); }
    trace
}";

/// Formulas if nothing else is said.
const FORMULAS: usize = 6_000;

/// Pages that may be held more at the end: a third of the bytes of the texts alone of
/// [`FORMULAS`] formulas would be as many.
const PAGES: usize = 256;

/// Pages of memory that this process holds.
fn resident_pages() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse().unwrap()
}

fn formulas() -> usize {
    let given = std::env::var("METATE_FORMULAS").ok();
    given.map_or(FORMULAS, |text| text.parse().expect("METATE_FORMULAS is a number"))
}

#[test]
fn formulas_leave_no_memory_behind() {
    let check = |number: usize| {
        let text = KERNEL.replace("0.0", &format!("{number}.0"));
        parse(&text, &Limits::default()).unwrap();
        front::load(&text, None).unwrap();
        // What is refused leaves nothing behind, either.
        front::load(&text.replace("a[[i, i]]", "b[[i, j]]"), None).unwrap_err();
    };
    (0..2_000).for_each(check);
    let before = resident_pages();
    let (formulas, start) = (formulas(), Instant::now());
    for number in 0..formulas {
        check(number);
        if (number + 1) % (formulas / 10).max(1) == 0 {
            println!("{:>9} formulas: {:>6} pages held", number + 1, resident_pages());
        }
    }
    let grown = resident_pages().saturating_sub(before);
    println!("{grown} pages more than after the first 2000, in {:?}", start.elapsed());
    assert!(grown < PAGES, "{grown} pages more after {formulas} formulas");
}
