//! The graphics processor beside the engines of the CPU: whether there is one, and what it computes.
//!
//! In: a case and sizes. Out: how far its results are from the interpreter's, and what its first call
//! took; or why the device does not run the kernel. Always true: no device and a kernel that it has no
//! form for are things to show, not failures; any other error is one. Deliberately absent: the time of
//! warm calls, which is measured in turn with that of the other engines.

use metate::{Error, ErrorKind, Kernel, Target};
use serde_json::json;

use crate::measure::{self, FirstCall};
use crate::suite::{Agreement, Case, DEVICE, Engine};

/// The name of the adapter, or why there is no column.
pub(crate) fn adapter() -> Result<String, String> {
    #[cfg(feature = "gpu")]
    return match metate::gpu::adapter() {
        Ok(adapter) => Ok(format!("{}, {}, {}", adapter.name, adapter.backend, adapter.driver)),
        Err(error) => Err(error.to_string()),
    };
    #[cfg(not(feature = "gpu"))]
    return Err("this program was built without the feature `gpu`".to_owned());
}

/// The line above the figures.
pub(crate) fn describe(adapter: &Result<String, String>) -> String {
    match adapter {
        Ok(name) => format!("device    {name}"),
        Err(reason) => format!("device    none, so nothing is shown for the gpu: {reason}"),
    }
}

/// A kernel that the device does not run.
#[derive(Clone)]
pub(crate) struct Refused {
    pub(crate) kernel: &'static str,
    pub(crate) size: usize,
    pub(crate) reason: String,
}

impl Refused {
    /// As one line of JSON.
    pub(crate) fn json(&self) -> String {
        let Refused { kernel, size, reason } = self;
        json!({ "kernel": kernel, "size": size, "engine": "gpu", "refused": reason }).to_string()
    }
}

/// What the device refuses, a line each.
pub(crate) fn refusals(refused: &[Refused]) -> String {
    let line = |r: &Refused| {
        let reason = r.reason.lines().next().unwrap_or_default();
        format!("refused by the gpu: {} {}: {reason}\n", r.kernel, r.size)
    };
    refused.iter().map(line).collect()
}

/// What the device's first calls showed.
#[derive(Clone, Copy)]
pub(crate) struct Tried {
    /// From text to first result, the driver's compilation of the shaders included.
    pub(crate) cold: FirstCall,
    /// How the results compare with the interpreter's, at a size for which that does not take long.
    pub(crate) agrees: Agreement,
    /// That size.
    pub(crate) checked: usize,
}

/// Calls a kernel on the device, and holds its results to their bounds.
pub(crate) fn attempt(
    case: &'static Case,
    size: usize,
    checked: usize,
) -> Result<Result<Tried, Refused>, Error> {
    match tried(case, size, checked) {
        Ok(tried) => Ok(Ok(tried)),
        Err(error) if is_refusal(&error) => {
            Ok(Err(Refused { kernel: case.name, size, reason: error.to_string() }))
        }
        Err(error) => Err(error),
    }
}

/// The kernel has no form for the device, or its data do not fit.
fn is_refusal(error: &Error) -> bool {
    use metate::gpu::GpuError;
    match error.kind() {
        ErrorKind::Unsupported { .. } => true,
        ErrorKind::Gpu(error) => matches!(
            error,
            GpuError::BufferTooLarge { .. }
                | GpuError::BindingTooLarge { .. }
                | GpuError::OutOfMemory { .. }
        ),
        _ => false,
    }
}

fn tried(case: &'static Case, size: usize, checked: usize) -> Result<Tried, Error> {
    // Before anything else makes the shaders of this text.
    let cold = measure::first_call(case, &mut (case.prepare)(size), Engine::Gpu)?;
    let kernel = Kernel::parse(case.text)?;
    let mut workload = (case.prepare)(checked);
    let held = workload.bounded(&kernel.on(Target::Interpreter), &DEVICE)?;
    workload.reset();
    workload.run(Engine::Gpu, 1)?;
    let agrees = Agreement::within(&workload.output(), &held);
    Ok(Tried { cold, agrees, checked })
}
