//! A kernel of the suite, measured: on which engines, at which sizes, and whether they agree.
//!
//! In: a case and a size. Out: [`Row`]s. Always true: ratios are to what was measured at the same
//! size in the same rounds. The interpreter takes part where a call of it is estimated to take less
//! than about a second; else it is measured at the case's size for smoke tests, the JIT beside it.
//! What the graphics processor computes is held to its bounds where these take no longer.
//! Deliberately absent: printing.

use std::time::{Duration, Instant};

use metate::{Error, Kernel, Target};

use crate::gpu::{self, Refused, Tried};
use crate::measure::{self, Effort};
use crate::operations;
use crate::report::Row;
use crate::suite::{self, Agreement, Case, Engine, Output};

/// The longest call of the interpreter that is worth waiting for.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many times as long as the interpreter the bounds take, or less.
const BOUNDS: u32 = 20;

/// Engines of the CPU beside the interpreter.
const COMPILED: &[Engine] = &[Engine::Jit, Engine::Native, Engine::NativeExact];

/// A kernel on all engines.
pub(crate) struct Measured {
    pub(crate) rows: Vec<Row>,
    /// Why the device does not run it.
    pub(crate) refused: Option<Refused>,
}

/// The kernel at this size on all engines, and on the interpreter at a smaller one if need be; on the
/// graphics processor if it is there.
pub(crate) fn measure(
    case: &'static Case,
    size: usize,
    effort: Effort,
    on_device: bool,
) -> Result<Measured, Error> {
    let interpreter = interpreter_takes(case, size)?;
    let checked = if interpreter * BOUNDS <= PATIENCE { size } else { case.smoke };
    let tried = on_device.then(|| gpu::attempt(case, size, checked)).transpose()?;
    let (tried, refused) = match tried {
        Some(Err(refused)) => (None, Some(refused)),
        Some(Ok(tried)) => (Some(tried), None),
        None => (None, None),
    };
    let with_device = |engines: &[Engine]| {
        let gpu = tried.iter().map(|_| Engine::Gpu);
        engines.iter().copied().chain(gpu).collect::<Vec<Engine>>()
    };
    let mut rows = match interpreter <= PATIENCE {
        true => rows(case, size, &with_device(Engine::CPU), tried, effort)?,
        false => {
            let small = &[Engine::Interpreter, Engine::Jit];
            let mut rows = rows(case, case.smoke, small, None, effort)?;
            rows.extend(self::rows(case, size, &with_device(COMPILED), tried, effort)?);
            rows
        }
    };
    let cost = operations::cost(case)?;
    for row in rows.iter_mut().filter(|row| row.engine == Engine::Interpreter) {
        row.ns_per_operation = Some(cost);
    }
    Ok(Measured { rows, refused })
}

/// What a call takes the interpreter, judged by one at the size for smoke tests and the elements of
/// both sizes.
fn interpreter_takes(case: &Case, size: usize) -> Result<Duration, Error> {
    let kernel = Kernel::parse(case.text)?;
    let mut workload = (case.prepare)(case.smoke);
    workload.call(&kernel.on(Target::Interpreter), 1)?;
    let start = Instant::now();
    workload.call(&kernel.on(Target::Interpreter), 1)?;
    let larger = (case.elements)(size) as f64 / (case.elements)(case.smoke) as f64;
    Ok(start.elapsed().mul_f64(larger))
}

/// The device's agreement where it was not held to bounds at this size.
fn on_device(tried: Tried, size: usize, output: &Output, reference: &Output) -> Agreement {
    match size == tried.checked || suite::nearly(output, reference) {
        true => tried.agrees,
        false => Agreement::No,
    }
}

/// Every engine at one size; they have to agree with the first of them.
fn rows(
    case: &'static Case,
    size: usize,
    engines: &[Engine],
    device: Option<Tried>,
    effort: Effort,
) -> Result<Vec<Row>, Error> {
    let mut workload = (case.prepare)(size);
    let (mut cold, mut agrees, mut reference) = (Vec::new(), Vec::new(), None);
    for &engine in engines {
        workload.reset();
        workload.run(engine, 1)?;
        let output = workload.output();
        let reference = reference.get_or_insert(output.clone());
        if let (Engine::Gpu, Some(tried)) = (engine, device) {
            agrees.push(on_device(tried, size, &output, reference));
            cold.push(tried.cold);
            continue;
        }
        agrees.push(Agreement::of(case, engine, &output, reference));
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
