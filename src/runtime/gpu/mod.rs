//! The graphics processor: one device per process, its memory, pipelines, and what it is told to do.
//!
//! In: WGSL text, bytes, numbers of workgroups. Out: bytes; or a [`GpuError`], never a panic.
//! Always true: there is one device per process, made at first use and made anew after it was
//! lost; nothing outside of this folder names wgpu. Deliberately absent: what shaders compute, and
//! IR.
//!
//! In reading order: `adapters` and which is chosen; the `device`, what it can do (`caps`, of which
//! `probe` tries a part); `buffer`s and `staging` memory, kept in pools; `pipeline`s, kept by their
//! text; a `recording` of launches and copies; `pack`, strided arrays without their gaps; the `array`
//! that stays.

pub mod caps;
#[cfg(feature = "gpu")]
pub mod adapters;
#[cfg(feature = "gpu")]
pub mod device;
#[cfg(feature = "gpu")]
mod probe;
#[cfg(feature = "gpu")]
pub mod buffer;
#[cfg(feature = "gpu")]
mod staging;
#[cfg(feature = "gpu")]
pub mod pipeline;
#[cfg(feature = "gpu")]
pub mod recording;
#[cfg(feature = "gpu")]
pub mod pack;
#[cfg(feature = "gpu")]
pub mod array;
#[cfg(all(test, feature = "gpu"))]
mod tests;

pub use caps::Caps;
#[cfg(feature = "gpu")]
pub use {
    adapters::{Info, adapters},
    array::{DeviceArray, GpuArray, ToGpu},
    buffer::{Buffer, MemoryUse},
    device::{Gpu, adapter, device, memory_use, trim},
    pipeline::{Access, Pipeline, PipelineSpec},
    recording::{Recording, Stats, Window},
};
