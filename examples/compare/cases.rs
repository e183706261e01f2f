//! A kernel of the suite, measured: on which engines, at which sizes, and whether they agree.
//!
//! In: a case and a size. Out: [`Row`]s. Always true: ratios are to what was measured at the same
//! size in the same rounds. The interpreter takes part where a call of it is estimated to take less
//! than about a second; else it is measured at the case's size for smoke tests, the JIT beside it.
//! Deliberately absent: printing.

use std::time::{Duration, Instant};

use metate::{Error, Kernel, Target};

use crate::measure::{self, Effort};
use crate::operations;
use crate::report::Row;
use crate::suite::{Agreement, Case, Engine};

/// The longest call of the interpreter that is worth waiting for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Engines beside the interpreter.
const COMPILED: &[Engine] = &[Engine::Jit, Engine::Native, Engine::NativeExact];

/// The kernel at this size on all engines, and on the interpreter at a smaller one if need be.
pub(crate) fn measure(case: &'static Case, size: usize, effort: Effort) -> Result<Vec<Row>, Error> {
    let mut rows = match interpreter_is_fast(case, size)? {
        true => rows(case, size, Engine::ALL, effort)?,
        false => {
            let mut rows = rows(case, case.smoke, &[Engine::Interpreter, Engine::Jit], effort)?;
            rows.extend(self::rows(case, size, COMPILED, effort)?);
            rows
        }
    };
    let cost = operations::cost(case)?;
    for row in rows.iter_mut().filter(|row| row.engine == Engine::Interpreter) {
        row.ns_per_operation = Some(cost);
    }
    Ok(rows)
}

/// Judged by a call at the size for smoke tests and the elements of both sizes.
fn interpreter_is_fast(case: &Case, size: usize) -> Result<bool, Error> {
    let kernel = Kernel::parse(case.text)?;
    let mut workload = (case.prepare)(case.smoke);
    workload.call(&kernel.on(Target::Interpreter), 1)?;
    let start = Instant::now();
    workload.call(&kernel.on(Target::Interpreter), 1)?;
    let larger = (case.elements)(size) as f64 / (case.elements)(case.smoke) as f64;
    Ok(start.elapsed().mul_f64(larger) <= PATIENCE)
}

/// Every engine at one size; they have to agree with the first of them.
fn rows(
    case: &'static Case,
    size: usize,
    engines: &[Engine],
    effort: Effort,
) -> Result<Vec<Row>, Error> {
    let mut workload = (case.prepare)(size);
    let (mut cold, mut agrees, mut reference) = (Vec::new(), Vec::new(), None);
    for &engine in engines {
        workload.reset();
        workload.run(engine, 1)?;
        let output = workload.output();
        agrees.push(Agreement::of(case, engine, &output, reference.get_or_insert(output.clone())));
        workload.reset();
        cold.push(measure::first_call(case, &mut workload, engine)?);
    }
    workload.reset();
    let steady = measure::steady_state(effort, &mut workload, engines)?;
    let ratio = |at: usize, wanted: Engine| {
        let other = engines.iter().position(|&engine| engine == wanted)?;
        Some(steady[at].ratio(&steady[other]))
    };
    let row = |(at, &engine): (usize, &Engine)| Row {
        kernel: case.name,
        size,
        engine,
        agrees: agrees[at],
        cold: cold[at],
        steady: steady[at].spread(),
        elements: (case.elements)(size),
        vs_interpreter: ratio(at, Engine::Interpreter),
        vs_native: ratio(at, Engine::Native),
        vs_exact: ratio(at, Engine::NativeExact),
        ns_per_operation: None,
    };
    Ok(engines.iter().enumerate().map(row).collect())
}
