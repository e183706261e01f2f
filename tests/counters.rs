//! Counters: what loops and lines did, exactly, on every engine.
//!
//! In: kernels whose counts are known. Always true: iterations and accesses are those of the text.

use std::thread;

use metate::prelude::*;
use metate::{Arg, Counters, KernelCount};

const ENGINES: [Target; 3] = [Target::Interpreter, Target::InterpreterAfterPasses, Target::Jit];

/// Line, entries, iterations, bytes loaded and stored of each loop.
fn facts(counters: &Counters) -> Vec<(usize, u64, u64, u64, u64)> {
    let kernels = counters.kernels();
    let loops = kernels.iter().flat_map(|kernel| &kernel.loops);
    loops.map(|l| (l.line, l.entries, l.iterations, l.bytes_loaded, l.bytes_stored)).collect()
}

/// Line, loads and their bytes, stores and their bytes.
type LineFacts = (usize, u64, u64, u64, u64);

fn lines(counters: &Counters) -> Vec<LineFacts> {
    let kernels = counters.kernels();
    let lines = kernels.iter().flat_map(|kernel| &kernel.lines);
    lines.map(|l| (l.line, l.loads, l.bytes_loaded, l.stores, l.bytes_stored)).collect()
}

/// All accesses of a kernel: by its lines, and by its loops and what is outside of them.
fn sums(kernel: &KernelCount) -> [[u64; 4]; 2] {
    let add = |mut sums: [u64; 4], more: [u64; 4]| {
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        sums
    };
    let lines = kernel.lines.iter();
    let lines = lines.map(|l| [l.loads, l.bytes_loaded, l.stores, l.bytes_stored]);
    let loops = kernel.loops.iter();
    let loops = loops.map(|l| [l.loads, l.bytes_loaded, l.stores, l.bytes_stored]);
    let KernelCount { loads, bytes_loaded, stores, bytes_stored, .. } = *kernel;
    [lines.fold([0; 4], add), loops.fold([loads, bytes_loaded, stores, bytes_stored], add)]
}

/// Counts one call on each engine, whether it traps or not: what its lines did.
fn check_lines<'a>(
    text: &str,
    mut args: impl FnMut() -> Vec<Arg<'a>>,
    traps: bool,
    expected: &[LineFacts],
) {
    let kernel = Kernel::parse(text).unwrap_or_else(|error| panic!("{error}"));
    for target in ENGINES {
        let counters = Counters::new();
        let result = kernel.on(target).counters(&counters).call_values(args());
        let trapped = result.is_err_and(|error| error.trap().is_some());
        assert_eq!(trapped, traps, "{target}");
        assert_eq!(lines(&counters), expected, "{target}\n{counters}");
        let kernels = counters.kernels();
        let [by_line, by_loop] = sums(&kernels[0]);
        assert_eq!(by_line, by_loop, "{target}\n{counters}");
        let sources: Vec<&str> = text.lines().map(str::trim).collect();
        assert!(kernels[0].lines.iter().all(|line| line.source == sources[line.line - 1]));
    }
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
        let expected = [
            (4, 4, 16, 0, 0),
            (5, 0, 0, 3, 24),
            (8, 1, 8, 1, 8),
            (11, 3, 12, 0, 0),
            (26, 4, 16, 0, 0),
            (31, 1, 8, 0, 0),
        ];
        assert_eq!(lines(&counters), expected, "{target}\n{counters}");
    }
    Ok(())
}

#[test]
fn a_line_counts_what_its_branches_did() {
    let text = "\
fn f(x: &[f64], y: &mut [f32]) -> f64 {
    let mut s = x[0];
    for i in 0..x.len() {
        let picked = if x[i] > 2.0 { x[i] } else if x[i] > 1.0 { x[0] } else { 0.0 };
        s += picked;
        if i % 2 == 0 {
            y[i] += 1.0;
        } else {
            y[0] = y[i];
        }
        match i {
            1 | 2 => y[i] = 4.0,
            _ => {}
        }
        s = s
            + x[i]
            + x[0];
    }
    s
}";
    let x = [1.0, 2.0, 3.0, 4.0, 1.0];
    let expected = [
        (2, 1, 8, 0, 0),
        // Each looks once; two are above 2.0; of the other three all look again, one is above 1.0.
        (4, 5 + 2 + 3 + 1, 88, 0, 0),
        (7, 3, 12, 3, 12),
        (9, 2, 8, 2, 8),
        (12, 0, 0, 2, 8),
        (16, 5, 40, 0, 0),
        (17, 5, 40, 0, 0),
    ];
    check_lines(text, || vec![Arg::from(&x), Arg::from(vec![0.0_f32; 5].leak())], false, &expected);
}

#[test]
fn lines_of_helpers_count_for_all_that_call_them() {
    let text = "\
fn clamped(x: &[f64], i: usize) -> f64 {
    if i >= x.len() {
        return x[x.len() - 1];
    }
    x[i]
}

pub fn f(x: &[f64], y: &mut [f64]) {
    y[0] = clamped(x, 9);
    for i in 0..y.len() {
        y[i] = clamped(x, i) + clamped(x, i + 1);
    }
}";
    let x = [1.0, 2.0, 3.0];
    let expected = [
        // One outside of the loop; with `i` the last of four, with `i + 1` the last two.
        (3, 1 + 1 + 2, 32, 0, 0),
        (5, 3 + 2, 40, 0, 0),
        (9, 0, 0, 1, 8),
        (11, 0, 0, 4, 32),
    ];
    check_lines(text, || vec![Arg::from(&x), Arg::from(vec![0.0; 4].leak())], false, &expected);
}

#[test]
fn nested_and_parallel_loops_count_each_line() {
    let text = "\
fn f(a: ArrayView2<f32>, rows: &mut [f64], bins: &mut [f64], idx: &[usize]) -> f64 {
    let mut total = 0.0;
    for i in prange(0..a.nrows()) {
        let mut s = 0.0;
        for j in 0..a.ncols() {
            if a[[i, j]] > 0.0 {
                s += a[[i, j]] as f64;
            }
        }
        rows[i] = s;
        bins[idx[i]] += s;
        total += s;
    }
    let mut kept = [0.0; 4];
    for k in 0..bins.len() {
        kept[k % 4] += bins[k];
    }
    total + kept[1]
}";
    let a = ndarray::arr2(&[[1.0_f32, -1.0, 1.0], [0.0, 0.0, 2.0]]);
    let idx = [1_usize, 1];
    let expected = [
        (6, 6, 24, 0, 0),
        (7, 3, 12, 0, 0),
        (10, 0, 0, 2, 16),
        (11, 2 + 2, 32, 2, 16),
        // A fixed array's elements are stored when it is made, and loaded like others.
        (14, 0, 0, 4, 32),
        (16, 10, 80, 5, 40),
        (18, 1, 8, 0, 0),
    ];
    let args = || {
        let (rows, bins) = (vec![0.0; 2].leak(), vec![0.0; 5].leak());
        vec![Arg::from(&a), Arg::from(rows), Arg::from(bins), Arg::from(&idx)]
    };
    check_lines(text, args, false, &expected);
}

/// Loops that passes run in groups, write out, or write twice count as the text has them.
#[test]
fn what_passes_make_of_loops_is_not_counted() {
    let text = "\
fn f(x: &[f64], y: &mut [f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        s += x[i] * x[i];
    }
    for i in 0..n {
        y[i] = 2.0 * x[i];
    }
    for i in 0..3 {
        s += y[i];
    }
    s
}";
    let x = vec![1.0; 1000];
    for n in [0_usize, 1, 2, 3, 4, 5, 7, 8, 9, 1000] {
        let count = n as u64;
        let expected = [
            (4, 2 * count, 16 * count, 0, 0),
            (7, count, 8 * count, count, 8 * count),
            (10, 3, 24, 0, 0),
        ];
        let args = || vec![Arg::from(&x), Arg::from(vec![0.0; 1000].leak()), Arg::from(n)];
        check_lines(text, args, false, &expected);
    }
    // Here the copy of the first loop runs that makes its check.
    let guarded = "\
fn f(x: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        if i == 5 {
            break;
        }
        s += x[i] + x[0];
    }
    s
}";
    let short = [1.0; 5];
    let args = || vec![Arg::from(&short), Arg::from(900_usize)];
    check_lines(guarded, args, false, &[(7, 10, 80, 0, 0)]);
}

/// Nothing is counted that did not happen: what stands in front of the trap up to where control
/// could last have parted is missing, and so is a loop that was not left.
#[test]
fn a_call_that_traps_counts_what_it_finished() {
    let text = "\
fn f(x: &[f64], y: &mut [f64]) -> f64 {
    y[0] = x[0];
    for i in 0..3 {
        y[i] = x[i];
    }
    let mut s = y[1];
    for i in 0..9 {
        if x[0] > 1.0 {
            break;
        }
        s += x[0] + x[i];
        y[i] = s;
    }
    for i in 0..2 {
        y[i] = 0.0;
    }
    s
}";
    let x = [1.0; 5];
    let expected = [
        (2, 1, 8, 1, 8),
        (4, 3, 24, 3, 24),
        (6, 1, 8, 0, 0),
        // The sixth iteration looks and goes on, and then traps at `x[5]`.
        (8, 6, 48, 0, 0),
        (11, 10, 80, 0, 0),
        (12, 0, 0, 5, 40),
        (15, 0, 0, 0, 0),
    ];
    let args = || vec![Arg::from(&x), Arg::from(vec![0.0; 9].leak())];
    check_lines(text, args, true, &expected);

    let inner = "\
fn f(x: &[f64], y: &mut [f64]) {
    for i in 0..4 {
        y[i] = x[i];
        for j in 0..3 {
            y[i] += x[j];
        }
        y[0] = x[i + 2];
    }
}";
    // The loop around is not left; its inner one was, four times.
    let x = [1.0; 5];
    let expected = [(3, 0, 0, 0, 0), (5, 24, 192, 12, 96), (7, 0, 0, 0, 0)];
    check_lines(inner, || vec![Arg::from(&x), Arg::from(vec![0.0; 9].leak())], true, &expected);
}

#[test]
fn lines_are_those_of_the_file_of_an_inline_kernel() -> Result<(), metate::Error> {
    #[kernel]
    fn twice(x: &[f64], y: &mut [f64]) {
        for i in 0..x.len() {
            y[i] = 2.0 * x[i];
        }
    }
    let here = line!() as usize - 3;
    let counters = Counters::new();
    let (x, mut y) = ([1.0; 3], [0.0; 3]);
    twice::kernel().on(Target::Jit).counters(&counters).call::<()>(args![&x, &mut y])?;
    assert_eq!(y, [2.0; 3]);
    assert_eq!(lines(&counters), [(here, 3, 24, 3, 24)]);
    assert_eq!(counters.kernels()[0].lines[0].source, "y[i] = 2.0 * x[i];");
    Ok(())
}

#[test]
fn tables_stand_in_columns() -> Result<(), metate::Error> {
    let text = "\
fn f(x: &[f64], y: &mut [f32]) {
    for i in 0..x.len() {
        if x[i] > 0.5 {
            y[0] = 1.0;
        }
    }
}";
    let kernel = Kernel::parse(text)?;
    let counters = Counters::new();
    let (x, mut y) = (vec![0.0; 123_456], [0.0_f32]);
    kernel.on(Target::Jit).counters(&counters).call::<()>(args![&x, &mut y])?;
    let table = counters.to_string();
    let (loops, lines) = table.split_once("\n\n").expect("two tables");
    assert_eq!(
        lines,
        "   loads   bytes  stores  bytes  line
  123456  987648       0      0     3 | if x[i] > 0.5 {
       0       0       0      0     4 | y[0] = 1.0;
"
    );
    let loops: Vec<&str> = loops.lines().skip(1).collect();
    let [head, first, outside] = loops.as_slice() else { panic!("three rows\n{table}") };
    assert!(head.ends_with("entries  iterations   loads   bytes  stores  bytes  line"), "{table}");
    assert!(
        first.ends_with(
            "      1      123456  123456  987648       0      0     2 | for i in 0..x.len() {"
        ),
        "{table}"
    );
    assert!(
        outside.ends_with("       0       0       0      0         outside of loops"),
        "{table}"
    );
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
    assert_eq!(lines(&counters), [(4, 8000, 64_000, 0, 0)]);
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

/// A loop that nothing is left of may have more iterations than any that runs.
#[test]
fn counts_that_are_too_large_stay_the_largest() -> Result<(), metate::Error> {
    let text = "fn f(n: u64) -> u64 {\n    let mut s = 0;\n    for i in 0..n {\n        s += i;\n    }\n    n\n}";
    let kernel = Kernel::parse(text)?;
    let counters = Counters::new();
    for _ in 0..2 {
        kernel.on(Target::Jit).counters(&counters).call::<u64>(args![u64::MAX])?;
    }
    assert_eq!(facts(&counters), [(3, 2, u64::MAX, 0, 0)]);
    Ok(())
}
