//! What has to hold for every text.
//!
//! In: bytes. Out: what became of them and how long it took. Always true: panics if something
//! does not hold: spans outside of the text, a problem that cannot be shown, a printed kernel
//! that is none or another one, loop IR that does not verify. Deliberately absent: running the
//! kernel, which may not end.

use std::time::{Duration, Instant};

use metate_lang::error::Diagnostics;
use metate_lang::hir::{self, Module};
use metate_lang::syntax::{Limits, parse_bytes};
use metate_lang::ty::Layout;
use metate_lang::util::stack::with_large_stack;
use metate_lang::{front, ir, lower};

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No kernel.
    Refused,
    /// A kernel.
    Accepted,
    /// A kernel that is too large with its helpers inlined.
    TooLarge,
}

/// Takes a text as far as loop IR. The time is that of parsing, checking, lowering and verifying.
pub fn survive(bytes: &[u8]) -> (Fate, Duration) {
    let start = Instant::now();
    let Ok(text) = std::str::from_utf8(bytes) else {
        let problems = parse_bytes(bytes, &Limits::default()).expect_err("this is no UTF-8");
        assert!(!problems.to_string().is_empty());
        return (Fate::Refused, start.elapsed());
    };
    match front::load(text, None) {
        Err(problems) => {
            let time = start.elapsed();
            shown(text, &problems);
            (Fate::Refused, time)
        }
        Ok(module) => {
            let loaded = start.elapsed();
            let (fate, lowered) = shallow_or_large(text, || lowered(&module));
            shallow_or_large(text, || printed(&module));
            (fate, loaded + lowered)
        }
    }
}

/// Runs what recurses on the tree as the library does.
fn shallow_or_large<T: Send>(text: &str, work: impl FnOnce() -> T + Send) -> T {
    if front::is_shallow(text) { work() } else { with_large_stack(work).expect("a thread") }
}

fn shown(text: &str, problems: &Diagnostics) {
    assert!(!problems.list().is_empty(), "refused without a reason");
    for problem in problems.list() {
        let mut spans = problem.context.iter().map(|(span, _)| *span).chain([problem.span]);
        let inside = |lo: u32, hi: u32| lo <= hi && text.get(lo as usize..hi as usize).is_some();
        assert!(spans.all(|span| inside(span.lo, span.hi)), "{problem:?} is not in the text");
    }
    assert!(problems.to_string().contains("error[M"), "{problems}");
}

fn lowered(module: &Module) -> (Fate, Duration) {
    let start = Instant::now();
    match lower::lower(module, &module.signature(Layout::Contiguous)) {
        Err(_) => (Fate::TooLarge, start.elapsed()),
        Ok(func) => {
            ir::verify::verify(&func).unwrap_or_else(|faults| panic!("{}", faults.join("\n")));
            (Fate::Accepted, start.elapsed())
        }
    }
}

/// Printing gives a kernel that prints the same.
fn printed(module: &Module) {
    let once = hir::print::print(module);
    // Types make a text longer; beyond the limit it is refused for that.
    if once.len() > Limits::default().bytes {
        return;
    }
    match front::load(&once, None) {
        Ok(again) => assert_eq!(hir::print::print(&again), once, "prints differently again"),
        Err(problems) => panic!("prints as no kernel:\n{once}\n{problems}"),
    }
}
