//! Compile latency: from text to result, stage by stage, for a formula and kernels short and long.
//!
//! In: texts of the suite. Out: Criterion's statistics, one group per kernel. Always true: every
//! iteration makes a kernel of its own, so nothing is found ready. Deliberately absent: stages
//! that no caller can ask for alone; the difference of two rows is their time.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use metate::{Kernel, Target};
use metate_lang::syntax;

mod suite;

use suite::{Case, TINY};

fn stages(criterion: &mut Criterion) {
    for name in ["charge", "go_fast", "jacobi_2d", "correlation"] {
        kernel(criterion, suite::case(name).expect("part of the suite"));
    }
}

fn kernel(criterion: &mut Criterion, case: &Case) {
    const VALID: &str = "the suite's texts are kernels that suit its data";
    let mut group = criterion.benchmark_group(format!("compile latency/{}", case.name));
    let mut tiny = (case.prepare)(TINY);
    let limits = syntax::Limits::default();
    let parse = || Kernel::parse(case.text).expect(VALID);

    group.bench_function("text to tree", |bencher| {
        bencher.iter(|| syntax::parse(case.text, &limits).expect(VALID));
    });
    group.bench_function("text to checked kernel", |bencher| bencher.iter(parse));
    for target in [Target::Interpreter, Target::Jit] {
        group.bench_function(format!("first call, {target}"), |bencher| {
            let mut first_call = |kernel: Kernel| {
                tiny.call(&kernel.on(target), 1).expect(VALID);
                // Criterion drops it after the clock has stopped.
                kernel
            };
            bencher.iter_batched(parse, &mut first_call, BatchSize::SmallInput);
        });
    }
    group.bench_function("text to first result, and drop", |bencher| {
        bencher.iter(|| tiny.call(&parse().on(Target::Jit), 1).expect(VALID));
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
