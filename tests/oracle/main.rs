//! The oracle: every engine against the interpreter, bit by bit.
//!
//! In: golden kernels, inputs of every kind, layout and length. Out: agreement, or the first
//! disagreement with everything needed to run it again. Every engine is a configuration:
//! the interpreter on raw IR is the reference; the interpreter behind the passes, the JIT (which
//! compiles what the passes leave), the same metered for interrupts, on 1, 2 and 7 threads, and with the
//! chunks of its loops backwards, and rustc's `native_exact` twin must give the same bits, the
//! same memory (guard cells included) and the same first trap; rustc's plain twin must too where
//! no mathematical function of std's is involved. Where a `prange` sums floats, whose order is then
//! another one, the twins must where the sums are exact. With overflow checks, and with what
//! `fast_math` allows, the JIT is compared with the interpreter alone; what may be interrupted
//! with what may not. A graphics processor regroups floats: it is held to bounds (`held`, `gpu`).

mod data;
pub mod generate;
mod gpu;
mod held;
mod options;
mod explained;
#[path = "../../lang/tests/sound/kernel.rs"]
mod plain;
pub mod random;
mod run;
mod shaders;
mod stores;
mod twins;
mod xorshift;
#[path = "../../benches/suite/mod.rs"]
pub mod suite;

use std::env;
use std::panic;
use std::time::Duration;

use data::{Data, Fill, Layout, Random};
use metate::{Counters, FastMath, Kernel, KernelCount, LineCount, LoopCount, On, Target};
use metate_lang::math::EXACT_METHODS;
use run::{Run, agree, attempt, difference, on_engine};
use twins::{Call, REGROUPED, TWINS};

/// Extents: empty, one, around the widths of vectors of 2, 4 and 8 lanes.
const LENGTHS: &[usize] = &[0, 1, 2, 3, 4, 5, 7, 8, 9, 17];

/// Engines that may be required, and have tests of their own.
const ELSEWHERE: &[&str] = &["gpu"];

/// How often each engine ran.
#[derive(Default)]
struct Tally {
    rows: Vec<(&'static str, usize)>,
}

impl Tally {
    fn count(&mut self, engine: &'static str, runs: usize) {
        match self.rows.iter_mut().find(|row| row.0 == engine) {
            Some(row) => row.1 += runs,
            None => self.rows.push((engine, runs)),
        }
    }
}

fn on_twin(call: Call, mut data: Vec<Data>) -> Run {
    let outcome = call(&mut data).map_err(|()| "panicked".to_owned());
    Run::new(outcome, &data)
}

/// Arguments for a kernel: all extents `length`, but the second one shorter by one, equal or
/// longer by one for a `ragged` of 0, 1 and 2.
fn arguments(
    kernel: &Kernel,
    length: usize,
    ragged: usize,
    layout: Layout,
    fill: Fill,
) -> Vec<Data> {
    let mut random = Random::new((length * 31 + ragged * 7) as u64 + fill as u64);
    let mut extents = [length; 6];
    // Arrays of many axes grow fast.
    extents[3..].fill(length.min(2));
    extents[1] = (length + ragged).saturating_sub(1);
    let data = |ty| Data::new(ty, &extents, layout, fill, &mut random);
    kernel.parameters().iter().map(|param| param.ty).map(data).collect()
}

/// Machine code that looks whether to stop and counts what it does, and is never stopped.
fn metered(kernel: &Kernel) -> On<'_> {
    kernel.on(Target::Jit).fuel(1 << 60).deadline(Duration::from_secs(3600))
}

/// Machine code on so many threads, however little there is to do; on none, the caller runs what
/// would be theirs, the last chunk first.
fn on_threads(kernel: &Kernel, threads: usize) -> On<'_> {
    let on = kernel.on(Target::Threads);
    if threads == 0 { on.backwards() } else { on.eager().threads(threads) }
}

/// Whatever the number of threads.
fn check_threads(
    kernel: &Kernel,
    data: &[Data],
    reference: &Run,
    tally: &mut Tally,
) -> Result<(), String> {
    let engines = [("threads1", 1), ("threads2", 2), ("threads7", 7), ("backwards", 0)];
    for (engine, threads) in engines {
        let run = on_engine(on_threads(kernel, threads), data.to_vec());
        stores::agree_on_threads(kernel, data, false, reference, &run)
            .map_err(|wrong| format!(": {engine} disagrees\n{wrong}"))?;
        tally.count(engine, 1);
    }
    Ok(())
}

/// With overflow checks both engines trap at the same operation, or nowhere.
fn check_overflow_checks(kernel: &Kernel, data: &[Data]) -> Result<(), String> {
    let [reference, run] = [Target::Interpreter, Target::Jit]
        .map(|target| on_engine(kernel.on(target).overflow_checks(true), data.to_vec()));
    match agree(&reference, &run, true) {
        true => Ok(()),
        false => Err(format!(": engines disagree on overflow\n{}", difference(&reference, &run))),
    }
}

/// Counting changes nothing, and every engine counts the same iterations and bytes.
fn check_counts(kernel: &Kernel, data: &[Data], reference: &Run) -> Result<(), String> {
    let mut expected = None;
    for target in [Target::Interpreter, Target::InterpreterAfterPasses, Target::Jit] {
        let counters = Counters::new();
        let run = on_engine(kernel.on(target).counters(&counters), data.to_vec());
        if !agree(reference, &run, true) {
            return Err(format!(": counted {target} disagrees\n{}", difference(reference, &run)));
        }
        let counted: Vec<_> = counters.kernels().iter().flat_map(without_times).collect();
        let expected = expected.get_or_insert_with(|| counted.clone());
        if *expected != counted {
            return Err(format!(": {target} counts {counted:?}, not {expected:?}"));
        }
    }
    Ok(())
}

/// Calls, entries, iterations, and accesses with their bytes: of the kernel, its loops, its lines.
fn without_times(kernel: &KernelCount) -> Vec<[u64; 6]> {
    let KernelCount { calls, loads, bytes_loaded, stores, bytes_stored, .. } = *kernel;
    let own = [calls, 0, loads, bytes_loaded, stores, bytes_stored];
    let of_loop = |l: &LoopCount| {
        [l.entries, l.iterations, l.loads, l.bytes_loaded, l.stores, l.bytes_stored]
    };
    let of_line = |l: &LineCount| [0, 0, l.loads, l.bytes_loaded, l.stores, l.bytes_stored];
    let loops = kernel.loops.iter().map(of_loop);
    [own].into_iter().chain(loops).chain(kernel.lines.iter().map(of_line)).collect()
}

fn check_twin(twin: &twins::Twin, tally: &mut Tally) -> Result<(), String> {
    let kernel = Kernel::parse(twin.golden).unwrap_or_else(|error| panic!("{error}"));
    let uses_math = EXACT_METHODS.iter().any(|name| twin.golden.contains(&format!(".{name}(")));
    for layout in Layout::ALL {
        for fill in Fill::ALL {
            for &length in LENGTHS {
                for ragged in [0, 1, 2] {
                    let data = arguments(&kernel, length, ragged, layout, fill);
                    let reference = on_engine(kernel.on(Target::Interpreter), data.clone());
                    tally.count("interpreter", 1);
                    let place = || format!("{} {layout:?} {fill:?} {length}+{ragged}", twin.name);
                    let check = |engine: &str, run: Run, same_trap| {
                        if agree(&reference, &run, same_trap) {
                            return Ok(());
                        }
                        Err(format!(
                            "{}: {engine} disagrees\n{}",
                            place(),
                            difference(&reference, &run)
                        ))
                    };
                    let after_passes = Target::InterpreterAfterPasses;
                    let run = on_engine(kernel.on(after_passes), data.clone());
                    check(after_passes.name(), run, true)?;
                    tally.count(after_passes.name(), 1);
                    check("jit", on_engine(kernel.on(Target::Jit), data.clone()), true)?;
                    tally.count("jit", 1);
                    check("jit_metered", on_engine(metered(&kernel), data.clone()), true)?;
                    tally.count("jit_metered", 1);
                    check_threads(&kernel, &data, &reference, tally)
                        .map_err(|wrong| place() + &wrong)?;
                    if layout == Layout::Plain {
                        check_counts(&kernel, &data, &reference)
                            .map_err(|wrong| place() + &wrong)?;
                        tally.count("counted", 1);
                        check_overflow_checks(&kernel, &data).map_err(|wrong| place() + &wrong)?;
                        tally.count("checked", 1);
                        options::check_interrupts(&kernel, &reference, &data)
                            .and_then(|()| options::check_fast_math(&kernel, FastMath::ALL, &data))
                            .map_err(|wrong| format!("{}: {wrong}", place()))?;
                        tally.count("optional", 1);
                    }
                    if REGROUPED.contains(&twin.name) && fill != Fill::SmallIntegers {
                        continue;
                    }
                    if reference.traps_alone() {
                        tally.count("traps_alone", 1);
                        continue;
                    }
                    check("native_exact", on_twin(twin.exact, data.clone()), false)?;
                    tally.count("native_exact", 1);
                    if !uses_math {
                        check("native", on_twin(twin.native, data), false)?;
                        tally.count("native", 1);
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn engines_agree_on_golden_kernels() {
    // Twins panic where kernels trap; their messages say nothing new.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let mut tally = Tally::default();
    let wrong: Vec<_> =
        TWINS.iter().filter_map(|twin| check_twin(twin, &mut tally).err()).collect();
    panic::set_hook(hook);
    for (engine, runs) in &tally.rows {
        println!("{engine:>14}: {runs} runs");
    }
    let known: Vec<_> = tally.rows.iter().map(|row| row.0).collect();
    for required in env::var("METATE_REQUIRE").unwrap_or_default().split(',') {
        let is_known = required.is_empty() || ELSEWHERE.contains(&required);
        let is_there = is_known || known.contains(&required);
        assert!(is_there, "METATE_REQUIRE asks for `{required}`, which did not run");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let ran = |row: &(&str, usize)| row.1 > 1000 || row.0 == "traps_alone";
    assert!(tally.rows.iter().all(ran), "an engine hardly ran");
}

#[test]
fn every_golden_kernel_has_a_twin() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for entry in std::fs::read_dir(folder).expect("the golden files") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name");
            assert!(TWINS.iter().any(|twin| twin.name == name), "{name} is not in twins.rs");
        }
    }
}

#[test]
fn what_nobody_stores_is_found_after_a_trap() {
    let text = "fn f(a: &mut [i64], d: &[i64], mut h: ArrayViewMut1<f64>) {
        for i in prange(0..a.len()) {
            for j in 0..2 { h[(i + j) % 2] += 1.0; }
            a[i] = 1000 + 100 / d[i];
        }
    }";
    let kernel = Kernel::parse(text).expect("a kernel");
    let mut random = Random::new(3);
    let types = kernel.parameters().iter().map(|param| param.ty);
    let data: Vec<Data> = types
        .map(|ty| Data::new(ty, &[9; 6], Layout::Interleaved, Fill::SmallIntegers, &mut random))
        .collect();
    let reference = on_engine(kernel.on(Target::Interpreter), data.clone());
    assert!(reference.outcome.is_err(), "none of the divisors is 0");
    let run = on_engine(kernel.on(Target::Threads).backwards(), data.clone());
    assert!(!agree(&reference, &run, true), "later iterations stored nothing");
    assert_eq!(stores::check(&kernel, &data, false, &reference, &run), Ok(()));
    for (argument, memory) in run.memory.iter().enumerate().filter(|(number, _)| *number != 1) {
        for (cell, value) in memory.iter().enumerate() {
            let mut wrong = run.clone();
            wrong.memory[argument][cell] = match value {
                metate::Value::F64(_) => metate::Value::F64(0.125),
                _ => metate::Value::I64(77),
            };
            let found = stores::check(&kernel, &data, false, &reference, &wrong);
            assert!(found.is_err(), "argument {argument}, cell {cell}");
        }
    }
}
