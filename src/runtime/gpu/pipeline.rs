//! Compiled shaders, kept by what they are made of.
//!
//! In: [`PipelineSpec`]. Out: [`Pipeline`]. Always true: equal specs give one pipeline as long as it
//! is kept; those used longest ago go first. Deliberately absent: where the text comes from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use metate_lang::util;

use super::device::Inner;
use crate::error::GpuError;

/// Pipelines that are kept besides those that somebody holds.
const MOST_KEPT: usize = 1024;

/// Bytes of stack for the shader compiler, which recurses on the text.
const STACK_BYTES: usize = 64 << 20;

/// What a shader does with a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// `var<storage, read>`
    Read,
    /// `var<storage, read_write>`
    ReadWrite,
}

/// What a pipeline is made of.
///
/// The text is trusted: it must not index out of the bounds of its bindings, nor divide integers by
/// zero or the smallest by -1, its loops must end, and memory of workgroups holds anything at
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PipelineSpec<'t> {
    /// WGSL.
    pub text: &'t str,
    /// The entry point.
    pub entry: &'t str,
    /// The storage buffers, `@group(0)`, `@binding(0)` onwards.
    pub bindings: &'t [Access],
    /// Bytes of the parameters, a multiple of 4; 0 if there are none.
    pub params: u32,
    /// Whether parameters are a `var<uniform>` behind the storage buffers, else `var<immediate>`.
    pub uniform: bool,
}

/// A compiled shader; a cheap handle.
#[derive(Clone, Debug)]
pub struct Pipeline(Arc<Compiled>);

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) raw: wgpu::ComputePipeline,
    pub(super) layout: wgpu::BindGroupLayout,
    pub(super) bindings: usize,
    pub(super) params: usize,
    pub(super) uniform: bool,
}

impl Pipeline {
    pub(super) fn compiled(&self) -> &Compiled {
        &self.0
    }

    /// Whether both are one: then they were made of equal specs.
    pub fn is_same(&self, other: &Pipeline) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The pipelines of a device.
#[derive(Default)]
pub(super) struct Pipelines {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// By text, and what else they are made of.
    by_text: HashMap<Box<str>, Vec<Variant>>,
    count: usize,
    clock: u64,
}

struct Variant {
    entry: Box<str>,
    bindings: Box<[Access]>,
    params: u32,
    uniform: bool,
    pipeline: Pipeline,
    used: u64,
}

impl Pipelines {
    pub(super) fn get(
        &self,
        device: &Inner,
        spec: &PipelineSpec<'_>,
    ) -> Result<Pipeline, GpuError> {
        device.expect_alive()?;
        if let Some(pipeline) = self.kept().find(spec) {
            return Ok(pipeline);
        }
        // Others may compile meanwhile; of two who compile the same the first one's is kept.
        let pipeline = Pipeline(Arc::new(compile(device, spec)?));
        let mut kept = self.kept();
        Ok(match kept.find(spec) {
            Some(pipeline) => pipeline,
            None => kept.insert(spec, pipeline),
        })
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&mut self, spec: &PipelineSpec<'_>) -> Option<Pipeline> {
        self.clock += 1;
        let variants = self.by_text.get_mut(spec.text)?;
        let variant = variants.iter_mut().find(|variant| variant.spec(spec.text) == *spec)?;
        variant.used = self.clock;
        Some(variant.pipeline.clone())
    }

    fn insert(&mut self, spec: &PipelineSpec<'_>, pipeline: Pipeline) -> Pipeline {
        if self.count == MOST_KEPT {
            self.let_go_of_half();
        }
        let &PipelineSpec { text, entry, bindings, params, uniform } = spec;
        let variant = Variant {
            entry: entry.into(),
            bindings: bindings.into(),
            params,
            uniform,
            pipeline: pipeline.clone(),
            used: self.clock,
        };
        self.by_text.entry(text.into()).or_default().push(variant);
        self.count += 1;
        pipeline
    }

    /// Drops the half that was used longest ago: once for many, since it looks at all.
    fn let_go_of_half(&mut self) {
        let mut uses: Vec<_> =
            self.by_text.values().flatten().map(|variant| variant.used).collect();
        uses.sort_unstable();
        let limit = uses[uses.len() / 2];
        for variants in self.by_text.values_mut() {
            variants.retain(|variant| variant.used >= limit);
        }
        self.by_text.retain(|_, variants| !variants.is_empty());
        self.count = self.by_text.values().map(Vec::len).sum();
    }
}

impl Variant {
    fn spec<'v>(&'v self, text: &'v str) -> PipelineSpec<'v> {
        let Variant { entry, bindings, params, uniform, .. } = self;
        PipelineSpec { text, entry, bindings, params: *params, uniform: *uniform }
    }
}

fn compile(device: &Inner, spec: &PipelineSpec<'_>) -> Result<Compiled, GpuError> {
    let compile = || device.guarded("a shader", 0, || made(&device.device, spec));
    util::stack::with_stack(STACK_BYTES, compile)
        .unwrap_or_else(|error| Err(GpuError::NoThread { reason: error.to_string() }))
}

fn made(device: &wgpu::Device, spec: &PipelineSpec<'_>) -> Compiled {
    let source = wgpu::ShaderSource::Wgsl(spec.text.into());
    let module = wgpu::ShaderModuleDescriptor { label: None, source };
    // SAFETY: whoever wrote the text keeps to what `PipelineSpec` asks: nothing is out of bounds,
    // nothing is divided by zero, and loops end. What is left to check is the type of code, which
    // wgpu does here.
    let module = unsafe {
        device.create_shader_module_trusted(module, wgpu::ShaderRuntimeChecks::unchecked())
    };
    let layout = bind_group_layout(device, spec);
    let immediate_size = if spec.uniform { 0 } else { spec.params };
    let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: None,
        bind_group_layouts: &[Some(&layout)],
        immediate_size,
    });
    let raw = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(spec.entry),
        layout: Some(&pipeline_layout),
        module: &module,
        entry_point: Some(spec.entry),
        compilation_options: wgpu::PipelineCompilationOptions {
            zero_initialize_workgroup_memory: false,
            ..Default::default()
        },
        cache: None,
    });
    let (bindings, params) = (spec.bindings.len(), spec.params as usize);
    Compiled { raw, layout, bindings, params, uniform: spec.uniform }
}

fn bind_group_layout(device: &wgpu::Device, spec: &PipelineSpec<'_>) -> wgpu::BindGroupLayout {
    let entry = |binding: usize, ty: wgpu::BindingType| wgpu::BindGroupLayoutEntry {
        binding: binding as u32,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty,
        count: None,
    };
    let storage = |&access: &Access| wgpu::BindingType::Buffer {
        ty: wgpu::BufferBindingType::Storage { read_only: access == Access::Read },
        has_dynamic_offset: false,
        min_binding_size: None,
    };
    let mut entries: Vec<_> = spec.bindings.iter().map(storage).enumerate().collect();
    if spec.uniform {
        let params = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: true,
            min_binding_size: None,
        };
        entries.push((spec.bindings.len(), params));
    }
    let entries: Vec<_> = entries.into_iter().map(|(binding, ty)| entry(binding, ty)).collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: None,
        entries: &entries,
    })
}
