//! A kernel on the graphics processor: a call with arrays of the host, and arrays that stay there.
//!
//! In: nothing. Out: the adapters; the trace of tanh on three engines; Jacobi's method with its time
//! loop in the kernel, whose arrays travel once, and with its time loop in this program, whose arrays
//! stay on the device: launches, submissions and bytes moved of each. Always true: what the device
//! computes is compared with the machine code's result. Deliberately absent: speed; see `compare` and
//! the bench `gpu`.
//!
//! ```text
//! cargo run --release --example gpu
//! METATE_ADAPTER=llvmpipe cargo run --release --example gpu
//! ```

use std::error::Error;

use metate::gpu::{self, GpuArray, Stats};
use metate::prelude::*;
use ndarray::{Array2, array};

#[kernel]
fn go_fast(a: ArrayView2<f32>) -> f32 {
    let mut trace = 0.0;
    for i in 0..a.nrows() {
        trace += a[[i, i]].tanh();
    }
    trace
}

/// Steps of Jacobi's method for Laplace's equation; the rim stays as it is.
#[kernel]
fn relax(steps: usize, mut a: ArrayViewMut2<f32>, mut b: ArrayViewMut2<f32>) {
    let (rows, columns) = (a.nrows(), a.ncols());
    for _step in 0..steps {
        for i in prange(1..rows - 1) {
            for j in 1..columns - 1 {
                b[[i, j]] = 0.25 * (a[[i - 1, j]] + a[[i + 1, j]] + a[[i, j - 1]] + a[[i, j + 1]]);
            }
        }
        for i in prange(1..rows - 1) {
            for j in 1..columns - 1 {
                a[[i, j]] = b[[i, j]];
            }
        }
    }
}

const STEPS: usize = 100;
const SIZE: usize = 512;

fn main() -> Result<(), Box<dyn Error>> {
    let adapters = gpu::adapters();
    if adapters.is_empty() {
        println!("no adapter: install a Vulkan driver (Mesa's lavapipe needs no hardware)");
        return Ok(());
    }
    for adapter in &adapters {
        println!("{adapter}\n");
    }

    let a = array![[0.0, 1.0], [2.0, 3.0]];
    println!("trace of tanh, interpreter  {}", go_fast::interpret(a.view())?);
    println!("trace of tanh, machine code {}", go_fast::jit(a.view())?);
    println!("trace of tanh, device       {}\n", go_fast::gpu(a.view())?);

    let start = Array2::from_shape_fn((SIZE, SIZE), |(i, j)| {
        if i == 0 { 1.0 } else { ((i * 31 + j * 17) % 97) as f32 / 97.0 }
    });
    let mut expected = start.clone();
    relax::jit(STEPS, expected.view_mut(), start.clone().view_mut())?;
    println!("{STEPS} steps of Jacobi's method on {SIZE} by {SIZE} elements (f32)");
    println!(
        "{:<32} {:>10} {:>12} {:>12} {:>12} {:>12}",
        "time loop", "launches", "submissions", "bytes up", "bytes down", "difference"
    );

    // Arrays of the host: both go up once, and come back once.
    let (mut a, mut b) = (start.clone(), start.clone());
    relax::gpu(STEPS, a.view_mut(), b.view_mut())?;
    line("in the kernel", gpu::last_call(), &a, &expected);

    // Arrays of the device: nothing moves between calls.
    let mut a: GpuArray<f32> = start.to_gpu()?;
    let mut b: GpuArray<f32> = start.to_gpu()?;
    let on = relax::kernel().on(Target::Gpu);
    let mut all = Stats::default();
    for _ in 0..STEPS {
        on.call::<()>(args![1usize, &mut a, &mut b])?;
        all += gpu::last_call();
    }
    let a = a.to_host()?.into_dimensionality()?;
    line("in this program, arrays stay", all, &a, &expected);
    Ok(())
}

fn line(what: &str, stats: Stats, a: &Array2<f32>, expected: &Array2<f32>) {
    let difference = (a - expected).iter().fold(0.0f32, |most, d| most.max(d.abs()));
    let Stats { dispatches, submissions, bytes_up, bytes_down, .. } = stats;
    println!(
        "{what:<32} {dispatches:>10} {submissions:>12} {bytes_up:>12} {bytes_down:>12} {difference:>12.1e}"
    );
}
