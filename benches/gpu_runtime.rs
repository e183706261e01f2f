//! The device's runtime against the same work written by hand with wgpu, in one process.
//!
//! `cargo bench --bench gpu_runtime [rounds]` prints, for each kind of work, medians of both and of
//! the ratios of neighbouring runs. By hand means: nothing is made or looked up that could be there
//! already.

use std::hint::black_box;
use std::time::{Duration, Instant};

use metate::__gpu::{Access, Buffer, Gpu, Pipeline, PipelineSpec, Window, device};
use metate::prelude::*;

const NEVER: &dyn Fn() -> bool = &|| false;
const SMALL: usize = 256;
const LARGE: usize = 120_000_000;

const TEXT: &str = "
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
struct Params { a: f32, len: u32 }
var<immediate> p: Params;
@compute @workgroup_size(256)
fn scale(@builtin(global_invocation_id) at: vec3<u32>) {
    if at.x < p.len { y[at.x] = p.a * x[at.x]; }
}";

fn params(a: f32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&a.to_le_bytes());
    bytes[4..].copy_from_slice(&(SMALL as u32).to_le_bytes());
    bytes
}

/// The same device's work without the runtime.
struct ByHand {
    device: wgpu::Device,
    queue: wgpu::Queue,
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
    y: wgpu::Buffer,
    small: wgpu::Buffer,
    /// Mapped in between.
    up: wgpu::Buffer,
    down: wgpu::Buffer,
    large: wgpu::Buffer,
}

impl ByHand {
    fn new() -> ByHand {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::all()));
        let name = &device().expect("a device").info().name.clone();
        let adapter = adapters.iter().find(|adapter| adapter.get_info().name == *name);
        let adapter = adapter.expect("the same adapter");
        let (device, queue) = pollster::block_on(adapter.request_device(&wgpu::DeviceDescriptor {
            required_features: wgpu::Features::IMMEDIATES,
            required_limits: adapter.limits(),
            ..Default::default()
        }))
        .expect("a device");
        let buffer = |size: usize, usage, mapped_at_creation| {
            let size = size as u64;
            device.create_buffer(&wgpu::BufferDescriptor {
                label: None,
                size,
                usage,
                mapped_at_creation,
            })
        };
        use wgpu::BufferUsages as Usages;
        let storage = Usages::STORAGE | Usages::COPY_SRC | Usages::COPY_DST;
        let (x, y) = (buffer(4 * SMALL, storage, false), buffer(4 * SMALL, storage, false));
        let ones: Vec<u8> = 1f32.to_le_bytes().repeat(SMALL);
        queue.write_buffer(&x, 0, &ones);
        let entry = |binding, read_only| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: wgpu::BufferBindingType::Storage { read_only },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        };
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: None,
            entries: &[entry(0, true), entry(1, false)],
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 8,
        });
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: None,
            source: wgpu::ShaderSource::Wgsl(TEXT.into()),
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: Some("scale"),
            compilation_options: Default::default(),
            cache: None,
        });
        let bound = |binding, buffer: &'static wgpu::Buffer| wgpu::BindGroupEntry {
            binding,
            resource: buffer.as_entire_binding(),
        };
        let leak = |buffer: &wgpu::Buffer| -> &'static wgpu::Buffer {
            Box::leak(Box::new(buffer.clone()))
        };
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &layout,
            entries: &[bound(0, leak(&x)), bound(1, leak(&y))],
        });
        let small = buffer(4 * SMALL, Usages::MAP_READ | Usages::COPY_DST, false);
        let up = buffer(LARGE, Usages::MAP_WRITE | Usages::COPY_SRC, true);
        let down = buffer(LARGE, Usages::MAP_READ | Usages::COPY_DST, false);
        let large = buffer(LARGE, storage, false);
        ByHand { device, queue, pipeline, group, y, small, up, down, large }
    }

    fn wait(&self) {
        self.device.poll(wgpu::PollType::wait_indefinitely()).expect("the device is there");
    }

    fn launch(&self, a: f32, to: &mut [u8]) {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &self.group, &[]);
            pass.set_immediates(0, &params(a));
            pass.dispatch_workgroups(1, 1, 1);
        }
        encoder.copy_buffer_to_buffer(&self.y, 0, &self.small, 0, None);
        self.queue.submit([encoder.finish()]);
        self.small.map_async(wgpu::MapMode::Read, .., |mapped| mapped.expect("mapped"));
        self.wait();
        to.copy_from_slice(&self.small.get_mapped_range(..).expect("mapped"));
        self.small.unmap();
    }

    fn upload(&self, from: &[u8]) {
        self.up.get_mapped_range_mut(..).expect("mapped").copy_from_slice(from);
        self.up.unmap();
        let mut encoder = self.device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(&self.up, 0, &self.large, 0, None);
        self.queue.submit([encoder.finish()]);
        self.up.map_async(wgpu::MapMode::Write, .., |mapped| mapped.expect("mapped"));
        self.wait();
    }

    fn download(&self, to: &mut [u8]) {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(&self.large, 0, &self.down, 0, None);
        self.queue.submit([encoder.finish()]);
        self.down.map_async(wgpu::MapMode::Read, .., |mapped| mapped.expect("mapped"));
        self.wait();
        to.copy_from_slice(&self.down.get_mapped_range(..).expect("mapped"));
        self.down.unmap();
    }
}

/// The same with the runtime.
struct Ours {
    gpu: Gpu,
    x: Buffer,
    large: Buffer,
}

impl Ours {
    fn new() -> Ours {
        let gpu = device().expect("a device");
        let x = gpu.buffer(4 * SMALL as u64).expect("memory");
        let mut recording = gpu.record(NEVER);
        let ones: Vec<u8> = 1f32.to_le_bytes().repeat(SMALL);
        recording.write(&x, x.bytes(), &mut |_, piece| piece.copy_from_slice(&ones)).expect("room");
        recording.finish().expect("the device is there");
        let large = gpu.buffer(LARGE as u64).expect("memory");
        drop(recording);
        Ours { gpu, x, large }
    }

    fn pipeline(&self) -> Pipeline {
        let bindings = &[Access::Read, Access::ReadWrite];
        let spec = PipelineSpec { text: TEXT, entry: "scale", bindings, params: 8, uniform: false };
        self.gpu.pipeline(&spec).expect("a shader")
    }

    /// As a call does it: pipeline and memory are looked up.
    fn launch(&self, a: f32, to: &mut [u8]) {
        let (pipeline, y) = (self.pipeline(), self.gpu.buffer(to.len() as u64).expect("memory"));
        let mut recording = self.gpu.record(NEVER);
        recording.dispatch(&pipeline, &[&self.x, &y], &params(a), [1, 1, 1]).expect("room");
        recording
            .read(&[Window::of(&y)], &mut |_, _, piece| to.copy_from_slice(piece))
            .expect("the device is there");
    }

    fn upload(&self, from: &[u8]) {
        let mut recording = self.gpu.record(NEVER);
        let mut fill = |at: u64, piece: &mut [u8]| {
            piece.copy_from_slice(&from[at as usize..][..piece.len()]);
        };
        recording.write(&self.large, from.len() as u64, &mut fill).expect("room");
        recording.finish().expect("the device is there");
    }

    fn download(&self, to: &mut [u8]) {
        let mut recording = self.gpu.record(NEVER);
        let mut take = |_: usize, at: u64, piece: &[u8]| {
            to[at as usize..][..piece.len()].copy_from_slice(piece);
        };
        recording.read(&[Window::of(&self.large)], &mut take).expect("the device is there");
    }
}

fn time(work: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median<T: Copy + PartialOrd>(values: &mut [T]) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    values[values.len() / 2]
}

/// Both in turns, and a line of the table.
fn compare(
    name: &str,
    rounds: usize,
    bytes: usize,
    hand: &mut dyn FnMut(),
    ours: &mut dyn FnMut(),
) {
    let (mut by_hand, mut by_us, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds + rounds / 10 + 1 {
        let (h, o) = match round % 2 {
            0 => {
                let h = time(hand);
                (h, time(ours))
            }
            _ => {
                let o = time(ours);
                (time(hand), o)
            }
        };
        if round > rounds / 10 {
            by_hand.push(h);
            by_us.push(o);
            ratios.push(o.as_secs_f64() / h.as_secs_f64());
        }
    }
    let (h, o, ratio) = (median(&mut by_hand), median(&mut by_us), median(&mut ratios));
    let rate = |time: Duration| match bytes {
        0 => String::new(),
        _ => format!("{:6.2} GB/s", bytes as f64 / time.as_nanos() as f64),
    };
    println!(
        "{name:<28}{:>10.1} us {:<12}{:>10.1} us {:<12}{ratio:>8.2}",
        h.as_secs_f64() * 1e6,
        rate(h),
        o.as_secs_f64() * 1e6,
        rate(o)
    );
}

fn main() {
    // `cargo bench` and `cargo test --benches` have options of their own.
    let rounds = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(21);
    if metate::gpu::adapters().is_empty() {
        println!("skipped: no graphics adapter");
        return;
    }
    let (hand, ours) = (ByHand::new(), Ours::new());
    println!("{}\n", ours.gpu.info());
    println!("{:<28}{:>13}{:<13}{:>12}{:<13}{:>8}", "", "by hand", "", "metate", "", "ratio");

    let (mut there, mut here) = ([0; 4 * SMALL], [0; 4 * SMALL]);
    let (mut a, mut b) = (0.0, 0.0);
    compare(
        "launch and read 1 KiB",
        rounds * 50,
        0,
        &mut || {
            a += 1.0;
            hand.launch(a, &mut there);
        },
        &mut || {
            b += 1.0;
            ours.launch(b, &mut here);
        },
    );
    assert_eq!(there, here, "both did the same");

    let bytes: Vec<u8> = (0..LARGE).map(|i| (i * 7 % 251) as u8).collect();
    let (mut down, mut down_ours) = (vec![0; LARGE], vec![0; LARGE]);
    compare("upload 120 MB", rounds, LARGE, &mut || hand.upload(&bytes), &mut || {
        ours.upload(&bytes)
    });
    compare("download 120 MB", rounds, LARGE, &mut || hand.download(&mut down), &mut || {
        ours.download(&mut down_ours)
    });
    assert!(down == bytes && down_ours == bytes, "both did the same");

    let host = Array2::from_shape_fn((3000, 5000), |(i, j)| (i * 5000 + j) as f64);
    let mut back = Array2::<f64>::zeros((3000, 5000));
    let mut there = host.to_gpu().expect("memory");
    let pass = |hand: &mut dyn FnMut(), name: &str, ours: &mut dyn FnMut()| {
        compare(name, rounds, LARGE, hand, ours);
    };
    pass(&mut || hand.upload(&bytes), "GpuArray::copy_from", &mut || {
        there.copy_from(&host).expect("room");
        black_box(&there);
    });
    let there = host.to_gpu().expect("memory");
    pass(&mut || hand.download(&mut down), "GpuArray::copy_to", &mut || {
        there.copy_to(&mut back).expect("bytes");
    });
    pass(&mut || hand.download(&mut down), "GpuArray::to_host", &mut || {
        black_box(there.to_host().expect("bytes"));
    });
    pass(&mut || hand.upload(&bytes), "to_gpu, transposed", &mut || {
        black_box(host.view().reversed_axes().to_gpu().expect("room"));
    });
    let flipped = host.view().reversed_axes().to_gpu().expect("room");
    pass(&mut || hand.download(&mut down), "copy_to, transposed", &mut || {
        flipped.copy_to(back.view_mut().reversed_axes()).expect("bytes");
    });
    assert_eq!(back, host);
}
