//! What no driver says of its device, found by trying.
//!
//! In: a new device. Out: whether its `fma` rounds once, and how long it lets loops run. Always
//! true: what is tried is loaded from memory, so that no compiler knows the answer; one launch tries
//! everything, as a driver compiles for tens of milliseconds. Deliberately absent: accuracy of other
//! functions, none of which is used.

use super::caps::Caps;
use super::device::Gpu;
use super::pipeline::{Access, PipelineSpec};
use super::recording::Window;
use crate::error::GpuError;

/// Iterations that are tried. Mesa's software device ends loops after 65535.
const ITERATIONS: u32 = 1 << 17;

/// Fills in what has to be tried.
///
/// # Errors
/// The device's.
pub(super) fn probe(gpu: &Gpu, caps: &mut Caps) -> Result<(), GpuError> {
    let f32s = triples(12, [11, 23, 60], |a: f32, bits| a.powi(bits), f32::mul_add);
    let f64s = triples(27, [26, 52, 100], |a: f64, bits| a.powi(bits), f64::mul_add);
    let iterations = ITERATIONS.to_le_bytes().to_vec();
    let bits32 = |v: &[f32]| v.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let bits64 = |v: &[f64]| v.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let mut tried = vec![
        (iterations.clone(), iterations),
        (bits32(&f32s.0), bits32(&f32s.1)),
        (bits64(&f64s.0), bits64(&f64s.1)),
    ];
    tried.truncate(if caps.f64 { 3 } else { 2 });
    let found = run(gpu, &tried)?;
    caps.fused_mul_add = found[1] == tried[1].1;
    caps.fused_mul_add_f64 = caps.f64 && found[2] == tried[2].1;
    let iterations = found[0].as_slice().try_into().map_or(0, u32::from_le_bytes);
    caps.max_iterations = if iterations == ITERATIONS { u32::MAX } else { iterations };
    Ok(())
}

/// What the device makes of each of these operands, of which as many bytes come back as are expected.
fn run(gpu: &Gpu, tried: &[(Vec<u8>, Vec<u8>)]) -> Result<Vec<Vec<u8>>, GpuError> {
    let pipeline = gpu.pipeline(&PipelineSpec {
        text: &text(tried.len() == 3),
        entry: "probe",
        bindings: &[Access::Read, Access::ReadWrite].repeat(tried.len()),
        params: 0,
        uniform: false,
    })?;
    let mut recording = gpu.record(&|| false);
    let mut buffers = Vec::new();
    for (operands, expected) in tried {
        let operand = gpu.buffer(operands.len() as u64)?;
        recording
            .write(&operand, operand.bytes(), &mut |_, piece| piece.copy_from_slice(operands))?;
        buffers.extend([operand, gpu.buffer(expected.len() as u64)?]);
    }
    recording.dispatch(&pipeline, &buffers.iter().collect::<Vec<_>>(), &[], [1, 1, 1])?;
    let results: Vec<_> = buffers.iter().skip(1).step_by(2).map(Window::of).collect();
    let mut found = vec![Vec::new(); tried.len()];
    recording.read(&results, &mut |which, _, piece| found[which].extend_from_slice(piece))?;
    Ok(found)
}

fn text(f64: bool) -> String {
    let (mut bindings, mut body) = (String::new(), String::new());
    for (place, ty) in ["f32", "f64"].into_iter().take(1 + usize::from(f64)).enumerate() {
        let (x, y) = (2 * place + 2, 2 * place + 3);
        bindings += &format!(
            "@group(0) @binding({x}) var<storage, read> x_{ty}: array<{ty}>;
@group(0) @binding({y}) var<storage, read_write> y_{ty}: array<{ty}>;
"
        );
        body += &format!(
            "    y_{ty}[i] = fma(x_{ty}[3u * i], x_{ty}[3u * i + 1u], x_{ty}[3u * i + 2u]);\n"
        );
    }
    format!(
        "@group(0) @binding(0) var<storage, read> limit: u32;
@group(0) @binding(1) var<storage, read_write> iterations: u32;
{bindings}
@compute @workgroup_size({TRIPLES})
fn probe(@builtin(local_invocation_index) i: u32) {{
{body}    if i > 0u {{ return; }}
    iterations = 0u;
    for (var k = 0u; k < limit; k += 1u) {{ iterations += 1u; }}
}}
"
    )
}

/// How many products are tried.
const TRIPLES: usize = 64;

/// Products that lie between two numbers, with what decides between them; and what one rounding
/// makes of each. The other parameters follow from the precision of the type.
fn triples<T>(
    near: i32,
    [half, ulp, far]: [i32; 3],
    power: impl Fn(T, i32) -> T,
    mul_add: impl Fn(T, T, T) -> T,
) -> (Vec<T>, Vec<T>)
where
    T: Copy
        + From<f32>
        + std::ops::Add<Output = T>
        + std::ops::Mul<Output = T>
        + std::ops::Div<Output = T>
        + std::ops::Neg<Output = T>,
{
    let one = T::from(1.0);
    let two_to = |bits: i32| power(T::from(2.0), bits);
    let above_one = |bits: i32| one + two_to(-bits);
    let (mut operands, mut results) = (Vec::new(), Vec::new());
    for turn in 0..TRIPLES as i32 / 4 {
        let (a, b) = (above_one(near), above_one(2 + turn));
        let tie = above_one(ulp + 1 - near);
        for [x, y, z] in [
            // The product is halfway between two numbers; a wider type would round twice.
            [a, tie, two_to(-far - turn)],
            [a, tie, -two_to(-far - turn)],
            // What rounding took from the product is all that is left of it.
            [a, b, -(a * b)],
            [one / a, b + two_to(-half), -((one / a) * (b + two_to(-half)))],
        ] {
            operands.extend([x, y, z]);
            results.push(mul_add(x, y, z));
        }
    }
    (operands, results)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_tells_one_rounding_from_others() {
        let (operands, once) = triples(12, [11, 23, 60], |a: f32, bits| a.powi(bits), f32::mul_add);
        let differ = |other: &dyn Fn(f32, f32, f32) -> f32| {
            let triples = operands.chunks_exact(3).zip(&once);
            triples.filter(|(x, once)| other(x[0], x[1], x[2]).to_bits() != once.to_bits()).count()
        };
        assert_eq!(once.len(), TRIPLES);
        assert!(differ(&|a, b, c| a * b + c) > 20);
        assert!(differ(&|a, b, c| (f64::from(a) * f64::from(b) + f64::from(c)) as f32) > 10);

        let (operands, once) =
            triples(27, [26, 52, 100], |a: f64, bits| a.powi(bits), f64::mul_add);
        let triples = operands.chunks_exact(3).zip(&once);
        assert!(triples.filter(|(x, once)| x[0] * x[1] + x[2] != **once).count() > 20);
    }
}
