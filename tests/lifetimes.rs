//! The life of compiled code: made once, shared by threads, freed when nobody can call it.

use std::sync::Barrier;
use std::thread;

use metate::prelude::*;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

fn kernel(number: usize) -> Kernel {
    let text = format!(
        "fn k(x: ArrayView1<f64>) -> f64 {{
            let mut sum = 0.0;
            for i in 0..x.len() {{ sum += x[i] * {number}.5 - (x[i] + {number}.0).tanh(); }}
            sum
        }}"
    );
    Kernel::parse(&text).unwrap_or_else(|error| panic!("{error}"))
}

/// Resident memory of this process in KiB.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn dropped_kernels_leave_nothing_behind() {
    let x = Array1::<f64>::ones(16);
    let run = |number: usize| {
        let result: f64 = kernel(number).on(Target::Jit).call(args![&x]).expect("no traps");
        assert!(result.is_finite());
    };
    // The allocator and the caches of the process settle first.
    (0..300).for_each(run);
    let before = resident();
    (300..1500).for_each(run);
    let (Some(before), Some(after)) = (before, resident()) else {
        println!("resident memory is not known on this system");
        return;
    };
    println!("resident: {before} KiB, after 1,200 more kernels {after} KiB");
    assert!(after < before + 3000, "{before} KiB grew to {after} KiB");
}

#[test]
fn many_threads_ask_for_one_program() {
    let kernel = kernel(7);
    let x = Array1::<f64>::linspace(0.0, 1.0, 100);
    let expected: f64 = kernel.on(Target::Interpreter).call(args![&x]).expect("no traps");
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                start.wait();
                for _ in 0..50 {
                    let found: f64 = kernel.on(Target::Jit).call(args![&x]).expect("no traps");
                    assert_eq!(found.to_bits(), expected.to_bits());
                }
            });
        }
    });
}

#[test]
fn bound_kernels_are_shared_and_outlive_their_kernel() {
    fn assert_shared<T: Send + Sync>(_: &T) {}
    let bound = {
        let kernel = kernel(3);
        kernel.on(Target::Jit).bind::<fn(ArrayView1<'static, f64>) -> f64>().expect("its type")
    };
    assert_shared(&bound);
    assert_shared(bound.kernel());
    let x = Array2::<f64>::from_shape_fn((6, 6), |(i, j)| (i * j) as f64);
    let expected: f64 =
        bound.kernel().on(Target::Interpreter).call(args![x.column(2)]).expect("no traps");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    // A strided and a contiguous view take turns.
                    let strided = bound.call((x.column(2),)).expect("no traps");
                    let plain = bound.call((x.row(2),)).expect("no traps");
                    assert_eq!((strided, plain), (expected, expected));
                }
            });
        }
    });
}

#[test]
fn generated_code_is_never_writable_and_executable() {
    let kernel = kernel(1);
    let x = Array1::<f64>::ones(4);
    kernel.on(Target::Jit).call::<f64>(args![&x]).expect("no traps");
    let Ok(maps) = std::fs::read_to_string("/proc/self/maps") else {
        println!("memory maps are not known on this system");
        return;
    };
    let both: Vec<_> = maps.lines().filter(|line| line.contains("wx")).collect();
    assert!(both.is_empty(), "writable and executable: {both:?}");
}

#[test]
fn inspection_shows_every_stage() {
    let kernel = kernel(2);
    let x: &[f64] = &[1.0];
    let view = ArrayView2::from_shape((1, 1), x).expect("one element");
    let on = kernel.on(Target::Jit);
    let show = |stage| on.inspect(stage, args![x]).expect("an argument that fits");
    assert!(show(Stage::Hir).contains("let mut sum: f64"));
    assert!(show(Stage::Ir).contains("check_bounds"));
    assert!(show(Stage::Clif).contains("function"));
    assert!(show(Stage::Asm).contains("ret"));
    assert!(on.inspect(Stage::Ir, args![view]).is_err(), "an argument that does not fit");
}
