//! Shaders and pipelines of a program, made once and kept.
//!
//! In: a region, the words that it may use, the arrays of which it sees windows, and what the device
//! can do. Out: [`Compiled`]. Always
//! true: a shader is written once for each of these, and compiled again only for another device.
//! Deliberately absent: buffers and launches.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use metate_lang::ir::ArrayId;
use metate_lang::value::Value;

use crate::backend::wgsl::{
    Binding, Caps, GpuProgram, Param, Pass, Refusal, Shader, Words, shader,
};
use crate::error::GpuError;
use crate::plan::offload::RegionId;
use crate::runtime::gpu::{Access, Gpu, Pipeline, PipelineSpec};

/// A region, its words, the arrays of which it sees windows, and the device.
type Key = (RegionId, Words, Vec<ArrayId>, Caps);

/// The shaders of a program.
#[derive(Debug, Default)]
pub struct Shaders {
    made: RwLock<HashMap<Key, Arc<Compiled>>>,
}

impl Shaders {
    /// The shader of a region of a program, made if it is not there.
    pub(super) fn of(
        program: &GpuProgram,
        region: RegionId,
        words: Words,
        windows: Vec<ArrayId>,
        caps: &Caps,
    ) -> Result<Arc<Compiled>, Refusal> {
        let shaders = program.shaders();
        let key = (region, words, windows, *caps);
        let made = shaders.made.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(compiled) = made.get(&key) {
            return Ok(compiled.clone());
        }
        drop(made);
        let shader = shader(program.offload(), region, program.source(), caps, words, &key.2)?;
        let compiled = Arc::new(Compiled::new(shader, region, words, program));
        let mut made = shaders.made.write().unwrap_or_else(PoisonError::into_inner);
        Ok(made.entry(key).or_insert(compiled).clone())
    }
}

/// A shader, and its pipelines on the device that it ran on last.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) shader: Shader,
    accesses: Vec<Access>,
    param_bytes: u32,
    kept: Mutex<Option<(Gpu, Arc<[Pipeline]>)>>,
}

impl Compiled {
    fn new(shader: Shader, region: RegionId, words: Words, program: &GpuProgram) -> Compiled {
        let access = |binding: &Binding| match binding {
            Binding::Array { writable: false, .. } => Access::Read,
            _ => Access::ReadWrite,
        };
        let func = &program.offload().func;
        let params = shader.param_bytes(words, |param| match param {
            Param::Scalar(value) => Value::zero(func.ty(value)),
            Param::First(axis) => {
                let axes = program.offload().regions[region].axes();
                Value::zero(func.ty(axes[axis].var))
            }
            _ => Value::U32(0),
        });
        let accesses = shader.bindings.iter().map(access).collect();
        Compiled { accesses, param_bytes: params.len() as u32, shader, kept: Mutex::default() }
    }

    /// Its pipelines, one per pass.
    pub(super) fn pipelines(&self, gpu: &Gpu) -> Result<Arc<[Pipeline]>, GpuError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, pipelines)) = &*kept
            && of.is_same(gpu)
        {
            return Ok(pipelines.clone());
        }
        let pipeline = |pass: &Pass| {
            gpu.pipeline(&PipelineSpec {
                text: &self.shader.text,
                entry: pass.entry,
                bindings: &self.accesses,
                params: self.param_bytes,
                uniform: self.shader.uniform,
            })
        };
        let pipelines: Vec<Pipeline> =
            self.shader.passes.iter().map(pipeline).collect::<Result<_, _>>()?;
        let pipelines: Arc<[Pipeline]> = pipelines.into();
        *kept = Some((gpu.clone(), pipelines.clone()));
        Ok(pipelines)
    }
}
