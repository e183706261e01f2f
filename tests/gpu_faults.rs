//! Calls on the graphics processor that cannot end well, and the calls behind them, which do.
//!
//! In: kernels that trap, run for ever or ask for too much; devices that are lost. Out: an error that
//! says so, arrays of the host as they were, and right results of the next call in the same process.
//! Always true: one test at a time has the device, as some of them lose it. Deliberately absent: what
//! the runtime alone does (`src/runtime/gpu/tests.rs`).
#![cfg(feature = "gpu")]

mod device;

use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use device::has_device;
use metate::gpu::{GpuArray, GpuError};
use metate::prelude::*;
use metate::{CancelToken, Error, ErrorKind, InterruptKind, TrapKind};

/// A device for one test alone, if there is one.
fn device() -> Option<MutexGuard<'static, ()>> {
    static ONE: Mutex<()> = Mutex::new(());
    has_device().then(|| ONE.lock().unwrap_or_else(PoisonError::into_inner))
}

fn parse(text: &str) -> Kernel {
    Kernel::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// That a call of the device gives the right result.
fn is_right() {
    let kernel = parse(
        "fn k(y: &mut [u32], x: &[u32]) -> u32 {
            let mut sum = 0;
            for i in prange(0..x.len()) { y[i] = x[i] * 3; sum += x[i]; }
            sum
        }",
    );
    let x: Vec<u32> = (0..1000).collect();
    let mut y = vec![0; 1000];
    let sum = kernel.on(Target::Gpu).call::<u32>(args![&mut y, &x]);
    assert_eq!(sum.unwrap_or_else(|error| panic!("{error}")), 499_500);
    assert!(y.iter().zip(&x).all(|(&y, &x)| y == 3 * x));
}

/// The test of this name in a process of its own: a command of the shell, in which `$TEST` runs it.
fn alone(name: &str, command: &str) {
    let exe = std::env::current_exe().expect("a path");
    let test = format!("exec '{}' --exact {name} --nocapture", exe.display());
    let command = command.replace("$TEST", &test);
    let output = Command::new("sh").args(["-c", &command]).env("METATE_CHILD", name).output();
    let output = output.expect("a process");
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success() && said[0].contains("1 passed"), "{}\n{}", said[0], said[1]);
}

fn is_child(name: &str) -> bool {
    std::env::var("METATE_CHILD").is_ok_and(|child| child == name)
}

#[test]
fn without_an_adapter_the_cpu_goes_on() {
    const NAME: &str = "without_an_adapter_the_cpu_goes_on";
    if !is_child(NAME) {
        alone(NAME, "VK_DRIVER_FILES= $TEST");
        return;
    }
    let kernel = parse("fn k(x: &mut [f64]) { for i in prange(0..x.len()) { x[i] *= 2.0; } }");
    let mut x = vec![1.5; 10];
    for _ in 0..2 {
        let error = kernel.on(Target::Gpu).call::<()>(args![&mut x]).expect_err("no adapter");
        assert_eq!(error.kind(), &ErrorKind::Gpu(GpuError::NoAdapter));
        assert!(error.to_string().contains("install a driver"), "{error}");
        assert_eq!(x, [1.5; 10]);
    }
    kernel.on(Target::Jit).call::<()>(args![&mut x]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(x, [3.0; 10]);
}

fn lose() {
    metate::__gpu::device().expect("a device").destroy();
}

fn is_lost(error: &Error) {
    assert!(matches!(error.gpu(), Some(GpuError::Lost { .. })), "{error}");
    assert!(error.to_string().contains("call again"), "{error}");
}

#[test]
fn a_device_lost_between_calls() {
    let Some(_device) = device() else { return };
    let kernel = parse("fn k(x: &mut [f64]) { for i in prange(0..x.len()) { x[i] *= 2.0; } }");
    let mut x = vec![1.5; 10];
    for _ in 0..3 {
        is_right();
        lose();
        // Whoever finds out tells of it; the next call has a new device.
        if let Err(error) = kernel.on(Target::Gpu).call::<()>(args![&mut x]) {
            is_lost(&error);
            assert_eq!(x, [1.5; 10]);
        }
        x.fill(1.5);
        is_right();
    }
    // An array that was on the old one says so, and the kernel runs on a new one.
    let mut there = x.to_gpu().expect("memory");
    lose();
    let mut call = || kernel.on(Target::Gpu).call::<()>(args![&mut there]);
    let error = call().expect_err("its device is lost");
    assert!(matches!(error.gpu(), Some(GpuError::Lost { .. } | GpuError::LostArray)), "{error}");
    assert_eq!(call().expect_err("it is gone").gpu(), Some(&GpuError::LostArray));
    is_right();
}

#[test]
fn a_device_lost_in_the_middle_of_a_call() {
    let Some(_device) = device() else { return };
    let kernel = parse(
        "fn k(x: &mut [u32], y: &mut [u32], steps: usize) {
            for _step in 0..steps {
                for i in prange(0..x.len()) { y[i] = x[(i + 1) % x.len()] * 3; }
                for i in prange(0..x.len()) { x[i] = y[(i + 7) % x.len()] + 1; }
            }
        }",
    );
    let (mut x, mut y) = (vec![7_u32; 10_000], vec![8_u32; 10_000]);
    let start = Instant::now();
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(300));
            lose();
        });
        kernel.on(Target::Gpu).call::<()>(args![&mut x, &mut y, 100_000_000_usize])
    });
    is_lost(&error.expect_err("it is lost"));
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert!(
        x.iter().all(|&x| x == 7) && y.iter().all(|&y| y == 8),
        "arrays of the host are as they were"
    );
    is_right();
}

#[test]
fn an_array_past_the_limit() {
    let Some(_device) = device() else { return };
    let kernel = parse("fn k(x: &mut [u8]) { for i in prange(0..x.len()) { x[i] = 1; } }");
    let mut x = vec![0_u8; 1 << 32];
    let error = kernel.on(Target::Gpu).call::<()>(args![&mut x]).expect_err("too large");
    assert!(
        matches!(error.gpu(), Some(GpuError::BufferTooLarge { bytes: 0x1_0000_0000, .. })),
        "{error}"
    );
    assert!(x[..100].iter().all(|&x| x == 0));
    drop(x);
    let error = GpuArray::<f64>::zeros(1 << 40).expect_err("too large");
    assert!(matches!(error.gpu(), Some(GpuError::BufferTooLarge { .. })), "{error}");
    is_right();
}

/// Loops without an end: in an iteration, in order on the device, and of the host, which launches
/// what is inside.
const ENDLESS: [&str; 3] = [
    "fn k(x: &mut [u32]) {
        for i in prange(0..x.len()) { loop { x[i] = x[i] + 1; } }
    }",
    "fn k(x: &mut [u32]) {
        loop { x[0] = x[0] + x[1]; }
    }",
    "fn k(x: &mut [u32]) {
        loop { for i in prange(0..x.len()) { x[i] = x[i] + 1; } }
    }",
];

#[test]
fn loops_without_an_end() {
    let Some(_device) = device() else { return };
    for (number, text) in ENDLESS.into_iter().enumerate() {
        let kernel = parse(text);
        for kind in [InterruptKind::Deadline, InterruptKind::Cancelled, InterruptKind::Fuel] {
            let mut x = vec![1_u32; 100];
            let token = CancelToken::new();
            let on = kernel.on(Target::Gpu);
            let on = match kind {
                InterruptKind::Deadline => on.deadline(Duration::from_millis(300)),
                InterruptKind::Cancelled => on.cancel(&token),
                _ => on.fuel(100_000),
            };
            let start = Instant::now();
            let error = std::thread::scope(|scope| {
                scope.spawn(|| {
                    std::thread::sleep(Duration::from_millis(300));
                    token.cancel();
                });
                on.call::<()>(args![&mut x])
            });
            let error = error.expect_err("it has no end");
            let what = format!("{text}\n{kind:?}: {error}");
            match error.interrupt() {
                Some(interrupt) => {
                    assert_eq!(interrupt.kind, kind, "{what}");
                    assert!((1..=2).contains(&interrupt.location.line), "{what}");
                }
                // What one invocation does for ever some devices end themselves after a while, and
                // on others the budget of an invocation ends first.
                None => {
                    assert!(
                        number < 2 && what.contains("line 2") && what.contains("loops ran"),
                        "{what}"
                    );
                }
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{what}: {:?}", start.elapsed());
            assert_eq!(x, [1; 100], "{what}");
            is_right();
        }
    }
}

#[test]
fn an_index_out_of_bounds() {
    let Some(_device) = device() else { return };
    let texts = [
        "fn k(y: &mut [u32], at: &[usize]) {
            for i in prange(0..at.len()) { y[i] = 5; y[i] += y.len() as u32 / at[i] as u32; }
        }",
        "fn k(y: &mut [u32], at: &[usize]) {
            for i in prange(0..at.len()) { y[at[i]] += 1; }
        }",
        "fn k(y: &mut [u32], at: &[usize]) {
            for i in prange(0..at.len()) { y[at[i]] = 1; }
        }",
        "fn k(y: &mut [u32], at: &[usize]) {
            y[0] = 4;
            for i in 0..at.len() { y[at[i]] = y[i] + 1; }
        }",
    ];
    for text in texts {
        let kernel = parse(text);
        let mut at: Vec<usize> = (0..500).collect();
        (at[400], at[300], at[1]) = (4000, 500, 1);
        if text.contains('/') {
            at[77] = 0;
        }
        let call = |target| {
            let mut y = vec![9_u32; 500];
            let error = kernel.on(target).call::<()>(args![&mut y, &at]).expect_err("it traps");
            (error, y)
        };
        let (error, y) = call(Target::Gpu);
        assert_eq!(error, call(Target::Interpreter).0, "{text}");
        let kind = &error.trap().unwrap_or_else(|| panic!("{error}")).kind;
        assert!(matches!(kind, TrapKind::OutOfBounds { .. } | TrapKind::DivisionByZero), "{error}");
        assert_eq!(y, [9; 500], "{text}");
        is_right();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn memory_that_the_device_does_not_have() {
    const NAME: &str = "memory_that_the_device_does_not_have";
    let is_software = |name: &str| name.contains("llvmpipe");
    let Some(_device) = device() else { return };
    if !is_software(&metate::gpu::adapters()[0].name) {
        return;
    }
    if !is_child(NAME) {
        alone(NAME, "ulimit -v 5000000; $TEST");
        return;
    }
    is_right();
    let kernel = parse("fn k(x: &mut [u8]) { for i in prange(0..x.len()) { x[i] = 1; } }");
    // Shaders are compiled on a thread, for which there is no memory later.
    kernel
        .on(Target::Gpu)
        .call::<()>(args![&mut [0_u8; 8]])
        .unwrap_or_else(|error| panic!("{error}"));
    let mut x = vec![0_u8; 100 << 20];
    let mut held = Vec::new();
    // Until what a call needs does not fit any more.
    let error = loop {
        match GpuArray::<u8>::zeros(64 << 20) {
            Ok(array) => held.push(array),
            Err(error) => break error,
        }
    };
    assert!(matches!(error.gpu(), Some(GpuError::OutOfMemory { .. })), "{error}");
    assert!((4..80).contains(&held.len()), "{} arrays", held.len());
    let error = kernel.on(Target::Gpu).call::<()>(args![&mut x]).expect_err("no memory");
    assert!(matches!(error.gpu(), Some(GpuError::OutOfMemory { .. })), "{error}");
    assert!(x.iter().all(|&x| x == 0));
    is_right();
    drop(held);
    kernel.on(Target::Gpu).call::<()>(args![&mut x]).unwrap_or_else(|error| panic!("{error}"));
    assert!(x.iter().all(|&x| x == 1));
}
