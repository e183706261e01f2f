//! What live kernels take, and that nothing stays of dropped ones. Alone in its process, so that no
//! other test allocates.
//!
//! `METATE_FORMULAS` says how many formulas are alive at a time.

#![cfg(target_os = "linux")]

use metate::Cache;
use metate::prelude::*;

/// Formulas if nothing else is said.
const FORMULAS: usize = 1_000;

/// KiB that a live kernel may take: text, code and all.
const MOST_EACH: f64 = 16.0;

/// KiB by which the process may have grown at the end: nothing of any kernel.
const MOST_LEFT: f64 = 5.0 * 1024.0;

/// KiB of memory that this process holds.
fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
    let pages: f64 = statm.split(' ').nth(1).expect("the second word").parse().expect("a number");
    pages * 4.0
}

fn formula(number: usize) -> String {
    format!(
        "fn f(x: &[f64], mut y: ArrayViewMut1<f64>) {{
            for i in 0..x.len() {{
                y[i] = {number}.5 * (x[i] - {number}.25).tanh() + x[i].sqrt() / (1.0 + x[i] * x[i]);
            }}
        }}"
    )
}

#[test]
fn live_kernels_are_small_and_dropped_ones_gone() {
    let formulas = std::env::var("METATE_FORMULAS").ok();
    let formulas = formulas.map_or(FORMULAS, |text| text.parse().expect("a number"));
    let (x, mut y) = ([0.5; 8], ndarray::Array1::<f64>::zeros(8));
    let mut call = |kernel: &Kernel| {
        kernel.on(Target::Jit).call::<()>(args![&x[..], &mut y]).expect("no traps");
    };
    let mut live = |from: usize| -> Vec<Kernel> {
        let make = |number| Kernel::parse(&formula(number)).expect("a kernel");
        let kernels: Vec<Kernel> = (from..from + formulas).map(make).collect();
        kernels.iter().for_each(&mut call);
        kernels
    };
    // The allocator and the threads of the process settle first, with trees of all kernels at once.
    drop(live(0));
    let before = resident();
    let mut made = Vec::new();
    for round in 1..4 {
        made.clear();
        made = live(round * formulas);
        let each = (resident() - before) / formulas as f64;
        println!("round {round}: {each:.2} KiB for each of {formulas} live kernels");
        assert!(each <= MOST_EACH, "{each} KiB");
    }
    drop(made);
    let left = resident() - before;
    println!("{left} KiB more than before are left of {} dropped kernels", 3 * formulas);
    assert!(left < MOST_LEFT, "{left} KiB");

    // A cache keeps to its bound in what the process holds, not only in what it counts.
    let most = 4 << 20;
    let cache = Cache::builder().max_bytes(most).build().expect("no folder");
    for number in 0..3 * formulas {
        let text = formula(100_000 + number);
        call(&cache.kernel(&text).expect("a kernel"));
    }
    let (held, counted) = (resident() - before, cache.statistics());
    println!("a cache of {} KiB: {held} KiB held, {counted:?}", most >> 10);
    assert!(counted.bytes <= most && counted.evictions > 0, "{counted:?}");
    assert!(held < MOST_LEFT + (most >> 10) as f64, "{held} KiB");
}
