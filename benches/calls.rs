//! What a call costs: kernels that do nothing, called in every way.
//!
//! In: a number, or an array. Out: Criterion's statistics, one group per kind of argument. Always
//! true: the function pointer beside them is one that the compiler cannot see through.
//! Deliberately absent: first calls, which compile; see `stages`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use metate::Target;
use metate::prelude::*;

#[kernel]
fn same(x: f64) -> f64 {
    x
}

#[kernel]
fn corner(a: ArrayView2<f64>) -> f64 {
    a[[0, 0]]
}

fn number(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("call overhead/a number");
    let pointer: fn(f64) -> f64 = black_box(same);
    let bound = same::kernel().on(Target::Jit).bind::<fn(f64) -> f64>().expect("its type");
    let dynamic = same::kernel().on(Target::Jit);
    group.bench_function("function pointer", |bencher| bencher.iter(|| pointer(black_box(1.0))));
    group.bench_function("bound", |bencher| bencher.iter(|| bound.call((black_box(1.0),))));
    group.bench_function("dynamic", |bencher| {
        bencher.iter(|| dynamic.call::<f64>(args![black_box(1.0)]));
    });
    group.finish();
}

fn array(criterion: &mut Criterion) {
    type Function = fn(ArrayView2<'static, f64>) -> f64;
    let a = Array2::<f64>::ones((3, 3));
    let mut group = criterion.benchmark_group("call overhead/an array");
    let pointer: fn(ArrayView2<f64>) -> f64 = black_box(corner);
    let bound = corner::kernel().on(Target::Jit).bind::<Function>().expect("its type");
    let dynamic = corner::kernel().on(Target::Jit);
    group.bench_function("function pointer", |bencher| {
        bencher.iter(|| pointer(black_box(&a).view()));
    });
    group.bench_function("bound", |bencher| bencher.iter(|| bound.call((black_box(&a).view(),))));
    group.bench_function("dynamic", |bencher| {
        bencher.iter(|| dynamic.call::<f64>(args![black_box(&a)]));
    });
    group.finish();
}

/// A `prange` with next to nothing to do.
#[kernel]
fn mark(x: &mut [f64]) {
    for i in prange(0..x.len()) {
        for k in 0..2 {
            x[i] = k as f64;
        }
    }
}

/// The region alone: as it is run, on the thread that it is on, and with another thread woken for it.
fn region(criterion: &mut Criterion) {
    type Function = fn(&'static mut [f64]);
    let mut x = vec![0.0; 4];
    let mut group = criterion.benchmark_group("call overhead/an empty parallel region");
    let kernel = mark::kernel();
    let bind = |on: metate::On<'_>| on.bind::<Function>().expect("its type");
    let jit = bind(kernel.on(Target::Jit));
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    let threads = bind(kernel.on(Target::Threads).threads(cores));
    let auto = bind(kernel.on(Target::Auto));
    let woken = bind(kernel.on(Target::Threads).threads(cores).eager());
    group.bench_function("jit", |bencher| bencher.iter(|| jit.call((black_box(&mut x),))));
    group.bench_function("too small for threads", |bencher| {
        bencher.iter(|| threads.call((black_box(&mut x),)));
    });
    group.bench_function("auto", |bencher| bencher.iter(|| auto.call((black_box(&mut x),))));
    group.bench_function("on all cores", |bencher| {
        bencher.iter(|| woken.call((black_box(&mut x),)));
    });
    group.finish();
}

/// Plain loops that may fork, with too little to do for that: a map, and a sum of integers.
#[kernel]
fn scale(x: &mut [f64]) {
    for i in 0..x.len() {
        x[i] *= 1.5;
    }
}

#[kernel]
fn count(x: &[u64]) -> u64 {
    let mut sum = 0;
    for i in 0..x.len() {
        sum += x[i];
    }
    sum
}

fn small_loops(criterion: &mut Criterion) {
    let (mut x, numbers) = (vec![1.0; 8], vec![1_u64; 8]);
    let mut group = criterion.benchmark_group("call overhead/a plain loop of 8 iterations");
    for target in [Target::Jit, Target::Auto] {
        let map = scale::kernel().on(target).bind::<fn(&'static mut [f64])>().expect("its type");
        let sum = count::kernel().on(target).bind::<fn(&'static [u64]) -> u64>().expect("its type");
        group.bench_function(format!("map, {target}"), |bencher| {
            bencher.iter(|| map.call((black_box(&mut x),)));
        });
        group.bench_function(format!("sum, {target}"), |bencher| {
            bencher.iter(|| sum.call((black_box(&numbers),)));
        });
    }
    group.finish();
}

criterion_group!(benches, number, array, region, small_loops);
criterion_main!(benches);
