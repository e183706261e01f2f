//! Counters: what loops did, exactly, on every engine.
//!
//! In: kernels whose counts are known. Always true: iterations and bytes are those of the text.

use std::thread;

use metate::prelude::*;
use metate::{Counters, KernelCount};

const ENGINES: [Target; 2] = [Target::Interpreter, Target::Jit];

/// Line, entries, iterations, bytes loaded and stored of each loop.
fn facts(counters: &Counters) -> Vec<(usize, u64, u64, u64, u64)> {
    let kernels = counters.kernels();
    let loops = kernels.iter().flat_map(|kernel| &kernel.loops);
    loops.map(|l| (l.line, l.entries, l.iterations, l.bytes_loaded, l.bytes_stored)).collect()
}

#[test]
fn every_kind_of_loop_is_counted() -> Result<(), metate::Error> {
    let text = "\
fn f(x: &[f32], y: &mut [f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        if x[i] > 0.0 {
            y[i] = 1.0;
            continue;
        }
        y[i] = y[i] + 2.0;
    }
    for i in 0..x.len() {
        if x[i] < 0.0 {
            break;
        }
    }
    let mut n = 5;
    while n > 0 {
        n -= 1;
    }
    loop {
        n += 1;
        if n == 4 {
            break;
        }
    }
    for i in prange(0..x.len()) {
        total += x[i] as f64;
    }
    for i in 0..3 {
        for j in i..3 {
            if j == 2 && i == 1 {
                return total + y[0];
            }
        }
    }
    total
}";
    let kernel = Kernel::parse(text)?;
    for target in ENGINES {
        let counters = Counters::new();
        let (x, mut y) = ([1.0_f32, 2.0, -1.0, 1.0], [0.0; 4]);
        kernel.on(target).counters(&counters).call::<f64>(args![&x, &mut y])?;
        assert_eq!(y, [1.0, 1.0, 2.0, 1.0]);
        let expected = [
            // Three of four take the shorter way.
            (3, 1, 4, 16 + 8, 24 + 8),
            (10, 1, 3, 12, 0),
            (16, 1, 5, 0, 0),
            (19, 1, 4, 0, 0),
            (25, 1, 4, 16, 0),
            // Left by the `return`, in its second iteration; `y[0]` is loaded in front of it.
            (28, 1, 2, 0, 0),
            (29, 2, 5, 8, 0),
        ];
        assert_eq!(facts(&counters), expected, "{target}\n{counters}");
    }
    Ok(())
}

#[test]
fn counts_sum_up_over_calls_bindings_and_threads() -> Result<(), metate::Error> {
    let text = "fn sum(x: &[f64]) -> f64 {\n    let mut s = 0.0;\n    \
                for i in 0..x.len() {\n        s += x[i];\n    }\n    s\n}";
    let kernel = Kernel::parse(text)?;
    let counters = Counters::new();
    let on = kernel.on(Target::Jit).counters(&counters);
    let bound = on.bind::<fn(&'static [f64]) -> f64>()?;
    let x = vec![1.0; 100];
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    assert_eq!(bound.call((&x,)).expect("no traps"), 100.0);
                    let total: f64 = on.call(args![&x]).expect("no traps");
                    assert_eq!(total, 100.0);
                }
            });
        }
    });
    assert_eq!(facts(&counters), [(3, 80, 8000, 64_000, 0)]);
    let kernels = counters.kernels();
    let [KernelCount { calls: 80, loops, time, own_time, .. }] = kernels.as_slice() else {
        panic!("one kernel, called 80 times:\n{counters}");
    };
    assert!(!loops[0].time.is_zero() && *time == *own_time + loops[0].time);
    assert_eq!(loops[0].own_time, loops[0].time);
    let table = counters.to_string();
    assert!(table.contains("3 | for i in 0..x.len() {") && table.contains("64000"), "{table}");
    counters.reset();
    assert!(counters.kernels().is_empty());
    assert_eq!(kernel.on(Target::Jit).call::<f64>(args![&x])?, 100.0);
    assert!(counters.kernels().is_empty(), "a call that was not asked to count");
    Ok(())
}

#[test]
fn a_call_that_traps_counts_what_it_left() -> Result<(), metate::Error> {
    let text = "fn f(x: &[f64]) -> f64 {\n    let mut s = 0.0;\n    for i in 0..3 {\n        s += x[i];\n    }\n    \
                for i in 0..9 {\n        s += x[i];\n    }\n    s\n}";
    let kernel = Kernel::parse(text)?;
    for target in ENGINES {
        let counters = Counters::new();
        let x = [1.0; 5];
        let error = kernel.on(target).counters(&counters).call::<f64>(args![&x]);
        assert!(error.expect_err("it traps").trap().is_some());
        assert_eq!(counters.kernels()[0].calls, 0);
        assert_eq!(facts(&counters), [(3, 1, 3, 24, 0), (6, 0, 0, 0, 0)]);
    }
    Ok(())
}
