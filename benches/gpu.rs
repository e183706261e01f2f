//! Kernels on the graphics processor: calls with arrays of the host, and with arrays that stay there.
//!
//! In: texts and data of `benches/device`, floats of 32 bits. Out: Criterion's statistics, one group
//! per kernel and size: `gpu/saxpy/1048576`. Always true: a call ends when its results are there, on
//! the host or on the device; shaders are compiled before. Without an adapter it says so, and measures
//! nothing. Deliberately absent: the device's own clock, which `examples/gpu_speed.rs` reads.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use metate::{Error, Kernel, Target};

mod device;
mod suite;

use device::{Arguments, Float, Sizes, Task};

/// What is measured here.
const NAMES: &[&str] = &["saxpy", "tanh_map", "sum", "jacobi_2d", "histogram", "mandelbrot"];

fn kernels(criterion: &mut Criterion) {
    let adapter = match metate::gpu::adapter() {
        Ok(adapter) => adapter,
        Err(error) => return println!("gpu: skipped: {error}"),
    };
    println!("gpu: {}", adapter.name);
    let is_software = adapter.device_type == "software";
    let sizes = if is_software { Sizes::Software } else { Sizes::Hardware };
    for name in NAMES {
        let size = device::work(name).size(sizes, Float::F32, adapter.binding_bytes);
        if let Err(error) = kernel(criterion, name, size) {
            println!("gpu/{name}/{size}: refused: {error}");
        }
    }
}

fn kernel(criterion: &mut Criterion, name: &str, size: usize) -> Result<(), Error> {
    let work = device::work(name);
    let kernel = work.kernel(Float::F32)?;
    let host = work.on_host(size, Float::F32);
    let resident = work.on_device(size, Float::F32)?;
    let mut group = criterion.benchmark_group(format!("gpu/{name}/{size}"));
    if let Task::Moves(numbers) = work.task {
        group.throughput(Throughput::Bytes(numbers(size as u64) * Float::F32.bytes()));
    }
    group.warm_up_time(Duration::from_millis(300));
    group.measurement_time(Duration::from_secs(1));
    group.sample_size(10);
    for (way, mut arguments) in [("host arrays", host), ("GpuArrays", resident)] {
        call(&kernel, &mut arguments)?;
        group.bench_function(BenchmarkId::from_parameter(way), |bencher| {
            bencher.iter(|| call(&kernel, &mut arguments).expect("as before"));
        });
    }
    group.finish();
    Ok(())
}

fn call(kernel: &Kernel, arguments: &mut Arguments) -> Result<(), Error> {
    kernel.on(Target::Gpu).call_values(arguments.args()).map(drop)
}

criterion_group!(benches, kernels);
criterion_main!(benches);
