//! Modules that compute one thing for many operands, validated and run: for tests.
//!
//! In: the text of an expression. Out: what it gives on the device. Always true: a value is two words,
//! the lower first. Deliberately absent: regions, whose shaders have tests of their own.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use metate_lang::ty::Scalar;

use super::types::register;
use super::{Caps, Words};
use crate::error::GpuError;
use crate::runtime::gpu::{Access, PipelineSpec, Window, device};

/// What every device of tests has.
pub const EVERYTHING: Caps = Caps {
    f64: true,
    i64: true,
    fused_mul_add: false,
    fused_mul_add_f64: false,
    max_iterations: u32::MAX,
    immediate_bytes: 128,
    workgroup_bytes: 32 << 10,
    max_bindings: 8,
    max_invocations: 256,
    max_groups: 65535,
    binding_bytes: 1 << 27,
    buffer_bytes: 1 << 30,
    window_alignment: 256,
    timestamps: false,
};

/// Invocations of a workgroup.
pub const THREADS: usize = 64;

/// The capabilities that shaders for these types use.
fn capabilities() -> naga::valid::Capabilities {
    use naga::valid::Capabilities as C;
    C::IMMEDIATES | C::FLOAT64 | C::SHADER_INT64
}

/// SPIR-V of a text that must be valid.
pub fn spirv(text: &str) -> Vec<u32> {
    let module = naga::front::wgsl::parse_str(text)
        .unwrap_or_else(|error| panic!("{}\n{text}", error.emit_to_string(text)));
    let mut validator =
        naga::valid::Validator::new(naga::valid::ValidationFlags::all(), capabilities());
    let info = validator
        .validate(&module)
        .unwrap_or_else(|error| panic!("{}\n{text}", error.emit_to_string(text)));
    let options =
        naga::back::spv::Options { lang_version: (1, 3), ..naga::back::spv::Options::default() };
    naga::back::spv::write_vec(&module, &info, &options, None)
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Panics unless naga and `spirv-val` find a text valid.
pub fn assert_valid(text: &str) {
    let words = spirv(text);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let command = Command::new("spirv-val")
        .args(["--target-env", "vulkan1.1", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let run = command.map(|mut child| {
        // If it stops to read, its answer says why.
        let _ = child.stdin.take().expect("a pipe").write_all(&bytes);
        child.wait_with_output().expect("an answer")
    });
    match run {
        Ok(run) => {
            assert!(run.status.success(), "{}\n{text}", String::from_utf8_lossy(&run.stderr))
        }
        Err(_) => {
            static TOLD: OnceLock<()> = OnceLock::new();
            TOLD.get_or_init(|| eprintln!("spirv-val is not installed: naga's validator alone"));
        }
    }
}

/// Expressions that read the two words of `input` from `at` on as a register.
pub fn load(ty: Scalar, words: Words, at: &str) -> String {
    let low = format!("input[{at}]");
    let long = format!("(u64(input[{at}]) | (u64(input[{at} + 1u]) << 32u))");
    match register(ty, words) {
        "bool" => format!("{low} != 0u"),
        "u32" => low,
        "i32" | "f32" => format!("bitcast<{}>({low})", register(ty, words)),
        "u64" => long,
        other => format!("bitcast<{other}>({long})"),
    }
}

/// Statements that store a register as two words of `output`.
pub fn store(ty: Scalar, words: Words, value: &str) -> String {
    let (low, high) = match register(ty, words) {
        "bool" => (format!("select(0u, 1u, {value})"), "0u".to_owned()),
        "u32" | "i32" | "f32" => (format!("bitcast<u32>({value})"), "0u".to_owned()),
        _ => (format!("u32(bitcast<u64>({value}))"), format!("u32(bitcast<u64>({value}) >> 32u)")),
    };
    format!("    output[2u * i] = {low};\n    output[2u * i + 1u] = {high};\n")
}

/// A module that gives for each operand tuple what `expr` gives of `a0`, `a1` and so on.
pub fn module(functions: &str, args: &[Scalar], expr: &str, to: Scalar, words: Words) -> String {
    let count = args.len();
    let mut text = format!(
        "struct Params {{ zero: u32, count: u32 }}\n\
         @group(0) @binding(0) var<storage, read> input: array<u32>;\n\
         @group(0) @binding(1) var<storage, read_write> output: array<u32>;\n\
         var<immediate> p: Params;\n\n{functions}\n\
         @compute @workgroup_size({THREADS}) fn main(@builtin(global_invocation_id) id: vec3<u32>) {{\n    \
         let i = id.x;\n    if i >= p.count {{\n        return;\n    }}\n"
    );
    for (number, &ty) in args.iter().enumerate() {
        let at = format!("{}u * i + {}u", 2 * count, 2 * number);
        text.push_str(&format!("    let a{number} = {};\n", load(ty, words, &at)));
    }
    text.push_str(&format!("    let result = {expr};\n"));
    text.push_str(&store(to, words, "result"));
    text.push_str("}\n");
    text
}

/// What the device of tests has; none, which is said, if there is no device.
pub fn caps() -> Option<Caps> {
    match device() {
        Ok(gpu) => Some(*gpu.caps()),
        Err(error) => {
            eprintln!("no device, so nothing is run: {error}");
            None
        }
    }
}

/// The name of the adapter.
pub fn device_name() -> Option<String> {
    device().ok().map(|gpu| gpu.info().name.clone())
}

/// Runs a [`module`]: `count` results of two words each.
pub fn run(text: &str, input: &[u32], count: usize) -> Vec<u32> {
    // One after the other: where two threads wait for one device, wgpu 30 may panic.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    try_run(text, input, count).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn try_run(text: &str, input: &[u32], count: usize) -> Result<Vec<u32>, GpuError> {
    let gpu = device()?;
    let bindings = [Access::Read, Access::ReadWrite];
    let spec = PipelineSpec { text, entry: "main", bindings: &bindings, params: 8, uniform: false };
    let pipeline = gpu.pipeline(&spec)?;
    let bytes: Vec<u8> = input.iter().flat_map(|word| word.to_le_bytes()).collect();
    let (from, to) = (gpu.buffer(bytes.len() as u64)?, gpu.buffer(8 * count as u64)?);
    let mut recording = gpu.record(&|| false);
    recording.write(&from, bytes.len() as u64, &mut |at, piece| {
        piece.copy_from_slice(&bytes[at as usize..][..piece.len()]);
    })?;
    let params = [[0; 4], (count as u32).to_le_bytes()].concat();
    recording.dispatch(
        &pipeline,
        &[&from, &to],
        &params,
        [count.div_ceil(THREADS) as u32, 1, 1],
    )?;
    let mut words = Vec::with_capacity(2 * count);
    recording.read(&[Window::of(&to)], &mut |_, _, piece| {
        let (chunks, _) = piece.as_chunks();
        words.extend(chunks.iter().map(|chunk| u32::from_le_bytes(*chunk)));
    })?;
    Ok(words)
}

/// naga has no objection to a sine of `f64`, which SPIR-V does not have.
#[test]
fn what_naga_lets_through_is_found() {
    if Command::new("spirv-val").arg("--version").output().is_err() {
        return eprintln!("spirv-val is not installed");
    }
    let text = module("", &[Scalar::F64], "sin(a0)", Scalar::F64, Words::Wide);
    spirv(&text);
    assert!(std::panic::catch_unwind(|| assert_valid(&text)).is_err());
    assert_valid(&module("", &[Scalar::F64], "sqrt(a0)", Scalar::F64, Words::Wide));
}
