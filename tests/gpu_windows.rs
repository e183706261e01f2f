//! Arrays that are larger than what the device's shaders see of one.
//!
//! In: kernels whose iterations touch rows near their own, on arrays beyond the device's limit, and on
//! small ones beyond a limit made for the test. Out: what the CPU computes; or an error that names the
//! array, its size and the limit, in front of everything. Always true: without a device every test
//! says so and passes, unless `METATE_REQUIRE` names `gpu`. Deliberately absent: speed.
#![cfg(feature = "gpu")]

mod device;

#[path = "../benches/suite/mod.rs"]
mod suite;

use device::has_device;
use metate::__gpu::see_at_most;
use metate::gpu::{GpuArray, last_call};
use metate::prelude::*;
use metate::{Error, Kernel, Target, TrapKind, Value};
use suite::Engine;

const SMALL: u64 = 16 << 10;

/// Numbers whose sums are exact in any order.
fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| (i.wrapping_mul(2_654_435_761) >> 7 & 63) as f32 - 31.0).collect()
}

/// Runs a kernel on the CPU, and on the device with windows; both have to end the same way.
fn agree<R: PartialEq + std::fmt::Debug>(
    text: &str,
    run: impl Fn(&metate::On<'_>) -> Result<R, Error>,
) {
    let kernel = Kernel::parse(text).unwrap_or_else(|problems| panic!("{problems}"));
    let wanted = run(&kernel.on(Target::Interpreter)).map_err(|error| error.to_string());
    see_at_most(SMALL);
    let found = run(&kernel.on(Target::Gpu)).map_err(|error| error.to_string());
    see_at_most(u64::MAX);
    assert!(wanted == found, "{text}\nwanted {wanted:?}\nfound  {found:?}");
}

const SAXPY: &str = "fn saxpy(y: &mut [f32], a: f32, x: &[f32]) {
    for i in prange(0..y.len()) { y[i] += a * x[i]; }
}";

const SUM: &str = "fn sum(x: &[f32]) -> f32 {
    let mut sum = 1.0;
    for i in prange(0..x.len()) { sum += x[i]; }
    sum
}";

const STENCIL: &str = "fn blur(mut b: ArrayViewMut2<f32>, a: ArrayView2<f32>) {
    for i in prange(1..a.nrows() - 1) {
        for j in 1..a.ncols() - 1 {
            b[[i, j]] = a[[i - 1, j]] + a[[i + 1, j]] + a[[i, j - 1]] + a[[i, j + 1]];
        }
    }
}";

const GATHER: &str = "fn gather(y: &mut [f32], x: &[f32], at: &[u32]) {
    for i in prange(0..y.len()) { y[i] = x[at[i] as usize]; }
}";

const SCAN: &str = "fn scan(s: &mut [f32], x: &[f32]) {
    let mut sum = 0.0;
    for i in 0..x.len().min(s.len()) { sum += x[i]; s[i] = sum; }
}";

#[test]
fn maps_in_windows() {
    if !has_device() {
        return;
    }
    for n in [4096, 4097, 10_000, 65_537] {
        let x = numbers(n);
        agree(SAXPY, |on| {
            let mut y = numbers(n);
            y.reverse();
            on.call::<()>(args![&mut y, 2.0_f32, &x])?;
            Ok(y)
        });
    }
    assert!(last_call().dispatches > 10, "{:?}", last_call());
    // Elements that share words, also over the seams, and ones of eight bytes.
    let text = "fn next(y: &mut [u8], x: &[u8]) {
        for i in 1..x.len() - 1 { y[i] = x[i - 1].wrapping_add(3 * x[i + 1]); }
    }";
    let x: Vec<u8> = (0..50_001_u32).map(|i| ((i * 7) >> 3) as u8).collect();
    agree(text, |on| {
        let mut y = vec![9_u8; x.len()];
        on.call::<()>(args![&mut y, &x])?;
        Ok(y)
    });
    let text = "fn far(y: &mut [usize], x: &[usize]) {
        for i in prange(0..y.len()) { y[i] = x[i + 1000] - x[i] + i; }
    }";
    let x: Vec<usize> = (0..9_000).map(|i| i * i % 1001 + i).collect();
    agree(text, |on| {
        let mut y = vec![0_usize; 8_000];
        on.call::<()>(args![&mut y, &x])?;
        Ok(y)
    });
}

#[test]
fn stencils_have_their_halo() {
    if !has_device() {
        return;
    }
    for (rows, columns) in [(40, 700), (3, 1100), (5000, 3), (129, 65)] {
        let shape = (rows, columns);
        let a = Array2::from_shape_vec(shape, numbers(rows * columns)).expect("a shape");
        agree(STENCIL, |on| {
            let mut b = Array2::<f32>::ones(shape);
            on.call::<()>(args![&mut b, &a])?;
            Ok(b)
        });
    }
    // Steps in front of one another, on arrays that stay on the device, and a column seen whole.
    let text = "fn steps(mut a: ArrayViewMut2<f32>, mut b: ArrayViewMut2<f32>, w: &[f32], n: u32) {
        for _ in 0..n {
            for i in 1..a.nrows() - 1 {
                for j in 0..a.ncols() { b[[i, j]] = a[[i - 1, j]] - a[[i + 1, j]] * w[j]; }
            }
            for i in 1..a.nrows() - 1 {
                for j in 0..a.ncols() { a[[i, j]] = b[[i, j]]; }
            }
        }
    }";
    let a = Array2::from_shape_vec((300, 50), numbers(15_000)).expect("a shape");
    let w = Array1::from_elem(50, 0.5_f32);
    let kernel = Kernel::parse(text).expect("a kernel");
    let (mut a0, mut b0) = (a.clone(), Array2::<f32>::zeros((300, 50)));
    let done = kernel.on(Target::Jit).call::<()>(args![&mut a0, &mut b0, &w, 4_u32]);
    done.expect("the CPU runs it");
    let (mut a1, mut b1) =
        (a.to_gpu().expect("memory"), GpuArray::<f32>::zeros((300, 50)).expect("memory"));
    see_at_most(SMALL);
    let done = kernel.on(Target::Gpu).call::<()>(args![&mut a1, &mut b1, &w, 4_u32]);
    see_at_most(u64::MAX);
    done.expect("the device runs it");
    assert!(last_call().dispatches > 8 && last_call().bytes_up == 200, "{:?}", last_call());
    assert_eq!(a1.to_host().expect("it comes back"), a0.into_dyn());
}

#[test]
fn reductions_over_all_windows() {
    if !has_device() {
        return;
    }
    let x = numbers(100_003);
    agree(SUM, |on| on.call::<f32>(args![&x]));
    let text = "fn farthest(x: &[f32]) -> (f32, usize) {
        let mut best = x[0];
        let mut at = 0;
        for i in 1..x.len() { if x[i] > best { best = x[i]; at = i; } }
        (best, at)
    }";
    // `x[0]` in front of the loop is touched in order.
    let kernel = Kernel::parse(text).expect("a kernel");
    see_at_most(SMALL);
    let error = kernel.on(Target::Gpu).call::<(f32, usize)>(args![&x]);
    see_at_most(u64::MAX);
    assert!(error.expect_err("a window").to_string().contains("`x` has 400012 bytes"));
    // The first of equal ones, in whatever window, and the last.
    for order in [">", ">="] {
        let text = format!(
            "fn farthest(x: &[f32]) -> (f32, usize) {{
                let mut best = f32::NEG_INFINITY;
                let mut at = 0;
                for i in prange(0..x.len()) {{ if x[i] {order} best {{ best = x[i]; at = i; }} }}
                (best, at)
            }}"
        );
        let mut x = x.clone();
        agree(&text, |on| on.call::<(f32, usize)>(args![&x]));
        for place in [60_000, 60_001, 90_000] {
            x[place] = 1000.0;
        }
        agree(&text, |on| on.call::<(f32, usize)>(args![&x]));
    }
    let text = "fn norms(a: ArrayView2<f32>, first: f64) -> (f64, f32) {
        let mut all = first;
        let mut most = 0.0f32;
        for i in prange(0..a.nrows()) {
            for j in 0..a.ncols() {
                all += a[[i, j]] as f64;
                most = most.max(a[[i, j]]);
            }
        }
        (all, most)
    }";
    let a = Array2::from_shape_vec((203, 101), numbers(203 * 101)).expect("a shape");
    agree(text, |on| on.call::<(f64, f32)>(args![&a, 0.25]));
    // What iterations update together, and the values seen in windows.
    let text = "fn histogram(h: &mut [u32], k: &[u8], w: &[f32], sums: &mut [f32]) {
        for i in prange(0..w.len()) {
            h[k[i] as usize] += 1;
            sums[(k[i] % 7) as usize] += w[i];
        }
    }";
    let k: Vec<u8> = (0..x.len()).map(|i| ((i * 31) >> 3) as u8).collect();
    agree(text, |on| {
        let (mut h, mut sums) = (vec![1_u32; 256], vec![0.5_f32; 7]);
        on.call::<()>(args![&mut h, &k, &x, &mut sums])?;
        Ok((h, sums))
    });
}

#[test]
fn the_first_trap_wins_over_all_windows() {
    if !has_device() {
        return;
    }
    let text = "fn f(y: &mut [f32], x: &[f32], table: &[f32]) {
        for i in prange(0..y.len()) { y[i] = table[(x[i] + 31.0) as usize]; }
    }";
    let table = numbers(64);
    for places in [&[][..], &[99_999], &[20_000, 20_001, 70_000], &[0]] {
        let mut x = numbers(100_000);
        for (number, &place) in places.iter().enumerate() {
            x[place] = 100.0 + number as f32;
        }
        let kernel = Kernel::parse(text).expect("a kernel");
        let mut y = vec![0.5_f32; x.len()];
        see_at_most(SMALL);
        let result = kernel.on(Target::Gpu).call::<()>(args![&mut y, &x, &table]);
        see_at_most(u64::MAX);
        match places {
            [] => {
                result.expect("no trap");
                assert!(y.iter().zip(&x).all(|(&y, &x)| y == table[(x + 31.0) as usize]));
            }
            _ => {
                let error = result.expect_err("a trap");
                let trap = error.trap().unwrap_or_else(|| panic!("{error}"));
                assert!(
                    matches!(trap.kind, TrapKind::OutOfBounds { index: 131, extent: 64, .. }),
                    "{error}"
                );
                assert!(y.iter().all(|&y| y == 0.5));
            }
        }
    }
}

#[test]
fn what_is_not_local_is_an_error_in_front() {
    if !has_device() {
        return;
    }
    let x = numbers(10_000);
    let at: Vec<u32> = (0..10_000).rev().collect();
    for text in [GATHER, SCAN] {
        let kernel = Kernel::parse(text).expect("a kernel");
        let mut y = vec![0.5_f32; 100];
        see_at_most(SMALL);
        let result = match text == GATHER {
            true => kernel.on(Target::Gpu).call::<()>(args![&mut y, &x, &at]),
            false => kernel.on(Target::Gpu).call::<()>(args![&mut y, &x]),
        };
        see_at_most(u64::MAX);
        let error = result.expect_err("too large").to_string();
        println!("{error}");
        assert!(error.contains("`x` has 40000 bytes, of which") && error.contains(" 16384 "));
        assert_eq!((last_call().dispatches, last_call().bytes_up), (0, 0));
    }
    // A row alone is too large.
    let kernel = Kernel::parse(STENCIL).expect("a kernel");
    let (mut b, a) = (Array2::<f32>::ones((8, 1500)), Array2::<f32>::ones((8, 1500)));
    see_at_most(SMALL);
    let result = kernel.on(Target::Gpu).call::<()>(args![&mut b, &a]);
    see_at_most(u64::MAX);
    let error = result.expect_err("too large").to_string();
    assert!(error.contains("touches rows of 18000 bytes"), "{error}");
}

/// Kernels of the suite that run in slices where little is seen of an array at once.
const LOCAL: &[&str] = &[
    "saxpy",
    "triad",
    "dot",
    "sum",
    "tanh_map",
    "black_scholes",
    "arc_distance",
    "jacobi_2d",
    "atax",
    "gesummv",
    "kmeans_assign",
    "kmeans_update",
    "payoff",
    "lennard_jones",
];

fn close(a: Value, b: Value) -> bool {
    let near = |a: f64, b: f64, epsilon: f64| {
        a == b
            || a.is_nan() && b.is_nan()
            || (a - b).abs() <= epsilon * a.abs().max(b.abs()).max(1.0)
    };
    match (a, b) {
        (Value::F64(a), Value::F64(b)) => near(a, b, 1e-9),
        (Value::F32(a), Value::F32(b)) => near(a.into(), b.into(), 1e-3),
        (a, b) => a == b,
    }
}

#[test]
fn the_suite_in_windows() {
    if !has_device() {
        return;
    }
    let mut local = Vec::new();
    for case in suite::cases() {
        let mut workload = (case.prepare)(case.smoke);
        workload.run(Engine::Interpreter, 1).expect("the interpreter runs it");
        let reference = workload.output();
        let kernel = Kernel::parse(case.text).expect("a kernel");
        workload.reset();
        workload.call(&kernel.on(Target::Gpu), 1).expect("the device runs it");
        let whole = last_call().dispatches;
        workload.reset();
        see_at_most(1 << 10);
        let result = workload.call(&kernel.on(Target::Gpu), 1);
        see_at_most(u64::MAX);
        match result {
            Ok(()) => {
                let found = workload.output();
                for (number, (&a, &b)) in found.0.iter().zip(&reference.0).enumerate() {
                    assert!(close(a, b), "{}: value {number} is {a}, not {b}", case.name);
                }
                if last_call().dispatches > whole {
                    local.push(case.name);
                }
            }
            Err(error) => assert!(error.to_string().contains("at most 1024"), "{error}"),
        }
    }
    println!("in slices: {local:?}");
    assert!(LOCAL.iter().all(|name| local.contains(name)), "{local:?}");
}

/// 160 MB: beyond what lavapipe shows of an array.
const LARGE: usize = 40_000_000;

/// The most bytes that shaders see of an array here.
fn binding_bytes() -> u64 {
    metate::__gpu::device().expect("a device").caps().binding_bytes
}

#[test]
fn really_large_arrays() -> Result<(), Error> {
    if !has_device() || binding_bytes() >= 4 * LARGE as u64 {
        return Ok(());
    }
    let x = numbers(LARGE);
    // In place, on arrays of the host and on ones that stay.
    let kernel = Kernel::parse(SAXPY)?;
    let mut wanted = vec![1.0_f32; LARGE];
    kernel.on(Target::Jit).call::<()>(args![&mut wanted, 0.5_f32, &x])?;
    let mut y = vec![1.0_f32; LARGE];
    kernel.on(Target::Gpu).call::<()>(args![&mut y, 0.5_f32, &x])?;
    println!("saxpy: {:?}", last_call());
    assert!(y == wanted);
    let device_x = x.to_gpu()?;
    let mut device_y = GpuArray::<f32>::zeros(LARGE)?;
    kernel.on(Target::Gpu).call::<()>(args![&mut device_y, 0.5_f32, &device_x])?;
    assert_eq!((last_call().bytes_up, last_call().bytes_down), (0, 0));
    assert!(device_y.to_host()?.iter().zip(&wanted).all(|(y, w)| y + 1.0 == *w));
    drop((y, wanted, device_y));
    // A sum.
    let kernel = Kernel::parse(SUM)?;
    let wanted: f64 = 1.0 + x.iter().map(|&x| f64::from(x)).sum::<f64>();
    let found: f32 = kernel.on(Target::Gpu).call(args![&device_x])?;
    let jit: f32 = kernel.on(Target::Jit).call(args![&x])?;
    assert!((f64::from(found) - wanted).abs() <= 1e-6 * wanted.abs(), "{found} {wanted}");
    assert_eq!(found, jit);
    // What is not local.
    let at = vec![1_u32; 10];
    for text in [GATHER, SCAN] {
        let kernel = Kernel::parse(text)?;
        let mut y = vec![0.5_f32; 10];
        let result = match text == GATHER {
            true => kernel.on(Target::Gpu).call::<()>(args![&mut y, &device_x, &at]),
            false => kernel.on(Target::Gpu).call::<()>(args![&mut y, &x]),
        };
        let error = result.expect_err("too large").to_string();
        println!("{error}");
        let limit = format!("at most {} at once", binding_bytes());
        assert!(error.contains("`x` has 160000000 bytes") && error.contains(&limit), "{error}");
        assert_eq!(y, [0.5; 10]);
    }
    drop(device_x);
    // A stencil whose windows overlap.
    let a = Array2::from_shape_vec((8_000, 5_000), x).expect("a shape");
    let kernel = Kernel::parse(STENCIL)?;
    let (mut wanted, mut b) = (Array2::<f32>::ones(a.dim()), Array2::<f32>::ones(a.dim()));
    kernel.on(Target::Jit).call::<()>(args![&mut wanted, &a])?;
    kernel.on(Target::Gpu).call::<()>(args![&mut b, &a])?;
    println!("stencil: {:?}", last_call());
    assert!(b == wanted);
    Ok(())
}
