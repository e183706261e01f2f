//! Several threads: the same bits, the same first trap, whoever calls from wherever.
//!
//! In: kernels with parallel loops of every kind. Out: agreement with the interpreter for any number
//! of threads, in pools, inside of other calls and at the same time. Always true: handles are eager,
//! so that small loops run on several threads too. Deliberately absent: clocks; `compare --threads`
//! measures.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use metate::explain::Placement;
use metate::prelude::*;
use metate::{Cache, CancelToken, Counters, ErrorKind, InterruptKind, Limits, On, Value};

/// Numbers of threads: fewer and more than there are cores.
const THREADS: &[usize] = &[1, 2, 3, 7, 64];

fn parse(text: &str) -> Kernel {
    Kernel::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn eager(kernel: &Kernel, threads: usize) -> On<'_> {
    kernel.on(Target::Threads).eager().threads(threads)
}

/// Numbers whose sum depends on its order.
fn numbers(count: usize) -> Vec<f64> {
    (0..count).map(|i| ((i * 7919) % 1009) as f64 / 7.0 - 61.3).collect()
}

/// A kernel of an array in and an array out gives the same everywhere.
fn check(text: &str, lengths: &[usize]) {
    let kernel = parse(text);
    for &length in lengths {
        let (x, before) = (numbers(length), numbers(17));
        let mut wanted_out = before.clone();
        let wanted = kernel.on(Target::Interpreter).call_values(args![&x, &mut wanted_out]);
        for &threads in THREADS {
            for on in [eager(&kernel, threads), kernel.on(Target::Threads).threads(threads)] {
                let mut out = before.clone();
                let got = on.call_values(args![&x, &mut out]);
                let what = format!("{length} on {on:?}");
                match (&wanted, got) {
                    (Ok(wanted), Ok(got)) => {
                        assert!(
                            wanted.iter().zip(&got).all(|(a, b)| a.same(*b)),
                            "{what}: {got:?}"
                        );
                        let bits = |x: &[f64]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                        assert_eq!(bits(&wanted_out), bits(&out), "{what}");
                    }
                    (wanted, got) => assert_eq!(*wanted, got, "{what}"),
                }
            }
        }
    }
}

const LENGTHS: &[usize] = &[0, 1, 2, 5, 33, 100, 4095, 4096, 4097, 20_000];

#[test]
fn sums_of_floats_have_one_order() {
    check(
        "fn k(x: &[f64], out: &mut [f64]) -> (f64, f64, f64) {
            let mut sum = 0.5;
            let mut product = 1.0;
            let mut less = 3.0;
            for i in prange(0..x.len()) {
                sum += x[i];
                product *= 1.0 + x[i] / 1e6;
                less -= x[i] * x[i];
            }
            (sum, product, less)
        }",
        LENGTHS,
    );
}

#[test]
fn sums_in_bodies_with_loops_have_one_order() {
    check(
        "fn k(x: &[f64], out: &mut [f64]) -> f64 {
            let mut sum = 0.0;
            for i in prange(0..x.len()) {
                for j in 0..3 {
                    sum += x[i] / (j as f64 + 1.0);
                }
            }
            sum
        }",
        &[0, 1, 2, 31, 32, 33, 1023, 1024, 1025, 3000],
    );
}

#[test]
fn what_is_exact_is_exact() {
    check(
        "fn k(x: &[f64], out: &mut [f64]) -> (i64, u8, f64, f64, usize, f64, bool, u32) {
            let mut sum = 3i64;
            let mut product = 3u8;
            let mut low = 0.0f64;
            let mut high = f64::NAN;
            let mut best = f64::INFINITY;
            let mut at = 0;
            let mut all = true;
            let mut bits = 0u32;
            for i in prange(0..x.len()) {
                let v = x[i];
                sum += v as i64;
                product *= v as u8;
                low = low.min(v);
                high = high.max(v);
                if v < best {
                    best = v;
                    at = i;
                }
                all &= v < 1e9;
                bits ^= v as u32;
            }
            (sum, product, low, high, at, best, all, bits)
        }",
        LENGTHS,
    );
}

#[test]
fn the_first_of_equal_extrema_wins() {
    let text = "fn k(x: &[i32]) -> (i32, usize) {
        let mut best = -1;
        let mut at = 77;
        for i in prange(0..x.len()) {
            if x[i] > best {
                best = x[i];
                at = i;
            }
        }
        (best, at)
    }";
    let kernel = parse(text);
    for length in [0, 1, 3, 50, 1000] {
        let x: Vec<i32> = (0..length).map(|i| [3, -4, 7, 7, 2][i % 5]).collect();
        let wanted: (i32, usize) = kernel.on(Target::Interpreter).call(args![&x]).expect("no trap");
        for &threads in THREADS {
            assert_eq!(eager(&kernel, threads).call::<(i32, usize)>(args![&x]), Ok(wanted));
        }
    }
}

#[test]
fn arrays_are_reduced_in_one_order() {
    check(
        "fn k(x: &[f64], out: &mut [f64]) -> f64 {
            let mut count = [0i64; 17];
            let mut bits = [0u8; 5];
            let mut sum = 0.0;
            for i in prange(0..x.len()) {
                let at = (x[i].abs() as usize) % 17;
                out[at] += x[i];
                count[at] += 1;
                bits[at % 5] ^= i as u8;
                sum += x[i];
            }
            for k in 0..17 {
                sum += count[k] as f64 + bits[k % 5] as f64;
            }
            sum
        }",
        LENGTHS,
    );
    check(
        "fn k(x: &[f64], out: &mut [f64]) {
            for i in prange(0..x.len()) {
                for j in 0..3 {
                    out[(i + j) % 17] += x[i] * 0.3;
                }
            }
        }",
        &[0, 1, 2, 15, 16, 17, 1023, 1025, 3000],
    );
}

#[test]
fn iterations_have_their_own_arrays_and_see_those_around() {
    check(
        "fn k(x: &[f64], out: &mut [f64]) -> f64 {
            let mut table = [0.0; 8];
            for k in 0..8 { table[k] = 1.0 / (k as f64 + 1.0); }
            let mut marks = [0.0; 17];
            for i in prange(0..17) {
                let mut own = [0.0; 8];
                for k in 0..8 { own[k] = table[k] * i as f64; }
                for k in 1..8 { own[k] += own[k - 1]; }
                out[i] = own[7];
                marks[i] = own[3];
            }
            let mut sum = 0.0;
            for i in 0..17 { sum += marks[i]; }
            sum
        }",
        &[0, 3],
    );
}

#[test]
fn the_first_trap_is_told() {
    let kernel = parse(
        "fn k(x: &[usize], out: &mut [u64]) {
            for i in prange(0..out.len()) {
                for k in 0..2 {
                    out[i] = 100 / x[x[i]] as u64 + k;
                }
            }
        }",
    );
    let length = 300;
    for bad in [vec![0], vec![299], vec![17, 250], vec![3, 4, 5], vec![150, 151, 299]] {
        for value in [1, 5000] {
            // Every index leads to 1, but the bad ones to 0, or out of the array.
            let mut x = vec![1usize; length];
            for (number, &at) in bad.iter().enumerate() {
                x[at] = if number % 2 == 0 { value + 5000 } else { 9000 };
            }
            let mut out = vec![7u64; length];
            let wanted = kernel.on(Target::Interpreter).call::<()>(args![&x, &mut out]);
            assert!(wanted.is_err());
            for &threads in THREADS {
                let mut out = vec![7u64; length];
                let got = eager(&kernel, threads).call::<()>(args![&x, &mut out]);
                assert_eq!(got, wanted, "{bad:?} on {threads}");
                // Each element is what it was, or what an iteration stored.
                assert!(out.iter().all(|&cell| cell == 7 || cell == 100 || cell == 101));
                let earlier = out[..bad[0]].iter().position(|&cell| cell != 101);
                assert_eq!(earlier, None, "earlier iterations ran: {bad:?} on {threads}, {got:?}");
            }
        }
    }
}

#[test]
fn a_trap_leaves_reduced_arrays_as_they_were() {
    let kernel = parse(
        "fn k(x: &[usize], out: &mut [u32]) {
            for i in prange(0..x.len()) {
                out[x[i]] += 1;
            }
        }",
    );
    let mut x: Vec<usize> = (0..5000).map(|i| i % 10).collect();
    x[4321] = 10;
    for threads in [2, 7] {
        let mut out = vec![5u32; 10];
        let error = eager(&kernel, threads).call::<()>(args![&x, &mut out]).expect_err("a trap");
        assert!(error.trap().is_some());
        assert_eq!(out, [5; 10]);
    }
}

#[test]
fn checked_overflow_is_in_order() {
    let kernel = parse(
        "fn k(x: &[i8]) -> i8 {
            let mut sum = 0i8;
            for i in prange(0..x.len()) { sum += x[i]; }
            sum
        }",
    );
    let x: Vec<i8> = (0..1000).map(|i| if i % 2 == 0 { 100 } else { -100 }).collect();
    let on = eager(&kernel, 4).overflow_checks(true);
    assert_eq!(on.call::<i8>(args![&x]), Ok(0));
    let report = on.explain(args![&x]).expect("it fits");
    assert!(matches!(report.loops()[0].placement, Placement::OneThread { .. }), "{report}");
    let report = eager(&kernel, 4).explain(args![&x]).expect("it fits");
    assert_eq!(report.loops()[0].placement, Placement::Threads, "{report}");
}

#[test]
fn threads_of_a_pool_are_helped_by_that_pool() {
    let kernel = parse(
        "fn k(x: &[f64]) -> f64 {
            let mut sum = 0.0;
            for i in prange(0..x.len()) { for k in 0..20 { sum += x[i].sin() * k as f64; } }
            sum
        }",
    );
    let x = numbers(2000);
    let wanted: f64 = kernel.on(Target::Interpreter).call(args![&x]).expect("no trap");
    for size in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(size).build().expect("a pool");
        let on = eager(&kernel, 4);
        assert_eq!(pool.install(|| on.call::<f64>(args![&x])), Ok(wanted));
        // Nested: every thread of the pool calls.
        pool.scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|_| assert_eq!(on.call::<f64>(args![&x]), Ok(wanted)));
            }
        });
    }
}

#[test]
fn calls_at_the_same_time_do_not_meet() {
    let kernel = parse(
        "fn k(x: &[f64], out: &mut [f64]) -> f64 {
            let mut sum = 0.0;
            for i in prange(0..x.len()) { sum += x[i]; out[i % 3] += x[i]; }
            sum
        }",
    );
    let inputs: Vec<Vec<f64>> = (0..6).map(|n| numbers(5000 + 1000 * n)).collect();
    thread::scope(|scope| {
        for x in &inputs {
            let kernel = &kernel;
            scope.spawn(move || {
                let mut wanted_out = [0.0; 3];
                let slow = kernel.on(Target::Interpreter);
                let wanted: f64 = slow.call(args![x, &mut wanted_out]).expect("no trap");
                for round in 0..40 {
                    let mut out = [0.0; 3];
                    let on = eager(kernel, 1 + round % 5);
                    assert_eq!(on.call::<f64>(args![x, &mut out]), Ok(wanted));
                    assert_eq!(out, wanted_out);
                }
            });
        }
    });
}

#[test]
fn every_thread_is_interrupted() {
    let kernel = parse(
        "fn k(out: &mut [u64]) {
            for i in prange(0..out.len()) {
                loop { out[i] = out[i].rotate_left(3) ^ 1; }
            }
        }",
    );
    let kind = |on: On<'_>| {
        let mut out = vec![1u64; 8];
        let error = on.call::<()>(args![&mut out]).expect_err("it never ends");
        error.interrupt().map(|found| found.kind)
    };
    for threads in [1, 2, 7] {
        let on = || eager(&kernel, threads);
        assert_eq!(kind(on().deadline(Duration::from_millis(5))), Some(InterruptKind::Deadline));
        assert_eq!(kind(on().fuel(100_000)), Some(InterruptKind::Fuel));
        let token = CancelToken::new();
        token.cancel();
        assert_eq!(kind(on().cancel(&token)), Some(InterruptKind::Cancelled));
    }
}

#[test]
fn fuel_is_shared() {
    let kernel = parse(
        "fn k(out: &mut [u64]) {
            for i in prange(0..out.len()) {
                let mut n = 0;
                while n < 1000 { n += 1; }
                out[i] = n;
            }
        }",
    );
    let enough = |fuel, threads| {
        let mut out = vec![0u64; 64];
        eager(&kernel, threads).fuel(fuel).call::<()>(args![&mut out]).is_ok()
    };
    for threads in [1, 2, 7] {
        assert!(enough(10_000_000, threads));
        assert!(!enough(30_000, threads), "64,000 iterations on {threads}");
    }
}

#[test]
fn counters_count_on_every_thread() {
    let text = "fn k(x: &[f64], out: &mut [f64]) -> f64 {
        let mut sum = 0.0;
        for i in prange(0..out.len()) {
            for j in 0..x.len() { out[i] += x[j]; }
        }
        for i in prange(0..x.len()) { sum += x[i]; }
        sum
    }";
    let kernel = parse(text);
    let count = |on: On<'_>| {
        let counters = Counters::new();
        let (x, mut out) = (numbers(90), vec![0.0; 40]);
        on.counters(&counters).call::<f64>(args![&x, &mut out]).expect("no trap");
        let kernels = counters.kernels();
        kernels[0]
            .loops
            .iter()
            .map(|l| (l.entries, l.iterations, l.loads, l.stores))
            .collect::<Vec<_>>()
    };
    let wanted = count(kernel.on(Target::Interpreter));
    for &threads in THREADS {
        assert_eq!(count(eager(&kernel, threads)), wanted);
    }
}

#[test]
fn a_number_of_threads_that_makes_no_sense_is_an_error() {
    let kernel = parse("fn k(x: &mut [f64]) { for i in prange(0..x.len()) { x[i] = 1.0; } }");
    for threads in [0, 1025, usize::MAX] {
        let on = kernel.on(Target::Threads).threads(threads);
        let error = on.call::<()>(args![&mut [0.0; 3][..]]).expect_err("no such crew");
        assert!(matches!(error.kind(), ErrorKind::Unsupported { .. }), "{error}");
        assert!(on.bind::<fn(&'static mut [f64])>().is_err());
    }
}

#[test]
fn bound_calls_and_the_attribute_run_on_threads() {
    #[kernel]
    fn norm(x: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in prange(0..x.len()) {
            sum += x[i] * x[i];
        }
        sum.sqrt()
    }
    let x = numbers(50_000);
    let wanted = norm::interpret(&x).expect("no trap");
    assert_eq!(norm::threads(&x), Ok(wanted));
    let bound = norm::kernel().on(Target::Auto).bind::<fn(&'static [f64]) -> f64>().expect("fits");
    assert_eq!(bound.call((&x,)), Ok(wanted));
    assert_eq!(bound.call((&x,)), Ok(wanted));
}

/// What `Auto` answers with is one of the two programs, and is made once.
#[test]
fn auto_is_on_threads_where_a_loop_may_fork() {
    let plain = parse("fn k(x: f64) -> f64 { x + 1.0 }");
    let declared = parse("fn k(x: &mut [f64]) { for i in prange(0..x.len()) { x[i] = 1.0; } }");
    let proved = parse("fn k(x: &mut [f64]) { for i in 0..x.len() { x[i] = 1.0; } }");
    let serial = parse("fn k(x: &mut [f64]) { for i in 1..x.len() { x[i] = x[i - 1]; } }");
    // Of equal extrema the last one wins: it has to stay on one thread.
    let stays = parse(
        "fn k(x: &mut [f64]) {
            let (mut best, mut at) = (f64::INFINITY, 0);
            for i in prange(0..x.len()) { if x[i] <= best { best = x[i]; at = i; } }
            x[at] = -1.0;
        }",
    );
    let auto = |kernel: &Kernel| kernel.on(Target::Auto).engine_for(args![&mut [0.0; 4]]);
    assert_eq!(plain.on(Target::Auto).engine_for(args![1.0]), Ok(Target::Jit));
    let expected = [
        (&declared, Target::Threads),
        (&proved, Target::Threads),
        (&serial, Target::Jit),
        (&stays, Target::Jit),
    ];
    for (kernel, engine) in expected {
        assert_eq!(auto(kernel), Ok(engine), "as planned: {}", kernel.text());
        let (mut x, mut wanted) = ([4.0, 3.0, 3.0, 5.0], [4.0, 3.0, 3.0, 5.0]);
        kernel.on(Target::Auto).call::<()>(args![&mut x]).expect("no trap");
        kernel.on(Target::Interpreter).call::<()>(args![&mut wanted]).expect("no trap");
        assert_eq!(x, wanted);
        assert_eq!(auto(kernel), Ok(engine), "as made: {}", kernel.text());
        // The program is that engine's: there is nothing left to compile for it.
        let none = Limits::default().compile_time(Duration::ZERO);
        kernel.on(engine).limits(none).call::<()>(args![&mut x]).expect("it is made");
        let other = if engine == Target::Jit { Target::Threads } else { Target::Jit };
        let none = Limits::default().compile_time(Duration::ZERO);
        assert!(kernel.on(other).limits(none).call::<()>(args![&mut x]).is_err());
    }
}

/// Small calls and large ones give the same bits, on any number of threads.
#[test]
fn auto_gives_the_same_bits_whatever_it_chooses() {
    let kernel = parse(
        "fn k(x: &[f64], y: &mut [f64]) -> (f64, u64) {
            let (mut sum, mut count) = (0.0, 0u64);
            for i in 0..x.len().min(y.len()) { y[i] = x[i].tanh(); }
            for i in prange(0..x.len()) { sum += x[i]; count += (x[i] > 0.5) as u64; }
            (sum, count)
        }",
    );
    for len in [0, 1, 7, 5_000, 60_000] {
        let x = numbers(len);
        let mut wanted = vec![0.0; len];
        let result = kernel.on(Target::Jit).call_values(args![&x, &mut wanted]).expect("no trap");
        for threads in [None, Some(1), Some(2), Some(7)] {
            let on = kernel.on(Target::Auto);
            let on = threads.map_or(on.clone(), |threads| on.threads(threads));
            let mut y = vec![0.0; len];
            assert_eq!(on.call_values(args![&x, &mut y]).as_ref(), Ok(&result));
            assert_eq!(y, wanted);
        }
    }
    let none = kernel.on(Target::Auto).threads(0);
    assert!(none.call_values(args![&numbers(3), &mut [0.0; 3][..]]).is_err());
}

#[test]
fn batches_are_in_order_and_each_call_has_its_own_error() {
    let kernel = parse(
        "fn k(x: &mut [f64], n: i32) -> i32 {
            for i in prange(0..x.len()) { x[i] += n as f64; }
            1000 / n
        }",
    );
    for target in [Target::Interpreter, Target::Jit, Target::Threads, Target::Auto] {
        for threads in [1, 2, 7] {
            let mut arrays = vec![[1.0; 5]; 100];
            let sets = arrays.iter_mut().zip(-50i32..).map(|(x, n)| args![&mut x[..], n]);
            let results = kernel.on(target).threads(threads).map_batch::<i32, _>(sets);
            for (result, n) in results.iter().zip(-50i32..) {
                match 1000i32.checked_div(n) {
                    Some(quotient) => assert_eq!(*result, Ok(quotient)),
                    None => assert!(result.as_ref().is_err_and(|error| error.trap().is_some())),
                }
            }
            assert!(arrays.iter().zip(-50i32..).all(|(x, n)| *x == [1.0 + f64::from(n); 5]));
        }
    }
    let none: [[metate::Arg<'_>; 2]; 0] = [];
    assert!(kernel.on(Target::Jit).map_batch::<i32, _>(none).is_empty());
    let wrong = kernel.on(Target::Jit).map_batch::<f64, _>([args![1.0], args![2.0]]);
    assert!(wrong.iter().all(Result::is_err));
}

/// What loops inside need finds no room on the stack, and the loop stands there twice.
#[test]
fn iterations_allocate_what_they_need() {
    let kernel = parse(
        "fn k(x: &[f64], out: &mut [i64]) {
            for i in prange(0..x.len()) {
                let mut h = [0.0; 4096];
                let mut g = [0.0; 4096];
                let mut s = 0.0;
                for j in prange(0..3) {
                    h[(i + j) % 4096] += x[i];
                    g[(i + j) % 7] += x[i] * j as f64;
                    s += x[i];
                }
                out[i % 3] += (s + h[5] + g[1]) as i64;
            }
        }",
    );
    let x = numbers(6);
    let call = |on: On<'_>| {
        let mut out = [0i64; 3];
        (on.call::<()>(args![&x, &mut out]), out)
    };
    let wanted = call(kernel.on(Target::Interpreter));
    assert_eq!(wanted.0, Ok(()));
    for on in [eager(&kernel, 3), eager(&kernel, 1), kernel.on(Target::Threads)] {
        assert_eq!(call(on), wanted);
    }
}

#[test]
fn code_for_threads_is_stored() {
    let text = "fn k(x: &[f64], out: &mut [f64]) -> f64 {
        let mut sum = 0.0;
        for i in prange(0..x.len()) { sum += x[i].tanh(); out[i % 3] += x[i]; }
        sum
    }";
    let (folder, x) = (tempfile::tempdir().expect("a folder"), numbers(20_000));
    let call = |on: On<'_>| {
        let mut out = [0.0; 3];
        (on.call::<f64>(args![&x, &mut out]), out)
    };
    let wanted = call(parse(text).on(Target::Interpreter));
    for hits in [0, 1] {
        let cache = Cache::builder().folder(folder.path()).build().expect("a folder of our own");
        let kernel = cache.kernel(text).expect("a kernel");
        assert_eq!(call(kernel.on(Target::Threads).threads(3)), wanted);
        // That for one thread is other code.
        assert_eq!(call(kernel.on(Target::Jit)), wanted);
        cache.flush();
        let statistics = cache.statistics();
        let folder = statistics.folder.as_ref().expect("it has a folder");
        // The head of the kernel, and code for one thread and for several.
        assert_eq!((folder.hits, folder.written), (3 * hits, 3 * (1 - hits)));
    }
}

#[test]
fn progress_counts_what_all_threads_did() {
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let kernel = parse(
        "fn k(out: &mut [f64]) {
            for i in prange(0..out.len()) {
                for j in 0..400_000u32 { out[i] += (j as f64).sin(); }
            }
        }",
    );
    let mut out = vec![0.0; 32];
    let on = eager(&kernel, 2).progress(Duration::from_millis(1), |progress| {
        assert!(progress.done <= 32 && (progress.total == 32 || progress.total == 0));
        MOST.fetch_max(progress.done as usize, Ordering::Relaxed);
    });
    on.call::<()>(args![&mut out]).expect("no trap");
    assert!(MOST.load(Ordering::Relaxed) > 0);
    let _: Vec<Value> = on.call_values(args![&mut out]).expect("no trap");
}
