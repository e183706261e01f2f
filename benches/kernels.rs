//! Every kernel and every formula of the suite on every engine.
//!
//! In: the suite. Out: Criterion's statistics, one group per kernel and size: `suite/gemm/200`,
//! `formulas/payoff/100000`. Always true: the
//! engines of a group work on the same data. Deliberately absent: the interpreter on large data,
//! which takes seconds a call; the small size shows its speed, and `compare` has both.

use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

mod suite;

use suite::{Case, Engine, FORMULAS, KERNELS};

fn kernels(criterion: &mut Criterion) {
    all(criterion, "suite", KERNELS);
}

fn formulas(criterion: &mut Criterion) {
    all(criterion, "formulas", FORMULAS);
}

fn all(criterion: &mut Criterion, name: &str, cases: &[Case]) {
    for case in cases {
        let mut sizes = vec![case.smoke];
        sizes.extend(case.sizes.iter().copied().filter(|&size| size != case.smoke));
        for size in sizes {
            kernel(criterion, name, case, size);
        }
    }
}

fn kernel(criterion: &mut Criterion, name: &str, case: &Case, size: usize) {
    let mut group = criterion.benchmark_group(format!("{name}/{}/{size}", case.name));
    group.throughput(Throughput::Elements((case.elements)(size)));
    group.warm_up_time(Duration::from_millis(300));
    group.measurement_time(Duration::from_secs(1));
    group.sample_size(20);
    let mut workload = (case.prepare)(size);
    for &engine in Engine::CPU {
        if engine == Engine::Interpreter && size != case.smoke {
            continue;
        }
        workload.reset();
        group.bench_function(BenchmarkId::from_parameter(engine), |bencher| {
            bencher.iter_custom(|calls| {
                let start = Instant::now();
                workload.run(engine, calls).expect("the suite's data suit its kernels");
                start.elapsed()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, kernels, formulas);
criterion_main!(benches);
