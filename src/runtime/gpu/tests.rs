//! The device's runtime against a device: results, sharing, and everything that goes wrong.
//!
//! Without an adapter the tests say so and pass, unless `METATE_REQUIRE` has `gpu` in it. Mesa's
//! lavapipe is an adapter of any machine. Faults of a device get a device of their own, so that tests
//! may run at the same time.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::*;
use crate::error::GpuError;

const NEVER: &dyn Fn() -> bool = &|| false;

/// A device of the test's own, unless there is no adapter.
fn fresh() -> Option<Gpu> {
    match Gpu::new() {
        Ok(gpu) => Some(gpu),
        Err(GpuError::NoAdapter) => {
            let required = std::env::var("METATE_REQUIRE").unwrap_or_default();
            assert!(!required.contains("gpu"), "no adapter, and METATE_REQUIRE={required}");
            eprintln!("skipped: no graphics adapter");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

const DOUBLE: &str = "
@group(0) @binding(0) var<storage, read_write> x: array<u32>;
struct Params { add: u32, len: u32 }
var<immediate> p: Params;
@compute @workgroup_size(64)
fn double(@builtin(global_invocation_id) at: vec3<u32>) {
    if at.x < p.len { x[at.x] = 2u * x[at.x] + p.add; }
}";

fn double(uniform: bool) -> PipelineSpec<'static> {
    let text = match uniform {
        false => DOUBLE,
        true => concat!(
            "@group(0) @binding(0) var<storage, read_write> x: array<u32>;\n",
            "struct Params { add: u32, len: u32 }\n",
            "@group(0) @binding(1) var<uniform> p: Params;\n",
            "@compute @workgroup_size(64)\n",
            "fn double(@builtin(global_invocation_id) at: vec3<u32>) {\n",
            "    if at.x < p.len { x[at.x] = 2u * x[at.x] + p.add; }\n",
            "}"
        ),
    };
    let bindings = &[Access::ReadWrite];
    PipelineSpec { text, entry: "double", bindings, params: 8, uniform }
}

/// A shader each of whose groups runs for a while: about as long as a device in software lets a loop
/// run.
const SPIN: PipelineSpec<'static> = PipelineSpec {
    text: "
@group(0) @binding(0) var<storage, read_write> x: array<u32>;
@compute @workgroup_size(1)
fn spin() {
    var v = x[0];
    for (var i = 0u; i < 60000u + x[1]; i += 1u) { v = (v ^ (v >> 13u)) * 1664525u + x[1]; }
    x[0] = v;
}",
    entry: "spin",
    bindings: &[Access::ReadWrite],
    params: 0,
    uniform: false,
};

fn params(add: u32, len: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&add.to_le_bytes());
    bytes[4..].copy_from_slice(&len.to_le_bytes());
    bytes
}

fn write(recording: &mut Recording<'_>, to: &Buffer, values: &[u32]) -> Result<(), GpuError> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    recording.write(to, bytes.len() as u64, &mut |at, piece| {
        assert_eq!(at % 256, 0);
        piece.copy_from_slice(&bytes[at as usize..][..piece.len()]);
    })
}

fn read(recording: &mut Recording<'_>, from: &Buffer) -> Result<Vec<u32>, GpuError> {
    let mut bytes = Vec::new();
    recording.read(&[Window::of(from)], &mut |which, at, piece| {
        assert_eq!((which, at), (0, bytes.len() as u64));
        bytes.extend_from_slice(piece);
    })?;
    let words = bytes.chunks_exact(4).map(|word| u32::from_le_bytes(word.try_into().expect("4")));
    Ok(words.collect())
}

fn doubled(gpu: &Gpu) -> Result<Vec<u32>, GpuError> {
    let (pipeline, buffer) = (gpu.pipeline(&double(false))?, gpu.buffer(12)?);
    let mut recording = gpu.record(NEVER);
    write(&mut recording, &buffer, &[1, 2, 3])?;
    recording.dispatch(&pipeline, &[&buffer], &params(5, 3), [1, 1, 1])?;
    let doubled = read(&mut recording, &buffer)?;
    let stats =
        Stats { dispatches: 1, submissions: 1, bytes_up: 12, bytes_down: 12, ..Stats::default() };
    assert_eq!(recording.stats(), stats);
    Ok(doubled)
}

#[test]
fn work_is_done_in_order_in_few_submissions() {
    let Some(gpu) = fresh() else { return };
    for uniform in [false, true] {
        let pipeline = gpu.pipeline(&double(uniform)).expect("a shader");
        let (x, y) = (gpu.buffer(400).expect("memory"), gpu.buffer(400).expect("memory"));
        let mut recording = gpu.record(NEVER);
        write(&mut recording, &x, &[1; 100]).expect("room");
        recording.zero(&y);
        for step in 0..40 {
            recording.dispatch(&pipeline, &[&x], &params(step, 100), [2, 1, 1]).expect("room");
        }
        recording.copy(&x, 0, &y, 8, 32).expect("inside");
        recording.copy(&y, 8, &y, 12, 32).expect("inside");
        let mut expected = 1u32;
        (0..40).for_each(|step| expected = expected.wrapping_mul(2).wrapping_add(step));
        let mut found = [Vec::new(), Vec::new()];
        let windows = [Window::of(&x), Window { buffer: &y, offset: 4, bytes: 44 }];
        recording
            .read(&windows, &mut |which, _, piece| found[which].extend_from_slice(piece))
            .expect("bytes");
        let word = expected.to_le_bytes();
        assert_eq!(found[0], word.repeat(100));
        assert_eq!(
            found[1],
            [&[0; 4][..], &word.repeat(9), &[0; 4]].concat(),
            "uniform: {uniform}"
        );
        let stats = Stats {
            dispatches: 40,
            submissions: 2,
            bytes_up: 400,
            bytes_down: 444,
            ..Stats::default()
        };
        assert_eq!(recording.stats(), stats);
    }
}

#[test]
fn transfers_of_any_size_come_whole() {
    let Some(gpu) = fresh() else { return };
    for bytes in [1, 3, 4, 5, 255, 256, 65_537, (1 << 20) + 1, (40 << 20) + 7] {
        let buffer = gpu.buffer(bytes).expect("memory");
        let byte = |at: u64| (at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8;
        let mut recording = gpu.record(NEVER);
        let mut fill = |at: u64, piece: &mut [u8]| {
            (at..).zip(piece).for_each(|(at, to)| *to = byte(at));
        };
        recording.write(&buffer, bytes, &mut fill).expect("room");
        let mut came = 0;
        recording
            .read(&[Window::of(&buffer)], &mut |_, at, piece| {
                assert_eq!(at, came);
                came += piece.len() as u64;
                assert!((at..).zip(piece).all(|(at, &found)| found == byte(at)), "{bytes} bytes");
            })
            .expect("bytes");
        assert_eq!(came, bytes);
        let stats = recording.stats();
        assert_eq!((stats.bytes_up, stats.bytes_down), (bytes, bytes));
    }
    assert!(gpu.memory_use().staging <= 128 << 20, "{:?}", gpu.memory_use());
}

#[test]
fn memory_goes_back_to_a_bounded_pool_and_is_used_again() {
    let Some(gpu) = fresh() else { return };
    let before = gpu.memory_use();
    let buffers: Vec<_> = (0..5).map(|_| gpu.buffer(100 << 20).expect("memory")).collect();
    let clone = buffers[0].clone();
    assert_eq!(gpu.memory_use().in_use - before.in_use, 5 * (112 << 20));
    drop(buffers);
    assert_eq!(gpu.memory_use().in_use - before.in_use, 112 << 20, "a handle is left");
    let raw = clone.raw().clone();
    drop(clone);
    let after = gpu.memory_use();
    assert_eq!(after.in_use, before.in_use);
    assert!(after.pooled <= buffer::MOST_POOLED, "{after:?}");
    assert_eq!(gpu.buffer(100 << 20).expect("memory").raw(), &raw, "the last one is used first");
}

#[test]
fn equal_shaders_are_one_pipeline() {
    let Some(gpu) = fresh() else { return };
    let one = gpu.pipeline(&double(false)).expect("a shader");
    assert!(gpu.pipeline(&double(false)).expect("a shader").is_same(&one));
    assert!(!gpu.pipeline(&double(true)).expect("a shader").is_same(&one));
}

#[test]
fn what_has_to_be_tried_is_known_of_a_device_in_software() {
    let Some(gpu) = fresh().filter(|gpu| gpu.info().name.contains("llvmpipe")) else { return };
    println!("{}\n{:?}", gpu.info(), gpu.caps());
    // Its compiler ends every loop then, whatever the shader says.
    assert_eq!(gpu.caps().max_iterations, 65535);
}

#[test]
fn launches_are_timed() {
    let Some(gpu) = fresh() else { return };
    let (pipeline, buffer) = (gpu.pipeline(&SPIN).expect("a shader"), gpu.buffer(8).expect("8"));
    let mut recording = gpu.record(NEVER);
    assert_eq!(recording.time(), gpu.caps().timestamps);
    recording.zero(&buffer);
    for groups in [1, 200].into_iter().chain([1; 41]) {
        recording.dispatch(&pipeline, &[&buffer], &[], [groups, 1, 1]).expect("room");
    }
    let mut times = recording.nanoseconds().expect("times");
    if gpu.caps().timestamps {
        assert_eq!(times.len(), 43);
        let long = times.remove(1);
        times.sort_unstable();
        assert!(long > 100_000 && long > 10 * times[21], "{long} beside {times:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused_and_the_device_goes_on() {
    let Some(gpu) = fresh() else { return };
    let caps = *gpu.caps();
    let error = gpu.buffer(caps.buffer_bytes + 1).expect_err("too large");
    let limit = caps.buffer_bytes;
    assert_eq!(error, GpuError::BufferTooLarge { bytes: limit + 1, limit });

    let pipeline = gpu.pipeline(&double(false)).expect("a shader");
    let mut recording = gpu.record(NEVER);
    if caps.binding_bytes < caps.buffer_bytes && caps.binding_bytes < 1 << 30 {
        let large = gpu.buffer(caps.binding_bytes + 16).expect("memory");
        let error = recording.dispatch(&pipeline, &[&large], &params(0, 0), [1, 1, 1]);
        let (bytes, limit) = (large.bytes(), caps.binding_bytes);
        assert_eq!(error, Err(GpuError::BindingTooLarge { bytes, limit }));
        // Its end, seen through a window.
        recording.zero(&large);
        let offset = caps.binding_bytes;
        let end = Window { buffer: &large, offset, bytes: 16 };
        recording.dispatch_windows(&pipeline, &[end], &params(7, 4), [1, 1, 1]).expect("a part");
        let mut found = Vec::new();
        recording.read(&[end], &mut |_, _, piece| found.extend_from_slice(piece)).expect("bytes");
        assert_eq!(found, 7u32.to_le_bytes().repeat(4));
    }
    let small = gpu.buffer(16).expect("memory");
    let groups = caps.max_groups + 1;
    let error = recording.dispatch(&pipeline, &[&small], &params(0, 0), [1, groups, 1]);
    assert_eq!(error, Err(GpuError::TooManyGroups { groups, limit: caps.max_groups }));
    assert_eq!(recording.dispatch(&pipeline, &[&small], &params(0, 0), [1, 0, 1]), Ok(()));
    for wrong in [
        recording.dispatch(&pipeline, &[], &params(0, 0), [1, 1, 1]),
        recording.dispatch(&pipeline, &[&small], &[], [1, 1, 1]),
        recording.copy(&small, 0, &small, 8, 12),
        recording.copy(&small, 2, &small, 8, 4),
        recording.write(&small, 17, &mut |_, _| {}),
    ] {
        assert!(matches!(wrong, Err(GpuError::Refused { .. })), "{wrong:?}");
    }
    drop(recording);
    assert_eq!(doubled(&gpu), Ok(vec![7, 9, 11]));
}

/// In a process that may have little memory, so that a device in software runs out of it.
#[cfg(target_os = "linux")]
#[test]
fn a_device_without_memory_left_says_so_and_goes_on() {
    const NAME: &str = "runtime::gpu::tests::a_device_without_memory_left_says_so_and_goes_on";
    let Some(gpu) = fresh().filter(|gpu| gpu.info().device_type == "software") else { return };
    if std::env::var("METATE_CHILD").is_err() {
        let exe = std::env::current_exe().expect("a path");
        let command = format!("ulimit -v 8000000; exec '{}' --exact {NAME}", exe.display());
        let mut child = std::process::Command::new("sh");
        let output = child.args(["-c", &command]).env("METATE_CHILD", "1").output().expect("sh");
        assert!(output.status.success(), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
        return;
    }
    for _ in 0..2 {
        let mut held = Vec::new();
        let error = loop {
            match gpu.buffer(1 << 30) {
                Ok(buffer) => held.push(buffer),
                Err(error) => break error,
            }
        };
        assert_eq!(error, GpuError::OutOfMemory { bytes: 1 << 30 });
        assert!((3..8).contains(&held.len()), "{} are there, or were", held.len());
        drop(held);
        assert_eq!(gpu.memory_use().pooled, 0, "too large for the pool");
        assert_eq!(doubled(&gpu), Ok(vec![7, 9, 11]));
    }
    // What waits in the pool is given back where memory is short.
    drop((0..4).map(|_| gpu.buffer(128 << 20)).collect::<Vec<_>>());
    let mut held = Vec::new();
    while let Ok(buffer) = gpu.buffer(256 << 20) {
        held.push(buffer);
    }
    assert_eq!(gpu.memory_use().pooled, 0);
    assert!(held.len() >= 12, "{}", held.len());
}

#[test]
fn a_shader_that_is_wrong_is_refused_and_the_device_goes_on() {
    let Some(gpu) = fresh() else { return };
    let nested = format!("fn f() -> u32 {{ return {}1u{}; }}", "(".repeat(5000), ")".repeat(5000));
    for (text, says) in [
        ("fn f( {", "expected"),
        ("@compute @workgroup_size(1) fn g() { let x: f32 = 1u; }", "type"),
        ("@compute @workgroup_size(1) fn g() { }", "entry"),
        ("@compute @workgroup_size(1, 1, 4096) fn f() { }", "workgroup"),
        (
            "@group(0) @binding(3) var<storage> x: array<u32>;\n\
             @compute @workgroup_size(1) fn f() { let y = x[0]; }",
            "binding",
        ),
        (&nested, "limit"),
    ] {
        let bindings = &[Access::Read];
        let spec = PipelineSpec { text, entry: "f", bindings, params: 0, uniform: false };
        let error = gpu.pipeline(&spec).expect_err("it is wrong").to_string();
        assert!(error.starts_with("the device refused a shader: "), "{error}");
        assert!(error.to_lowercase().contains(says), "{error}");
        assert!(!error.contains('\n') || error.contains("wgsl"), "{error}");
    }
    assert_eq!(doubled(&gpu), Ok(vec![7, 9, 11]));
}

#[test]
fn a_panic_of_the_interface_is_an_error() {
    let Some(gpu) = fresh() else { return };
    let error = gpu.inner.guarded::<()>("work", 0, || panic!("no such {}", "thing"));
    let reason = "no such thing".to_owned();
    assert_eq!(error, Err(GpuError::Refused { what: "work", reason }));
    assert_eq!(doubled(&gpu), Ok(vec![7, 9, 11]));
}

#[test]
fn a_buffer_that_is_read_and_written_at_once_is_refused() {
    let Some(gpu) = fresh() else { return };
    let spec = PipelineSpec {
        text: "
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;
@compute @workgroup_size(1) fn f() { y[0] = x[0]; }",
        entry: "f",
        bindings: &[Access::Read, Access::ReadWrite],
        params: 0,
        uniform: false,
    };
    let (pipeline, x) = (gpu.pipeline(&spec).expect("a shader"), gpu.buffer(4).expect("memory"));
    let mut recording = gpu.record(NEVER);
    recording.dispatch(&pipeline, &[&x, &x], &[], [1, 1, 1]).expect("room");
    let error = recording.finish().expect_err("a conflict");
    assert!(matches!(error, GpuError::Refused { what: "work", .. }), "{error}");
    assert_eq!(doubled(&gpu), Ok(vec![7, 9, 11]));
}

#[test]
fn a_device_lost_in_mid_run_is_an_error() {
    let Some(gpu) = fresh() else { return };
    let (pipeline, buffer) = (gpu.pipeline(&SPIN).expect("a shader"), gpu.buffer(8).expect("8"));
    let spin =
        |recording: &mut Recording<'_>| recording.dispatch(&pipeline, &[&buffer], &[], [200, 1, 1]);
    let mut recording = gpu.record(NEVER);
    recording.zero(&buffer);
    spin(&mut recording).and_then(|()| recording.submit()).expect("it is alive");
    gpu.destroy();
    spin(&mut recording).expect("only recorded");
    let error = recording.finish().expect_err("it is lost");
    assert!(matches!(error, GpuError::Lost { .. }), "{error:?}");
    assert!(error.to_string().contains("call again to go on with a new one"), "{error}");
    assert!(gpu.is_lost());
    // Everything else says the same from here on.
    let lost = |error: GpuError| assert!(matches!(error, GpuError::Lost { .. }), "{error:?}");
    lost(gpu.buffer(8).expect_err("it is lost"));
    lost(gpu.pipeline(&double(true)).expect_err("it is lost"));
    lost(gpu.pipeline(&SPIN).expect_err("it is lost"));
    lost(recording.finish().expect_err("it is lost"));
    lost(read(&mut gpu.record(NEVER), &buffer).expect_err("it is lost"));
    lost(write(&mut gpu.record(NEVER), &buffer, &[1, 2]).expect_err("it is lost"));
}

#[test]
fn a_device_lost_while_it_is_waited_for_is_an_error() {
    let Some(gpu) = fresh() else { return };
    let (pipeline, buffer) = (gpu.pipeline(&SPIN).expect("a shader"), gpu.buffer(8).expect("8"));
    let asked = Cell::new(0);
    let stop = || {
        // The second time is in the middle of the wait.
        asked.set(asked.get() + 1);
        if asked.get() == 2 {
            gpu.destroy();
        }
        false
    };
    let mut recording = gpu.record(&stop);
    recording.dispatch(&pipeline, &[&buffer], &[], [2000, 1, 1]).expect("room");
    // What was under way may come; what follows does not.
    match read(&mut recording, &buffer) {
        Ok(_) => {}
        Err(error) => assert!(matches!(error, GpuError::Lost { .. }), "{error:?}"),
    }
    assert!(asked.get() >= 2, "the device was faster than a time slice");
    let error = read(&mut recording, &buffer).expect_err("it is lost");
    assert!(matches!(error, GpuError::Lost { .. }), "{error:?}");
}

/// The one test of the device that the process shares.
#[test]
fn after_a_loss_there_is_a_new_device_and_arrays_of_the_old_one_say_so() {
    if fresh().is_none() {
        return;
    }
    let shared = device().expect("a device");
    assert!(device().expect("the same").is_same(&shared));
    let mut x = [1.0, 2.0].to_gpu().expect("memory");
    assert_eq!(x.to_host().expect("bytes").as_slice(), Some(&[1.0, 2.0][..]));
    shared.destroy();
    // The first call that finds out tells of the loss, and the next ones that the array went with it.
    let error = x.to_host().expect_err("it is lost");
    assert!(matches!(error.gpu(), Some(GpuError::Lost { .. })), "{error}");
    let error = x.to_host().expect_err("it is gone");
    assert_eq!(error.gpu(), Some(&GpuError::LostArray));
    assert!(error.to_string().contains("`to_gpu()`"), "{error}");
    assert_eq!(x.copy_from(&[3.0, 4.0]).expect_err("gone").gpu(), Some(&GpuError::LostArray));
    assert_eq!(x.copy_to(&mut [0.0; 2]).expect_err("gone").gpu(), Some(&GpuError::LostArray));
    let next = device().expect("a new one");
    assert!(!next.is_same(&shared) && !next.is_lost());
    let crate::Arg::Array(arg) = crate::Arg::from(&mut x) else { panic!("a scalar") };
    let lost = DeviceArray::of(&arg).expect("on a device").buffer_on(&next).map(drop);
    assert_eq!(lost, Err(GpuError::LostArray));
    let y = [5u8, 6].to_gpu().expect("memory");
    assert_eq!(y.to_host().expect("bytes").as_slice(), Some(&[5, 6][..]));
    assert_eq!(doubled(&next), Ok(vec![7, 9, 11]));
}

#[test]
fn a_wait_is_stopped_soon_and_the_device_goes_on() {
    let Some(gpu) = fresh() else { return };
    let (pipeline, buffer) = (gpu.pipeline(&SPIN).expect("a shader"), gpu.buffer(8).expect("8"));
    let start = Instant::now();
    let stop = || start.elapsed() > Duration::from_millis(30);
    let mut recording = gpu.record(&stop);
    // Recorded without end: whoever records too much waits, and is stopped.
    let error = loop {
        if let Err(error) = recording.dispatch(&pipeline, &[&buffer], &[], [1, 1, 1]) {
            break error;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "nobody waits");
    };
    assert_eq!(error, GpuError::Stopped);
    drop(recording);
    assert_eq!(doubled(&gpu), Ok(vec![7, 9, 11]));
}

#[test]
fn threads_share_a_device() {
    let Some(gpu) = fresh() else { return };
    let failed = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    if doubled(&gpu) != Ok(vec![7, 9, 11]) {
                        failed.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert!(!failed.into_inner());
    let used = gpu.memory_use();
    assert_eq!(used.in_use, 0, "{used:?}");
}
