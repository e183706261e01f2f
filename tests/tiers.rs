//! Tiered calls: interpreted at once, compiled in the background, the same bits throughout.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use metate::prelude::*;
use metate::{Cache, ErrorKind, Exceeded, Limits};
use ndarray::{Array1, s};

fn text(number: usize) -> String {
    format!(
        "fn f(x: ArrayView1<f64>) -> f64 {{ \
            let mut sum = {number}.5; \
            for i in 0..x.len() {{ sum += (x[i] * {number}.25).tanh() / (1.0 + x[i]); }} \
            sum \
        }}"
    )
}

fn kernel(number: usize) -> Kernel {
    Kernel::parse(&text(number)).expect("a kernel")
}

fn x() -> Array1<f64> {
    Array1::linspace(0.0, 1.0, 20)
}

fn expected(kernel: &Kernel, x: &Array1<f64>) -> u64 {
    kernel.on(Target::Interpreter).call::<f64>(args![x]).expect("no traps").to_bits()
}

/// Waits until a condition holds: seconds, on a busy machine.
fn soon(mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "it never came");
        thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn a_call_goes_over_to_machine_code() {
    let (kernel, x) = (kernel(1), x());
    let expected = expected(&kernel, &x);
    let on = kernel.on(Target::Jit).tiered(true);
    let engine = || on.engine_for(args![&x]).expect("it fits");
    // Asking compiles nothing.
    thread::sleep(Duration::from_millis(20));
    assert_eq!(engine(), Target::Interpreter);
    assert_eq!(kernel.on(Target::Jit).engine_for(args![&x]).expect("it fits"), Target::Jit);
    soon(|| {
        assert_eq!(on.call::<f64>(args![&x]).expect("no traps").to_bits(), expected);
        engine() == Target::Jit
    });
    assert_eq!(on.call::<f64>(args![&x]).expect("no traps").to_bits(), expected);
    // Another layout class is another program, interpreted first.
    let strided = x.slice(s![..;-1]);
    assert_eq!(on.engine_for(args![strided]).expect("it fits"), Target::Interpreter);
    assert!(on.engine_for(args![1.0]).is_err());
    assert!(on.engine_for(args![]).is_err());
}

#[test]
fn a_bound_kernel_goes_over_to_machine_code() {
    let (kernel, x) = (kernel(2), x());
    let expected = expected(&kernel, &x);
    let on = kernel.on(Target::Jit).tiered(true);
    let bound = on.bind::<fn(ArrayView1<'static, f64>) -> f64>().expect("it fits");
    soon(|| {
        assert_eq!(bound.call((x.view(),)).expect("no traps").to_bits(), expected);
        on.engine_for(args![&x]).expect("it fits") == Target::Jit
    });
    // The first call behind it leaves the entrance open for the others.
    bound.call((x.view(),)).expect("no traps");
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let start = Instant::now();
            assert_eq!(bound.call((x.view(),)).expect("no traps").to_bits(), expected);
            start.elapsed()
        })
        .collect();
    times.sort();
    let direct = kernel.on(Target::Jit).bind::<fn(ArrayView1<'static, f64>) -> f64>().unwrap();
    direct.call((x.view(),)).expect("no traps");
    println!("a bound tiered call: {:?}", times[100]);
}

#[test]
fn traps_are_the_same_in_both_tiers() {
    let kernel = Kernel::parse("fn pick(x: &[f64], k: usize) -> f64 { x[k] }").expect("a kernel");
    let on = kernel.on(Target::Jit).tiered(true);
    let x = [1.0, 2.0];
    let trap = || on.call::<f64>(args![&x[..], 7usize]).expect_err("out of bounds").to_string();
    let first = trap();
    soon(|| on.engine_for(args![&x[..], 7usize]).expect("it fits") == Target::Jit);
    assert_eq!(trap(), first);
    assert!(first.contains("index 7"), "{first}");
}

/// What the compiler refuses is told once it is known, and at every call from then on.
#[test]
fn a_failure_surfaces() {
    // Sums of floats into the elements of an array parameter are beyond the compiler.
    let text = "fn sums(x: &[f64], k: &[usize], mut y: ArrayViewMut1<f64>) { \
        for i in prange(0..x.len()) { y[k[i]] += x[i]; } }";
    let kernel = Kernel::parse(text).expect("a kernel");
    let (x, k) = ([1.0, 2.0, 3.0], [0usize, 1, 0]);
    let mut y = Array1::<f64>::zeros(2);
    let compiled = kernel.on(Target::Jit).call::<()>(args![&x[..], &k[..], &mut y]);
    let Err(error) = compiled else {
        println!("this version compiles it");
        return;
    };
    assert!(matches!(error.kind(), ErrorKind::Compile { .. }));
    let kernel = Kernel::parse(text).expect("a kernel");
    let on = kernel.on(Target::Jit).tiered(true);
    soon(|| match on.call::<()>(args![&x[..], &k[..], &mut y]) {
        Ok(()) => false,
        Err(late) => {
            assert_eq!(late.to_string(), error.to_string());
            true
        }
    });
    assert!(on.engine_for(args![&x[..], &k[..], &mut y]).is_err());
}

/// So is what breaks limits; a caller with laxer ones gets the code all the same.
#[test]
fn limits_hold_in_every_tier() {
    let (kernel, x) = (kernel(4), x());
    let expected = expected(&kernel, &x);
    let tiered = || kernel.on(Target::Jit).tiered(true);
    let none = tiered().limits(Limits::default().statements(0));
    assert!(none.call::<f64>(args![&x]).expect_err("it has some").exceeded().is_some());
    let small = tiered().limits(Limits::default().code_bytes(8));
    soon(|| match small.call::<f64>(args![&x]) {
        Ok(found) => {
            assert_eq!(found.to_bits(), expected, "it is interpreted");
            false
        }
        Err(error) => matches!(error.exceeded(), Some(Exceeded::CodeBytes { .. })),
    });
    assert!(small.engine_for(args![&x]).is_err());
    soon(|| {
        assert_eq!(tiered().call::<f64>(args![&x]).expect("no traps").to_bits(), expected);
        tiered().engine_for(args![&x]).expect("it fits") == Target::Jit
    });
    let few = tiered().limits(Limits::default().elements(3));
    assert!(few.engine_for(args![&x]).expect_err("it has 20").exceeded().is_some());
    assert!(few.call::<f64>(args![&x]).expect_err("it has 20").exceeded().is_some());
}

/// Kernels of a generic text, and of a cache with a folder: there a file is faster than a plan.
#[test]
fn tiers_work_with_generics_and_caches() {
    let kernel = Kernel::parse("fn twice<T: Number>(x: T) -> T { x + x }").expect("a kernel");
    let on = kernel.on(Target::Jit).tiered(true);
    soon(|| {
        assert_eq!(on.call::<u8>(args![3u8]).expect("no traps"), 6);
        on.engine_for(args![3u8]).expect("it fits") == Target::Jit
    });
    let place = tempfile::tempdir().expect("a folder for temporary files");
    let cache = || Cache::builder().folder(place.path()).build().expect("ours");
    let x = x();
    cache().kernel(&text(3)).expect("a kernel").on(Target::Jit).call::<f64>(args![&x]).unwrap();
    let cache = cache();
    let kernel = cache.kernel(&text(3)).expect("a kernel");
    let on = kernel.on(Target::Jit).tiered(true);
    on.call::<f64>(args![&x]).expect("no traps");
    assert_eq!(on.engine_for(args![&x]).expect("it fits"), Target::Jit);
    let folder = cache.statistics().folder.expect("it has one");
    assert_eq!((folder.hits, folder.written), (2, 0));
}

/// More kernels than the queue takes, some of them dropped at once; no call waits, none is wrong.
#[test]
fn many_kernels_and_threads() {
    const KERNELS: usize = 300;
    let x = x();
    let compiled = AtomicUsize::new(0);
    thread::scope(|scope| {
        for thread in 0..8 {
            let (x, compiled) = (&x, &compiled);
            scope.spawn(move || {
                let make = |step: usize| kernel(1000 * thread + step);
                let kernels: Vec<Kernel> = (0..KERNELS / 8).map(make).collect();
                for (number, kernel) in kernels.iter().enumerate() {
                    let expected = expected(kernel, x);
                    let on = kernel.on(Target::Jit).tiered(true);
                    for _ in 0..3 {
                        let found = on.call::<f64>(args![x]).expect("no traps");
                        assert_eq!(found.to_bits(), expected);
                    }
                    // Dropped with its job in the queue.
                    let other = self::kernel(100_000 + 1000 * thread + number);
                    other.on(Target::Jit).tiered(true).call::<f64>(args![x]).expect("no traps");
                }
                for kernel in &kernels {
                    let on = kernel.on(Target::Jit).tiered(true);
                    let expected = expected(kernel, x);
                    soon(|| {
                        let found = on.call::<f64>(args![x]).expect("no traps");
                        assert_eq!(found.to_bits(), expected);
                        on.engine_for(args![x]).expect("it fits") == Target::Jit
                    });
                    compiled.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(compiled.into_inner(), KERNELS / 8 * 8);
}

/// The threads that compile are few, and end when there is nothing to do.
#[cfg(target_os = "linux")]
#[test]
fn threads_end_when_idle() {
    let compilers = || {
        let tasks = std::fs::read_dir("/proc/self/task").expect("the threads of this process");
        let names = tasks.filter_map(|task| std::fs::read(task.ok()?.path().join("comm")).ok());
        names.filter(|name| name.starts_with(b"metate compile")).count()
    };
    let x = x();
    kernel(5).on(Target::Jit).tiered(true).call::<f64>(args![&x]).expect("no traps");
    assert!(compilers() <= 4);
    soon(|| compilers() == 0);
}
