//! What the device can do at most, by shaders written for nothing else.
//!
//! In: a type of floats. Out: [`Limits`]. Always true: the copy reads and writes 16 bytes an
//! invocation, neighbours side by side; the multiply-adds are in chains that do not wait for one
//! another, and what they come to is stored. Deliberately absent: what a data sheet says.

use std::fmt;

use metate::__gpu::{Access, Gpu, PipelineSpec, device};
use metate::Error;
use metate::gpu::GpuError;
use serde_json::json;

use crate::device::{Float, Sizes};
use crate::measure::{Effort, in_turn, median};

/// What a device can do at most.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) float: Float,
    /// GB/s of a copy, reads and writes.
    pub(crate) bandwidth: f64,
    /// GFLOP/s of fused multiply-adds, each of them two operations.
    pub(crate) rate: f64,
    copied: u64,
    by_device: bool,
}

const COPY: &str = "
@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;
@compute @workgroup_size(256)
fn copy(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) n: vec3<u32>) {
    let i = (id.y * n.x) * 256u + id.x;
    if (i < arrayLength(&y)) { y[i] = x[i]; }
}
";

/// Chains of multiply-adds in an invocation.
const CHAINS: u32 = 8;
/// Links of each chain in a turn of the loop.
const UNROLLED: u32 = 8;
/// Turns of the loop.
const TURNS: u32 = 256;
/// Invocations of a workgroup.
const GROUP: u32 = 256;
/// Workgroups of the copy along x.
const ROW: u64 = 1024;

/// The text of the multiply-adds. For `f32` each link is a vector of four.
fn multiply_adds(float: Float) -> String {
    let (name, vector) = match float {
        Float::F32 => ("f32", "vec4<f32>"),
        Float::F64 => ("f64", "f64"),
    };
    let chain = |number| format!("    var c{number} = {vector}(a + {name}({number}));\n");
    let link = |number| format!("        c{number} = fma(c{number}, m, b);\n");
    let start: String = (0..CHAINS).map(chain).collect();
    let turn: String = (0..CHAINS).map(link).collect::<String>().repeat(UNROLLED as usize);
    let all: Vec<String> = (0..CHAINS).map(|number| format!("c{number}")).collect();
    let end = match float {
        Float::F32 => "s.x + s.y + s.z + s.w",
        Float::F64 => "s",
    };
    format!(
        "@group(0) @binding(0) var<storage, read_write> y: array<{name}>;
@compute @workgroup_size({GROUP})
fn rate(@builtin(global_invocation_id) id: vec3<u32>) {{
    let a = y[id.x];
    let m = {vector}(a + {name}(0.999));
    let b = {vector}(a + {name}(0.001));
{start}    for (var turn = 0u; turn < {TURNS}u; turn++) {{
{turn}    }}
    let s = {};
    y[id.x] = {end};
}}
",
        all.join(" + ")
    )
}

/// Nanoseconds of a launch, and whether they are the device's.
fn launch(
    gpu: &Gpu,
    spec: &PipelineSpec<'_>,
    bytes: u64,
    groups: [u32; 3],
    effort: Effort,
) -> Result<(f64, bool), GpuError> {
    let pipeline = gpu.pipeline(spec)?;
    let buffers = (0..spec.bindings.len()).map(|_| gpu.buffer(bytes));
    let buffers = buffers.collect::<Result<Vec<_>, _>>()?;
    let bound: Vec<_> = buffers.iter().collect();
    let never = || false;
    let mut first = gpu.record(&never);
    bound.iter().for_each(|buffer| first.zero(buffer));
    first.dispatch(&pipeline, &bound, &[], groups)?;
    first.finish()?;
    let (device, wall) = in_turn(effort, |timed| {
        let mut recording = gpu.record(&never);
        let timed = timed && recording.time();
        recording.dispatch(&pipeline, &bound, &[], groups)?;
        match timed {
            true => Ok(recording.nanoseconds()?.into_iter().sum()),
            false => recording.finish().map(|()| 0),
        }
    })?;
    let device = median(device);
    Ok(if device > 0.0 { (device, true) } else { (median(wall), false) })
}

/// Measures the limits.
pub(crate) fn measure(float: Float, sizes: Sizes, effort: Effort) -> Result<Limits, Error> {
    let gpu = device()?;
    let (copied, invocations) = match sizes {
        Sizes::Hardware => (1 << 28, 1 << 20),
        Sizes::Software => (1 << 25, 1 << 11),
        Sizes::Quick => (1 << 16, GROUP as u64),
    };
    let copied: u64 = (copied as u64).min(gpu.caps().binding_bytes / 16 * 16);
    let (read, write) = (Access::Read, Access::ReadWrite);
    let copy = PipelineSpec {
        text: COPY,
        entry: "copy",
        bindings: &[read, write],
        params: 0,
        uniform: false,
    };
    let groups = copied.div_ceil(16 * u64::from(GROUP));
    let shape = [groups.min(ROW) as u32, groups.div_ceil(ROW) as u32, 1];
    let (copy, by_device) = launch(&gpu, &copy, copied, shape, effort)?;
    let text = multiply_adds(float);
    let rate =
        PipelineSpec { text: &text, entry: "rate", bindings: &[write], params: 0, uniform: false };
    let groups = (invocations / u64::from(GROUP)) as u32;
    let (took, _) = launch(&gpu, &rate, invocations * float.bytes(), [groups, 1, 1], effort)?;
    let lanes = if float == Float::F32 { 4 } else { 1 };
    let operations = 2 * lanes * u64::from(CHAINS * UNROLLED * TURNS) * invocations;
    Ok(Limits {
        float,
        bandwidth: 2.0 * copied as f64 / copy,
        rate: operations as f64 / took,
        copied,
        by_device,
    })
}

impl Limits {
    /// As one line of JSON.
    pub(crate) fn json(&self) -> String {
        json!({
            "limits": self.float.name(),
            "copy_gb_s": self.bandwidth,
            "copied_bytes": self.copied,
            "fma_gflop_s": self.rate,
            "by_device_clock": self.by_device,
        })
        .to_string()
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Limits { float, bandwidth, rate, copied, .. } = self;
        write!(
            f,
            "limits, {}   copy of {} KiB {bandwidth:.1} GB/s, fused multiply-adds {rate:.1} GFLOP/s",
            float.name(),
            copied >> 10,
        )
    }
}
