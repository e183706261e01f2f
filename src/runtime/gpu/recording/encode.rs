//! Recorded work as the device's queue takes it.
//!
//! In: commands, and the memory that some of them copy from. Out: a submission. Always true:
//! launches that follow each other share a pass, unless they are timed. Deliberately absent: what
//! becomes of the memory.

use wgpu::{
    BindGroupDescriptor, BindGroupEntry, BindingResource, BufferBinding, BufferSize,
    CommandEncoder, ComputePass, ComputePassDescriptor, ComputePassTimestampWrites, QuerySet,
    SubmissionIndex,
};

use super::{Command, Dispatch, Times};
use crate::error::GpuError;
use crate::runtime::gpu::buffer::{Buffer, Purpose};
use crate::runtime::gpu::device::Gpu;
use crate::runtime::gpu::staging::Chunk;

/// Submits commands, of which so many are launches; adds their clocks to `times` if there are any.
pub(super) fn submit(
    gpu: &Gpu,
    commands: &[Command],
    filled: &[Chunk],
    times: Option<&mut Vec<Times>>,
    launches: usize,
) -> Result<SubmissionIndex, GpuError> {
    let params = Params::of(gpu, commands)?;
    let clock = match &times {
        Some(_) if launches > 0 => Some(Clock::new(gpu, launches)?),
        _ => None,
    };
    let inner = &gpu.inner;
    let submission = inner.guarded("work", 0, || {
        for chunk in filled {
            chunk.raw.unmap();
        }
        if let Some(params) = &params {
            inner.queue.write_buffer(params.buffer.raw(), 0, &params.bytes);
        }
        let mut encoder = inner.device.create_command_encoder(&Default::default());
        let mut encoding = Encoding {
            gpu,
            params: params.as_ref(),
            clock: clock.as_ref(),
            pass: None,
            launches: 0,
            uniforms: 0,
        };
        for command in commands {
            encoding.command(&mut encoder, command);
        }
        drop(encoding);
        if let Some(clock) = &clock {
            let readings = 0..2 * launches as u32;
            encoder.resolve_query_set(&clock.queries, readings, clock.times.buffer.raw(), 0);
        }
        inner.submit(encoder.finish())
    })?;
    if let (Some(times), Some(clock)) = (times, clock) {
        times.push(clock.times);
    }
    Ok(submission)
}

/// Parameters of all launches that take them from a buffer.
struct Params {
    buffer: Buffer,
    bytes: Vec<u8>,
    /// Where each launch's begin, in order.
    offsets: Vec<u32>,
}

impl Params {
    fn of(gpu: &Gpu, commands: &[Command]) -> Result<Option<Params>, GpuError> {
        let alignment = gpu.inner.uniform_alignment as usize;
        let (mut bytes, mut offsets) = (Vec::new(), Vec::new());
        for command in commands {
            let Command::Dispatch(Dispatch { pipeline, params, .. }) = command else { continue };
            if pipeline.compiled().uniform {
                bytes.resize(bytes.len().next_multiple_of(alignment), 0);
                offsets.push(bytes.len() as u32);
                bytes.extend_from_slice(params);
                bytes.resize(bytes.len().next_multiple_of(16), 0);
            }
        }
        if offsets.is_empty() {
            return Ok(None);
        }
        let buffer = gpu.buffer_for(Purpose::Uniform, bytes.len() as u64)?;
        Ok(Some(Params { buffer, bytes, offsets }))
    }
}

/// Where the readings of the clock go.
struct Clock {
    queries: QuerySet,
    times: Times,
}

impl Clock {
    fn new(gpu: &Gpu, launches: usize) -> Result<Clock, GpuError> {
        let descriptor = wgpu::QuerySetDescriptor {
            label: None,
            ty: wgpu::QueryType::Timestamp,
            count: 2 * launches as u32,
        };
        let inner = &gpu.inner;
        let queries = inner.guarded("a clock", 0, || inner.device.create_query_set(&descriptor))?;
        let buffer = gpu.buffer_for(Purpose::Times, 16 * launches as u64)?;
        Ok(Clock { queries, times: Times { buffer, launches } })
    }
}

struct Encoding<'e> {
    gpu: &'e Gpu,
    params: Option<&'e Params>,
    clock: Option<&'e Clock>,
    /// The pass that further launches join.
    pass: Option<ComputePass<'static>>,
    /// Launches so far.
    launches: u32,
    /// Launches so far that take their parameters from a buffer.
    uniforms: usize,
}

impl Encoding<'_> {
    fn command(&mut self, encoder: &mut CommandEncoder, command: &Command) {
        if let Command::Dispatch(dispatch) = command {
            return self.dispatch(encoder, dispatch);
        }
        // The encoder is locked as long as there is a pass.
        self.pass = None;
        match command {
            Command::Dispatch(_) => {}
            Command::Zero(buffer) => {
                encoder.clear_buffer(buffer.raw(), 0, Some(buffer.bound_bytes()));
            }
            Command::Copy { from, from_offset, to, to_offset, bytes } => {
                let (from, to) = (from.raw(), to.raw());
                encoder.copy_buffer_to_buffer(from, *from_offset, to, *to_offset, *bytes);
            }
            Command::Upload { from, from_offset, to, to_offset, bytes } => {
                encoder.copy_buffer_to_buffer(from, *from_offset, to.raw(), *to_offset, *bytes);
            }
            Command::Download { from, from_offset, to, to_offset, bytes } => {
                encoder.copy_buffer_to_buffer(from.raw(), *from_offset, to, *to_offset, *bytes);
            }
        }
    }

    fn dispatch(&mut self, encoder: &mut CommandEncoder, dispatch: &Dispatch) {
        let compiled = dispatch.pipeline.compiled();
        let mut offset = None;
        let group = {
            let windows = dispatch.windows.iter();
            let mut resources: Vec<_> = windows
                .map(|(buffer, offset, bytes)| binding(buffer.raw(), *offset, *bytes))
                .collect();
            if let Some(params) = self.params.filter(|_| compiled.uniform) {
                let bytes = compiled.params.next_multiple_of(16) as u64;
                resources.push(binding(params.buffer.raw(), 0, bytes));
                offset = Some(params.offsets[self.uniforms]);
                self.uniforms += 1;
            }
            let entry = |(number, resource)| BindGroupEntry { binding: number as u32, resource };
            let entries: Vec<_> = resources.into_iter().enumerate().map(entry).collect();
            let descriptor =
                BindGroupDescriptor { label: None, layout: &compiled.layout, entries: &entries };
            self.gpu.inner.device.create_bind_group(&descriptor)
        };
        let pass = self.pass(encoder);
        pass.set_pipeline(&compiled.raw);
        pass.set_bind_group(0, &group, offset.as_slice());
        if !compiled.uniform && !dispatch.params.is_empty() {
            pass.set_immediates(0, &dispatch.params);
        }
        let [x, y, z] = dispatch.groups;
        pass.dispatch_workgroups(x, y, z);
        self.launches += 1;
    }

    /// The pass of the next launch.
    fn pass(&mut self, encoder: &mut CommandEncoder) -> &mut ComputePass<'static> {
        let mut descriptor = ComputePassDescriptor::default();
        if let Some(clock) = self.clock {
            self.pass = None;
            descriptor.timestamp_writes = Some(ComputePassTimestampWrites {
                query_set: &clock.queries,
                beginning_of_pass_write_index: Some(2 * self.launches),
                end_of_pass_write_index: Some(2 * self.launches + 1),
            });
        }
        self.pass.get_or_insert_with(|| encoder.begin_compute_pass(&descriptor).forget_lifetime())
    }
}

fn binding(buffer: &wgpu::Buffer, offset: u64, bytes: u64) -> BindingResource<'_> {
    BindingResource::Buffer(BufferBinding { buffer, offset, size: BufferSize::new(bytes) })
}
