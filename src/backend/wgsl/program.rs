//! An offloaded kernel and its shaders, made as they are needed.
//!
//! In: an [`Offload`] and the kernel's text. Out: [`GpuProgram`], which is called like any program.
//! Always true: a shader is made once for each choice of words, and a pipeline once for each device.
//! Deliberately absent: what a call does (`run`).

use std::fmt::Write;
use std::sync::Arc;

use metate_lang::source::SourceLines;

use super::{Caps, Words, shader};
use crate::args::Arg;
use crate::backend::Halt;
use crate::interrupt::Watch;
use crate::plan::offload::Offload;
use crate::runtime::call::ResultWords;

/// A kernel for a device.
#[derive(Debug)]
pub struct GpuProgram {
    offload: Offload,
    source: Arc<str>,
    #[cfg(feature = "gpu")]
    shaders: super::run::Shaders,
}

impl GpuProgram {
    /// The program of a function; `source` is its text.
    pub fn new(offload: Offload, source: Arc<str>) -> GpuProgram {
        GpuProgram {
            offload,
            source,
            #[cfg(feature = "gpu")]
            shaders: super::run::Shaders::default(),
        }
    }

    /// What the host and the device do.
    pub fn offload(&self) -> &Offload {
        &self.offload
    }

    /// The kernel's text.
    #[cfg(feature = "gpu")]
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The shaders that were made so far.
    #[cfg(feature = "gpu")]
    pub(super) fn shaders(&self) -> &super::run::Shaders {
        &self.shaders
    }

    /// Runs on arguments of its signature.
    ///
    /// # Errors
    /// The first check that failed, what interrupted the call, or why the device cannot run it.
    pub fn call(
        &self,
        args: &mut [Arg<'_>],
        watch: Option<&Watch<'_>>,
    ) -> Result<ResultWords, Halt> {
        #[cfg(feature = "gpu")]
        return super::run::run(self, args, watch);
        #[cfg(not(feature = "gpu"))]
        {
            let _ = (args, watch, &self.source);
            Err(crate::error::GpuError::NotBuilt.into())
        }
    }
}

/// What the device of this process can do; if there is none, everything.
pub fn caps() -> Caps {
    #[cfg(feature = "gpu")]
    if let Ok(gpu) = crate::runtime::gpu::device() {
        return *gpu.caps();
    }
    Caps {
        f64: true,
        i64: true,
        fused_mul_add: true,
        fused_mul_add_f64: true,
        max_iterations: u32::MAX,
        immediate_bytes: 128,
        workgroup_bytes: 32 << 10,
        max_bindings: 32,
        max_invocations: 1024,
        max_groups: 65535,
        binding_bytes: (2 << 30) - 4,
        buffer_bytes: (2 << 30) - 1,
        window_alignment: 256,
        timestamps: true,
    }
}

/// The shaders of an offload for a device that can do this, one after the other, as a comment says
/// what each is for: with words of 64 bits where those of 32 do not do and the device has them.
pub fn text(
    offload: &Offload,
    source: &str,
    lines: &SourceLines<'_>,
    caps: &Caps,
    words: Words,
) -> String {
    let mut out = String::new();
    for (id, region) in offload.regions.iter() {
        let place = lines
            .number(region.span)
            .map_or(String::new(), |line| format!(" of line {line}: {}", lines.line(line)));
        let kind = match region.axes().len() {
            0 => "serial work".to_owned(),
            1 => "loop".to_owned(),
            axes => format!("loops, {axes} axes"),
        };
        writeln!(out, "// {kind}{place}").expect("a string takes all");
        let made = shader(offload, id, source, caps, words, &[]);
        // As a call does, if the device has them.
        let wide = made.is_err() && words == Words::Narrow && caps.i64;
        let made = if wide { shader(offload, id, source, caps, Words::Wide, &[]) } else { made };
        match made {
            Ok(shader) => out.push_str(&shader.text),
            Err(refusal) => writeln!(out, "// refused: {}", refusal.reason).expect("as above"),
        }
        out.push('\n');
    }
    out
}
