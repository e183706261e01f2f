//! Kernels on the graphics processor against the interpreter.
//!
//! In: kernels of every kind that a device runs. Out: agreement: integers bit by bit, floats closely,
//! traps in kind and place; and what each call moved. Always true: without a device every test says
//! so and passes, unless `METATE_REQUIRE` names `gpu`. Deliberately absent: how close floats have to
//! be, which the oracle knows.
#![cfg(feature = "gpu")]

mod device;

use std::time::{Duration, Instant};

use device::has_device;
use metate::gpu::{self, GpuArray, GpuError, adapter, last_call, time_launches};
use metate::prelude::*;
use metate::{CancelToken, ErrorKind, InterruptKind, TrapKind};
use ndarray::{Array, array, s};

/// Values that are the same, or close to each other.
trait Close {
    fn is_close(&self, other: &Self) -> bool;
}

macro_rules! exact {
    ($($ty:ty)*) => {$(impl Close for $ty {
        fn is_close(&self, other: &Self) -> bool { self == other }
    })*};
}
exact! { () bool u8 i8 u16 i16 i32 u32 i64 u64 usize isize }

macro_rules! floats {
    ($($ty:ty, $epsilon:literal;)*) => {$(impl Close for $ty {
        fn is_close(&self, other: &Self) -> bool {
            let (a, b) = (*self, *other);
            let near = (a - b).abs() <= $epsilon * a.abs().max(b.abs()).max(1e-3);
            a == b || a.is_nan() && b.is_nan() || near
        }
    })*};
}
floats! { f32, 1e-4; f64, 1e-11; }

impl<A: Close, B: Close> Close for (A, B) {
    fn is_close(&self, other: &Self) -> bool {
        self.0.is_close(&other.0) && self.1.is_close(&other.1)
    }
}

impl<T: Close, D: ndarray::Dimension> Close for Array<T, D> {
    fn is_close(&self, other: &Self) -> bool {
        self.shape() == other.shape() && self.iter().zip(other).all(|(a, b)| a.is_close(b))
    }
}

impl<T: Close> Close for Vec<T> {
    fn is_close(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(a, b)| a.is_close(b))
    }
}

/// Calls a kernel on both engines and compares: the result, and the arrays named behind `;`, which
/// are passed first and mutably.
macro_rules! agree {
    ($text:expr => $result:ty, ($($arg:expr),* $(,)?) $(; $($out:ident),*)?) => {{
        let kernel = Kernel::parse($text).expect("a kernel");
        $($(let mut $out = ($out.clone(), $out.clone());)*)?
        let wanted: $result = kernel
            .on(Target::Interpreter)
            .call(args![$($(&mut $out.0,)*)? $($arg),*])
            .expect("the interpreter runs it");
        let found: $result = kernel
            .on(Target::Gpu)
            .call(args![$($(&mut $out.1,)*)? $($arg),*])
            .unwrap_or_else(|error| panic!("{error}\n{}", $text));
        assert!(wanted.is_close(&found), "{found:?} for {wanted:?}\n{}", $text);
        $($(assert!(
            $out.0.is_close(&$out.1),
            "{} is {:?} for {:?}\n{}", stringify!($out), $out.1, $out.0, $text
        );)*)?
    }};
}

fn wave(n: usize) -> Vec<f64> {
    (0..n).map(|i| (i as f64 * 0.37).sin()).collect()
}

#[test]
fn maps() {
    if !has_device() {
        return;
    }
    let text = "fn saxpy(y: &mut [f64], a: f64, x: &[f64]) {
        for i in 0..x.len().min(y.len()) {
            y[i] = a * x[i] + y[i];
        }
    }";
    for n in [0, 1, 2, 255, 256, 257, 100_000] {
        let (x, y) = (wave(n), vec![0.5; n]);
        agree!(text => (), (1.5, &x); y);
    }
    let text = "fn halves(y: &mut [f32], x: &[f32]) {
        for i in prange(0..x.len()) {
            y[i] = x[i] * 0.5 + i as f32;
        }
    }";
    let x: Vec<f32> = wave(1000).iter().map(|&x| x as f32).collect();
    let y = vec![0.0_f32; 1000];
    agree!(text => (), (&x); y);
    let moved = last_call();
    assert_eq!((moved.bytes_up, moved.bytes_down), (4000, 4000), "y is written whole: {moved:?}");
    assert_eq!(moved.dispatches, 1, "{moved:?}");
}

#[test]
fn strided_and_transposed_arrays() {
    if !has_device() {
        return;
    }
    let text = "fn scale(mut a: ArrayViewMut2<f64>, b: ArrayView2<f64>) {
        for i in 0..a.nrows() {
            for j in 0..a.ncols() {
                a[[i, j]] += 2.0 * b[[i, j]];
            }
        }
    }";
    let kernel = Kernel::parse(text).expect("a kernel");
    let whole = Array::from_shape_fn((14, 22), |(i, j)| (i * 31 + j) as f64);
    let other = Array::from_shape_fn((11, 7), |(i, j)| (i + 100 * j) as f64);
    let (mut a, mut b) = (whole.clone(), whole.clone());
    for (target, array) in [(Target::Interpreter, &mut a), (Target::Gpu, &mut b)] {
        let view = array.slice_mut(s![..;-2, 1..;2]);
        let view = view.split_at(Axis(1), 11).0;
        kernel.on(target).call::<()>(args![view, other.t()]).expect("it runs");
    }
    assert_eq!(a, b);
    assert_ne!(a, whole);
}

#[test]
fn reductions() {
    if !has_device() {
        return;
    }
    let dot = "fn dot(x: &[f64], y: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len().min(y.len()) { sum += x[i] * y[i]; }
        sum
    }";
    let extremes = "fn extremes(x: &[i32]) -> (i32, i32) {
        let (mut least, mut most) = (i32::MAX, i32::MIN);
        for i in prange(0..x.len()) {
            least = least.min(x[i]);
            most = most.max(x[i]);
        }
        (least, most)
    }";
    let first = "fn first(x: &[f64]) -> (f64, usize) {
        let (mut best, mut at) = (f64::INFINITY, 0);
        for i in prange(0..x.len()) {
            if x[i] < best {
                best = x[i];
                at = i;
            }
        }
        (best, at)
    }";
    let total = "fn total(a: ArrayView2<i64>) -> i64 {
        let mut sum = 100;
        for i in 0..a.nrows() {
            for j in 0..a.ncols() { sum += a[[i, j]] * (i as i64 - j as i64); }
        }
        sum
    }";
    for n in [0, 1, 7, 256, 65_537] {
        let (x, y) = (wave(n), wave(n));
        agree!(dot => f64, (&x, &y));
        agree!(first => (f64, usize), (&x));
        let x: Vec<i32> = (0..n as i32).map(|i| i.wrapping_mul(2_654_435_761_u32 as i32)).collect();
        agree!(extremes => (i32, i32), (&x));
    }
    let a = Array::from_shape_fn((37, 131), |(i, j)| (i * j % 17) as i64);
    agree!(total => i64, (&a));
}

#[test]
fn what_a_reduction_gives_stays_on_the_device() {
    if !has_device() {
        return;
    }
    let text = "fn go_fast(mut b: ArrayViewMut2<f64>, a: ArrayView2<f64>) {
        let mut trace = 0.0;
        for i in 0..a.nrows() {
            trace += a[[i, i]].tanh();
        }
        for i in 0..a.nrows() {
            for j in 0..a.ncols() {
                b[[i, j]] = a[[i, j]] + trace;
            }
        }
    }";
    let a = Array::from_shape_fn((40, 40), |(i, j)| (i as f64 - j as f64) / 20.0);
    let b = Array::<f64, _>::zeros((40, 40));
    agree!(text => (), (&a); b);
    assert_eq!(last_call().submissions, 1, "{:?}", last_call());
    let text = "fn go_fast(a: ArrayView2<f64>) -> f64 {
        let mut trace = 0.0;
        for i in 0..a.nrows() {
            trace += a[[i, i]].tanh();
        }
        trace
    }";
    agree!(text => f64, (&a));
}

#[test]
fn time_steps_stay_on_the_device() {
    if !has_device() {
        return;
    }
    let text = "fn jacobi(mut a: ArrayViewMut2<f64>, mut b: ArrayViewMut2<f64>, steps: usize) {
        let n = a.nrows();
        for _step in 0..steps {
            for i in 1..n - 1 {
                for j in 1..n - 1 {
                    b[[i, j]] = 0.2 * (a[[i, j]] + a[[i, j - 1]] + a[[i, j + 1]] + a[[i + 1, j]] + a[[i - 1, j]]);
                }
            }
            for i in 1..n - 1 {
                for j in 1..n - 1 {
                    a[[i, j]] = 0.2 * (b[[i, j]] + b[[i, j - 1]] + b[[i, j + 1]] + b[[i + 1, j]] + b[[i - 1, j]]);
                }
            }
        }
    }";
    let a = Array::from_shape_fn((50, 50), |(i, j)| (i * j) as f64 / 2500.0);
    let b = a.clone();
    agree!(text => (), (20_usize); a, b);
    let (moved, bytes) = (last_call(), 2 * 50 * 50 * 8);
    assert_eq!((moved.dispatches, moved.bytes_up), (40, bytes), "{moved:?}");
    assert!(moved.bytes_down <= bytes + 64 && moved.submissions <= 3, "{moved:?}");
}

#[test]
fn a_loop_that_ends_when_it_has_converged() {
    if !has_device() {
        return;
    }
    let text = "fn converge(x: &mut [f64], limit: f64) -> usize {
        let mut steps = 0;
        let mut change = f64::INFINITY;
        while change > limit && steps < 100 {
            change = 0.0;
            for i in prange(0..x.len()) {
                let next = 0.5 * (x[i] + 2.0 / x[i]);
                change += (next - x[i]).abs();
                x[i] = next;
            }
            steps += 1;
        }
        steps
    }";
    let x: Vec<f64> = (1..1000).map(f64::from).collect();
    agree!(text => usize, (1e-3); x);
}

#[test]
fn nests_and_inner_loops() {
    if !has_device() {
        return;
    }
    let gemm = "fn gemm(mut c: ArrayViewMut2<f64>, a: ArrayView2<f64>, b: ArrayView2<f64>) {
        for i in prange(0..c.nrows()) {
            for k in 0..a.ncols() {
                let factor = a[[i, k]];
                for j in 0..c.ncols() { c[[i, j]] += factor * b[[k, j]]; }
            }
        }
    }";
    let (a, b) = (
        Array::from_shape_fn((20, 30), |(i, j)| (i + j) as f64 / 7.0),
        Array::from_shape_fn((30, 10), |(i, j)| (i * j) as f64 / 9.0),
    );
    let c = Array::<f64, _>::ones((20, 10));
    agree!(gemm => (), (&a, &b); c);
    let softmax = "fn softmax(mut y: ArrayViewMut2<f32>, x: ArrayView2<f32>) {
        for i in prange(0..x.nrows()) {
            let mut largest = f32::NEG_INFINITY;
            for j in 0..x.ncols() { largest = largest.max(x[[i, j]]); }
            let mut sum = 0.0;
            for j in 0..x.ncols() {
                let power = (x[[i, j]] - largest).exp();
                y[[i, j]] = power;
                sum += power;
            }
            for j in 0..x.ncols() { y[[i, j]] /= sum; }
        }
    }";
    let x = Array::from_shape_fn((33, 65), |(i, j)| ((i * 65 + j) as f32 * 0.7).sin() * 4.0);
    let y = Array::<f32, _>::zeros((33, 65));
    agree!(softmax => (), (&x); y);
    let mandelbrot = "fn mandelbrot(mut counts: ArrayViewMut2<i32>, limit: i32) {
        for row in 0..counts.nrows() {
            let c_im = row as f64 * 0.1 - 1.25;
            for column in 0..counts.ncols() {
                let c_re = column as f64 * 0.1 - 2.0;
                let (mut re, mut im, mut count) = (0.0, 0.0, 0);
                while count < limit && re * re + im * im <= 4.0 {
                    let next = 2.0 * re * im + c_im;
                    re = re * re - im * im + c_re;
                    im = next;
                    count += 1;
                }
                counts[[row, column]] = count;
            }
        }
    }";
    let counts = Array::<i32, _>::zeros((25, 31));
    agree!(mandelbrot => (), (200); counts);
    let heat = "fn heat(mut b: ArrayViewMut3<f32>, a: ArrayView3<f32>) {
        let (n, m, l) = a.dim();
        for i in 1..n - 1 {
            for j in 1..m - 1 {
                for k in 1..l - 1 {
                    b[[i, j, k]] = a[[i, j, k]] + 0.1 * (a[[i + 1, j, k]] + a[[i - 1, j, k]] + a[[i, j, k + 1]]);
                }
            }
        }
    }";
    let a = Array::from_shape_fn((9, 10, 70), |(i, j, k)| (i + 2 * j + 3 * k) as f32);
    let b = Array::<f32, _>::zeros((9, 10, 70));
    agree!(heat => (), (&a); b);
}

#[test]
fn irregular_kernels() {
    if !has_device() {
        return;
    }
    let spmv =
        "fn spmv(y: &mut [f64], starts: &[u32], columns: &[u32], values: &[f64], x: &[f64]) {
        for i in prange(0..y.len()) {
            let mut sum = 0.0;
            for k in starts[i] as usize..starts[i + 1] as usize {
                sum += values[k] * x[columns[k] as usize];
            }
            y[i] = sum;
        }
    }";
    let starts: Vec<u32> = (0..=100).map(|i| i * 3).collect();
    let columns: Vec<u32> = (0..300).map(|k| k * 7 % 100).collect();
    let (values, x, y) = (wave(300), wave(100), vec![0.0; 100]);
    agree!(spmv => (), (&starts, &columns, &values, &x); y);
    let histogram = "fn histogram(counts: &mut [u32], x: &[f64]) {
        let bins = counts.len();
        for i in prange(0..x.len()) {
            let bin = (x[i].abs() * bins as f64) as usize;
            counts[bin.min(bins - 1)] += 1;
        }
    }";
    for (n, bins) in [(0, 4), (1000, 1), (10_000, 64), (5000, 3000)] {
        let (x, counts) = (wave(n), vec![1_u32; bins]);
        agree!(histogram => (), (&x); counts);
    }
    let prefix = "fn prefix(y: &mut [i32], x: &[i32]) -> i32 {
        let mut sum = 5;
        for i in 0..x.len().min(y.len()) {
            sum += x[i];
            y[i] = sum;
        }
        sum
    }";
    for n in [0, 1, 255, 1000, 2047, 2049, 70_000, 1_500_000] {
        let x: Vec<i32> = (0..n).map(|i| i % 11 - 4).collect();
        let y = vec![0; x.len()];
        agree!(prefix => i32, (&x); y);
    }
    let nbody = "fn nbody(a: &mut [f64], x: &[f64], mass: &[f64]) {
        for i in prange(0..x.len()) {
            let mut sum = 0.0;
            for j in 0..x.len() {
                let d = x[j] - x[i];
                sum += mass[j] * d / (d * d + 0.01).sqrt();
            }
            a[i] = sum;
        }
    }";
    let (x, mass, a) = (wave(70), vec![1.5; 70], vec![0.0; 70]);
    agree!(nbody => (), (&x, &mass); a);
}

#[test]
fn serial_work_and_early_returns() {
    if !has_device() {
        return;
    }
    let crc16 = "fn crc16(data: &[u8]) -> u16 {
        let mut crc = 0xFFFF_u16;
        for i in 0..data.len() {
            let mut byte = data[i] as u16;
            for _bit in 0..8 {
                if (crc ^ byte) & 1 != 0 { crc = (crc >> 1) ^ 0x8408; } else { crc >>= 1; }
                byte >>= 1;
            }
        }
        crc
    }";
    let data: Vec<u8> = (0..250).map(|i| (i * 37 % 256) as u8).collect();
    agree!(crc16 => u16, (&data));
    let find = "fn find(a: ArrayView2<i32>, what: i32) -> (usize, usize) {
        for i in 0..a.nrows() {
            for j in 0..a.ncols() {
                if a[[i, j]] == what { return (i, j); }
            }
        }
        (1000, 1000)
    }";
    let a = Array::from_shape_fn((9, 13), |(i, j)| (i * 13 + j) as i32);
    for what in [0, 64, 116, 117] {
        agree!(find => (usize, usize), (&a, what));
    }
    let lu = "fn lu(mut a: ArrayViewMut2<f64>) {
        let n = a.nrows();
        for k in 0..n {
            let pivot = a[[k, k]];
            for i in k + 1..n {
                let factor = a[[i, k]] / pivot;
                a[[i, k]] = factor;
                for j in k + 1..n { a[[i, j]] -= factor * a[[k, j]]; }
            }
        }
    }";
    let a =
        Array::from_shape_fn((17, 17), |(i, j)| if i == j { 20.0 } else { (i + j) as f64 / 9.0 });
    agree!(lu => (), (); a);
    let local = "fn local(y: &mut [f64], x: &[f64]) {
        let weights = [0.25, 0.5, 0.25];
        for i in prange(0..y.len()) {
            let mut near = [0.0; 3];
            for k in 0..3 { near[k] = x[(i + k) % x.len()]; }
            let mut sum = 0.0;
            for k in 0..3 { sum += weights[k] * near[(k + i) % 3]; }
            y[i] = sum;
        }
    }";
    let (x, y) = (wave(40), vec![0.0; 40]);
    agree!(local => (), (&x); y);
}

#[test]
fn small_and_wide_elements() {
    if !has_device() {
        return;
    }
    let text = "fn mask(y: &mut [bool], z: &mut [i8], w: &mut [usize], x: &[u8], h: &[i16]) {
        for i in prange(0..x.len()) {
            y[i] = x[i] > 100;
            z[i] = (x[i] as i8).wrapping_mul(h[i] as i8);
            w[i] = i + x[i] as usize;
        }
    }";
    let x: Vec<u8> = (0..777).map(|i| (i % 256) as u8).collect();
    let h: Vec<i16> = (0..777).map(|i| i as i16 - 300).collect();
    let (y, z, w) = (vec![false; 777], vec![0_i8; 777], vec![0_usize; 777]);
    agree!(text => (), (&x, &h); y, z, w);
}

#[test]
fn traps() {
    if !has_device() {
        return;
    }
    let kernel = Kernel::parse(
        "fn gather(x: &[f64], at: &[usize], y: &mut [f64]) {
            for i in prange(0..at.len()) {
                y[i] = x[at[i]];
            }
        }",
    )
    .expect("a kernel");
    let x = wave(100);
    let mut at: Vec<usize> = (0..1000).map(|i| i % 100).collect();
    (at[900], at[333], at[777]) = (1234, 100, 5_000_000_000);
    let mut y = vec![7.0; 1000];
    let wanted = kernel.on(Target::Interpreter).call::<()>(args![&x, &at, &mut y]);
    let mut y = vec![7.0; 1000];
    let found = kernel.on(Target::Gpu).call::<()>(args![&x, &at, &mut y]);
    assert_eq!(found, wanted);
    assert!(y.iter().all(|&y| y == 7.0), "arrays are as they were");
    let error = found.expect_err("an index is out of bounds");
    let trap = error.trap().expect("a trap");
    let TrapKind::OutOfBounds { index, extent, .. } = &trap.kind else { panic!("{trap}") };
    assert_eq!((*index, *extent), (100, 100));

    let texts = [
        "fn below(x: &[i32], y: &mut [i32]) { for i in prange(0..y.len()) { y[i] = x[i - 1]; } }",
        "fn behind(x: &[i32], y: &mut [i32]) { for i in prange(0..y.len()) { y[i] = x[i + 40]; } }",
        "fn zero(x: &[i32], y: &mut [i32]) { for i in prange(0..y.len()) { y[i] = 100 / x[i]; } }",
        "fn rest(x: &[i32], y: &mut [i32]) { for i in prange(0..y.len()) { y[i] = i32::MIN % x[i]; } }",
        "fn one(x: &[i32], y: &mut [i32]) { y[3] = x[1000]; }",
        "fn wrapped(x: &[i32], y: &mut [i32]) {
            let n = x.len() - x.len();
            for i in 1..n - 1 { y[i] = x[i]; }
        }",
        "fn wrapped_sum(x: &[i32], _y: &mut [i32]) -> i32 {
            let (n, mut sum) = (x.len() - x.len(), 0);
            for i in 1..n - 1 { sum += x[i]; }
            sum
        }",
        "fn order(x: &[i32], y: &mut [i32]) {
            for i in prange(0..y.len()) { y[i] = 100 / (x[i] - 50); }
            let n = y.len();
            y[n] = 1;
        }",
    ];
    for text in texts {
        let kernel = Kernel::parse(text).expect("a kernel");
        let x: Vec<i32> = (0..100).map(|i| if i % 50 == 49 { 0 } else { i }).collect();
        let call = |target| {
            let mut y = vec![0; 100];
            kernel.on(target).call_values(args![&x, &mut y])
        };
        assert_eq!(call(Target::Gpu), call(Target::Interpreter), "{text}");
    }
}

#[test]
fn what_no_device_runs_is_refused() {
    if !has_device() {
        return;
    }
    let text = "fn seidel(a: &mut [f64], steps: usize) {
        for _step in 0..steps {
            for i in 1..a.len() - 1 { a[i] = (a[i - 1] + a[i] + a[i + 1]) / 3.0; }
        }
    }";
    let kernel = Kernel::parse(text).expect("a kernel");
    let mut a = wave(10_000);
    let before = a.clone();
    let error = kernel.on(Target::Gpu).call::<()>(args![&mut a, 1000_usize]);
    let error = error.expect_err("too much in order");
    assert!(matches!(error.kind(), ErrorKind::Unsupported { engine: "gpu", .. }), "{error}");
    assert!(error.to_string().contains("line 2"), "{error}");
    assert_eq!(a, before);
    let a = wave(100);
    agree!(text => (), (3_usize); a);
}

#[test]
fn calls_are_stopped() {
    if !has_device() {
        return;
    }
    let kernel = Kernel::parse(
        "fn spin(x: &mut [u32]) {
            for i in prange(0..x.len()) {
                while x[i] != 0 { x[i] = x[i] | 1; }
            }
        }",
    )
    .expect("a kernel");
    let mut x = vec![1_u32; 8];
    let start = Instant::now();
    let on = kernel.on(Target::Gpu).deadline(Duration::from_millis(300));
    let error = on.call::<()>(args![&mut x]).expect_err("it never ends");
    // Some devices end loops themselves after a while: then that is what is told.
    match error.interrupt() {
        Some(interrupt) => assert_eq!(interrupt.kind, InterruptKind::Deadline),
        None => assert!(error.to_string().contains("line 2, column 13: loops ran"), "{error}"),
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let token = CancelToken::new();
    token.cancel();
    let error = kernel.on(Target::Gpu).cancel(&token).call::<()>(args![&mut x]);
    let error = error.expect_err("it was cancelled");
    assert_eq!(error.interrupt().map(|interrupt| interrupt.kind), Some(InterruptKind::Cancelled));
    let error = kernel.on(Target::Gpu).fuel(3).call::<()>(args![&mut x]).expect_err("no fuel");
    assert_eq!(error.interrupt().map(|interrupt| interrupt.kind), Some(InterruptKind::Fuel));
    // What comes next is right.
    let mut x = vec![0_u32; 8];
    kernel.on(Target::Gpu).call::<()>(args![&mut x]).expect("it ends");
}

/// What the device's clock says grows with the work, is 0 unless it is asked for, and changes nothing
/// of the call.
#[test]
fn launches_are_timed_where_that_is_asked_for() -> Result<(), metate::Error> {
    if !has_device() || !adapter()?.timestamps {
        return Ok(());
    }
    let text = "fn spin(turns: u32, x: &mut [f32]) {
        for i in prange(0..x.len()) {
            let mut y = x[i];
            for _ in 0..turns { y = y * 0.5 + 1.0; }
            x[i] = y;
        }
    }";
    let kernel = Kernel::parse(text)?;
    let run = |turns: u32| {
        let mut x = vec![1.0_f32; 10_000];
        kernel.on(Target::Gpu).call::<()>(args![turns, &mut x]).map(|()| (x, last_call()))
    };
    let (untimed, usual) = run(1)?;
    assert_eq!(usual.launch_nanoseconds, 0);
    time_launches(true);
    let (timed, short) = run(1)?;
    let (_, long) = run(2_000)?;
    time_launches(false);
    assert_eq!(timed, untimed);
    assert!(short.launch_nanoseconds > 0, "{short:?}");
    assert!(long.launch_nanoseconds > 2 * short.launch_nanoseconds, "{short:?}, {long:?}");
    let moved = |stats: gpu::Stats| (stats.dispatches, stats.bytes_up, stats.bytes_down);
    assert_eq!(moved(short), moved(usual));
    assert_eq!(run(1)?.1, usual);
    Ok(())
}

#[test]
fn arrays_that_stay_on_the_device() -> Result<(), metate::Error> {
    if !has_device() {
        return Ok(());
    }
    let kernel = Kernel::parse(
        "fn twice(x: ArrayView2<f64>, mut y: ArrayViewMut2<f64>) {
            for i in prange(0..x.nrows()) {
                for j in 0..x.ncols() { y[[i, j]] = 2.0 * x[[i, j]]; }
            }
        }",
    )?;
    let a = array![[1.0, 2.0], [3.0, 4.0]];
    let x = a.to_gpu()?;
    let mut y = GpuArray::<f64>::zeros((2, 2))?;
    kernel.on(Target::Gpu).call::<()>(args![&x, &mut y])?;
    assert_eq!((last_call().bytes_up, last_call().bytes_down), (0, 0));
    let mut z = GpuArray::<f64>::zeros((2, 2))?;
    kernel.on(Target::Gpu).call::<()>(args![&y, &mut z])?;
    assert_eq!(z.to_host()?, (&a * 4.0).into_dyn());
    let error = kernel.on(Target::Jit).call::<()>(args![&x, &mut y]);
    assert!(error.is_err_and(|error| error.to_string().contains("GpuArray")));
    Ok(())
}

#[test]
fn too_large_arrays_are_an_error_before_anything_runs() {
    if !has_device() {
        return;
    }
    let kernel = Kernel::parse(
        "fn fill(x: &mut [u8], y: &mut [u8]) {
            for i in prange(0..y.len()) { y[i] = 1; }
            for i in prange(0..x.len()) { x[i] = 1; }
        }",
    )
    .expect("a kernel");
    let limit = metate::gpu::adapters().iter().map(|_| 1_usize << 31).max().unwrap_or_default();
    let mut x = vec![0_u8; limit];
    let mut y = vec![0_u8; 8];
    let error = kernel.on(Target::Gpu).call::<()>(args![&mut x, &mut y]).expect_err("too large");
    assert!(matches!(error.gpu(), Some(GpuError::BufferTooLarge { .. })), "{error}");
    assert_eq!(y, [0; 8]);
}

#[kernel]
fn halve(x: &mut [f64]) {
    for i in prange(0..x.len()) {
        x[i] /= 2.0;
    }
}

#[test]
fn the_macro_and_what_is_told() -> Result<(), metate::Error> {
    if !has_device() {
        return Ok(());
    }
    let mut x = vec![1.0, 3.0];
    halve::gpu(&mut x)?;
    assert_eq!(x, [0.5, 1.5]);
    let on = halve::kernel().on(Target::Gpu);
    let wgsl = on.inspect(Stage::Wgsl, args![&mut x])?;
    assert!(wgsl.contains("@compute") && wgsl.contains("x[i] /= 2.0;"), "{wgsl}");
    let kernel = Kernel::parse(
        "fn steps(a: &mut [f64], b: &mut [f64], x: &[f64], n: usize) -> f64 {
            for _step in 0..n {
                for i in 1..a.len() - 1 {
                    b[i] = 0.5 * (a[i - 1] + a[i + 1]);
                }
                for i in 1..a.len() - 1 {
                    a[i] = b[i];
                }
            }
            let mut last = 0.0;
            for i in 0..x.len() {
                last = last / 2.0 + x[i];
            }
            last
        }",
    )?;
    let (mut a, mut b) = (wave(50), wave(50));
    let report = kernel.on(Target::Gpu).explain(args![&mut a, &mut b, &x, 3_usize])?;
    let text = report.to_string();
    for part in [
        "ArrayViewMut1<f64, strided>: uploaded, downloaded",
        "ArrayView1<f64, strided>: uploaded, not downloaded",
        "counted: in order, on the host, which launches what is inside",
        "counted: iterations are invocations of a launch",
        "counted: in order, in one invocation of a launch",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(
        kernel
            .on(Target::Gpu)
            .inspect(Stage::Plan, args![&mut a, &mut b, &x, 3_usize])?
            .contains("grid (")
    );
    Ok(())
}

#[test]
fn batches_and_bindings() -> Result<(), metate::Error> {
    if !has_device() {
        return Ok(());
    }
    let kernel = Kernel::parse(
        "fn sum(x: &[i64]) -> i64 {
            let mut sum = 0;
            for i in prange(0..x.len()) { sum += x[i]; }
            sum
        }",
    )?;
    let sets: Vec<Vec<i64>> = (0..5).map(|n| (0..100 * n).collect()).collect();
    let batch = sets.iter().map(|set| args![set]);
    let results = kernel.on(Target::Gpu).map_batch::<i64, _>(batch);
    for (set, result) in sets.iter().zip(results) {
        assert_eq!(result?, set.iter().sum::<i64>());
    }
    let bound = kernel.on(Target::Gpu).bind::<fn(&'static [i64]) -> i64>()?;
    assert_eq!(bound.call((&sets[3],))?, sets[3].iter().sum::<i64>());
    Ok(())
}
