//! Graphics adapters: which there are, and which one is used.
//!
//! In: the drivers of the system, `METATE_ADAPTER`. Out: [`Info`], and the adapter that a device is
//! made of. Always true: listing makes no device; among adapters that are equally fast, the order
//! of the drivers decides. Deliberately absent: the device itself.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use wgpu::{Adapter, Backends, Instance, InstanceDescriptor, InstanceFlags};

use crate::error::GpuError;

/// The variable that chooses an adapter: its number, or a part of its name in any case.
const VARIABLE: &str = "METATE_ADAPTER";

/// An adapter: a graphics processor under one of the system's interfaces, or a program that stands
/// in for one. Prints as a table.
///
/// ```
/// for adapter in metate::gpu::adapters() {
///     println!("{adapter}\n");
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Info {
    /// The number that `METATE_ADAPTER` takes.
    pub number: usize,
    /// The adapter's name.
    pub name: String,
    /// The interface to its driver: `vulkan`, `metal`, `dx12`.
    pub backend: String,
    /// The driver and its version.
    pub driver: String,
    /// `discrete`, `integrated`, `virtual`, `software` or `unknown`.
    pub device_type: &'static str,
    /// Whether kernels may use `f64`.
    pub f64: bool,
    /// Whether kernels may use `i64` and `u64`, and sizes past 32 bits.
    pub i64: bool,
    /// Whether launches can be timed.
    pub timestamps: bool,
    /// Bytes of the largest array it can hold.
    pub buffer_bytes: u64,
    /// Bytes of the largest array that a kernel can be given in one piece.
    pub binding_bytes: u64,
    /// The number of arrays that a kernel can be given at once.
    pub bindings: u32,
    /// Invocations of a workgroup.
    pub workgroup_size: u32,
    /// Bytes of memory that a workgroup shares.
    pub workgroup_bytes: u32,
    /// Workgroups of a launch along one axis.
    pub groups: u32,
    /// Bytes of parameters that need no buffer.
    pub immediate_bytes: u32,
}

impl Info {
    fn of(number: usize, adapter: &Adapter) -> Info {
        let (info, limits, features) = (adapter.get_info(), adapter.limits(), adapter.features());
        let driver = [info.driver.trim(), info.driver_info.trim()].join(" ");
        let immediates = features.contains(wgpu::Features::IMMEDIATES);
        Info {
            number,
            name: info.name,
            backend: info.backend.to_string(),
            driver: driver.trim().to_owned(),
            device_type: match info.device_type {
                wgpu::DeviceType::DiscreteGpu => "discrete",
                wgpu::DeviceType::IntegratedGpu => "integrated",
                wgpu::DeviceType::VirtualGpu => "virtual",
                wgpu::DeviceType::Cpu => "software",
                wgpu::DeviceType::Other => "unknown",
            },
            f64: features.contains(wgpu::Features::SHADER_F64),
            i64: features.contains(wgpu::Features::SHADER_INT64),
            timestamps: features.contains(wgpu::Features::TIMESTAMP_QUERY),
            buffer_bytes: limits.max_buffer_size,
            binding_bytes: limits.max_storage_buffer_binding_size,
            bindings: limits.max_storage_buffers_per_shader_stage,
            workgroup_size: limits.max_compute_invocations_per_workgroup,
            workgroup_bytes: limits.max_compute_workgroup_storage_size,
            groups: limits.max_compute_workgroups_per_dimension,
            immediate_bytes: if immediates { limits.max_immediate_size } else { 0 },
        }
    }

    /// The faster, the smaller.
    fn rank(&self) -> usize {
        const FASTEST_FIRST: [&str; 5] =
            ["discrete", "integrated", "virtual", "unknown", "software"];
        let kind = FASTEST_FIRST.iter().position(|&kind| kind == self.device_type);
        // Of one processor under two interfaces, Vulkan's is the one with 64-bit numbers.
        kind.unwrap_or(FASTEST_FIRST.len()) * 2 + usize::from(self.backend != "vulkan")
    }
}

impl fmt::Display for Info {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types = [("f64", self.f64), ("i64", self.i64), ("timestamps", self.timestamps)];
        let types = types.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name);
        let features: Vec<&str> = ["f32", "i32"].into_iter().chain(types).collect();
        let rows = [
            ("adapter", self.number.to_string()),
            ("name", self.name.clone()),
            ("backend", self.backend.clone()),
            ("driver", self.driver.clone()),
            ("device type", self.device_type.to_owned()),
            ("features", features.join(", ")),
            ("largest array", size(self.buffer_bytes)),
            ("in one piece", size(self.binding_bytes)),
            ("arrays at once", self.bindings.to_string()),
            (
                "workgroup",
                format!(
                    "{} invocations, {}",
                    self.workgroup_size,
                    size(u64::from(self.workgroup_bytes))
                ),
            ),
            ("workgroups", format!("{} per axis", self.groups)),
            ("immediates", size(u64::from(self.immediate_bytes))),
        ];
        let lines: Vec<_> = rows.iter().map(|(name, value)| format!("{name:<16}{value}")).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// A number of bytes in the largest unit that divides it, or nearly does.
fn size(bytes: u64) -> String {
    for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] {
        let rounded = bytes.saturating_add(1 << shift >> 7) >> shift;
        if rounded > 0 && bytes.abs_diff(rounded << shift) <= 4 {
            return format!("{rounded} {unit}");
        }
    }
    format!("{bytes} bytes")
}

/// Every adapter of the system, in the order of their numbers; none if no driver is installed.
///
/// The device that kernels run on is made of the fastest one (discrete before integrated before
/// software), unless the environment variable `METATE_ADAPTER` has the number or a part of the name
/// of another.
pub fn adapters() -> Vec<Info> {
    let found = found();
    found.iter().enumerate().map(|(number, adapter)| Info::of(number, adapter)).collect()
}

/// What a device is made of.
pub(super) fn chosen() -> Result<(Adapter, Info), GpuError> {
    let mut found = found();
    let infos: Vec<_> =
        found.iter().enumerate().map(|(number, adapter)| Info::of(number, adapter)).collect();
    let wanted = std::env::var_os(VARIABLE).map(|wanted| wanted.to_string_lossy().into_owned());
    let number = choose(&infos, wanted.as_deref())?;
    Ok((found.swap_remove(number), infos[number].clone()))
}

fn found() -> Vec<Adapter> {
    let list = || {
        let descriptor = InstanceDescriptor {
            backends: Backends::VULKAN | Backends::METAL | Backends::DX12,
            // Vulkan's own validation layers are for those who write such runtimes.
            flags: InstanceFlags::empty(),
            ..InstanceDescriptor::new_without_display_handle()
        };
        let instance = Instance::new(descriptor);
        pollster::block_on(instance.enumerate_adapters(Backends::all()))
    };
    // A loader that fails so badly has no adapter for us.
    catch_unwind(AssertUnwindSafe(list)).unwrap_or_default()
}

/// The number of the adapter that is wanted, or else of the fastest.
fn choose(infos: &[Info], wanted: Option<&str>) -> Result<usize, GpuError> {
    if infos.is_empty() {
        return Err(GpuError::NoAdapter);
    }
    let Some(wanted) = wanted.map(str::trim).filter(|wanted| !wanted.is_empty()) else {
        let fastest = infos.iter().min_by_key(|info| info.rank());
        return Ok(fastest.map_or(0, |info| info.number));
    };
    let by_number = wanted.parse().ok().filter(|&number: &usize| number < infos.len());
    let part = wanted.to_lowercase();
    let by_name = || infos.iter().position(|info| info.name.to_lowercase().contains(&part));
    by_number.or_else(by_name).ok_or_else(|| GpuError::UnknownAdapter {
        wanted: wanted.to_owned(),
        adapters: infos.iter().map(|info| format!("{} `{}`", info.number, info.name)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(number: usize, name: &str, backend: &str, device_type: &'static str) -> Info {
        Info {
            number,
            name: name.to_owned(),
            backend: backend.to_owned(),
            driver: "Mesa 22.3.6".to_owned(),
            device_type,
            f64: backend == "vulkan",
            i64: backend == "vulkan",
            timestamps: true,
            buffer_bytes: (1 << 31) - 1,
            binding_bytes: 128 << 20,
            bindings: 32,
            workgroup_size: 1024,
            workgroup_bytes: 32 << 10,
            groups: 65535,
            immediate_bytes: 128,
        }
    }

    #[test]
    fn the_fastest_is_chosen_unless_the_variable_says_otherwise() {
        let infos = [
            info(0, "llvmpipe (LLVM 15)", "vulkan", "software"),
            info(1, "GeForce RTX", "dx12", "discrete"),
            info(2, "GeForce RTX", "vulkan", "discrete"),
            info(3, "Iris Xe", "vulkan", "integrated"),
        ];
        for (wanted, chosen) in
            [(None, 2), (Some(" "), 2), (Some("0"), 0), (Some("iris"), 3), (Some("geforce"), 1)]
        {
            assert_eq!(choose(&infos, wanted), Ok(chosen), "{wanted:?}");
        }
        let error = choose(&infos, Some("7")).expect_err("there are four").to_string();
        assert!(
            error.contains("METATE_ADAPTER is `7`") && error.contains("3 `Iris Xe`"),
            "{error}"
        );
        assert_eq!(choose(&infos[..1], None), Ok(0), "software is better than nothing");
        assert_eq!(choose(&[], None), Err(GpuError::NoAdapter));
    }

    #[test]
    fn an_adapter_prints_as_a_table() {
        let table = info(0, "llvmpipe (LLVM 15)", "vulkan", "software").to_string();
        let expected = "\
adapter         0
name            llvmpipe (LLVM 15)
backend         vulkan
driver          Mesa 22.3.6
device type     software
features        f32, i32, f64, i64, timestamps
largest array   2 GiB
in one piece    128 MiB
arrays at once  32
workgroup       1024 invocations, 32 KiB
workgroups      65535 per axis
immediates      128 bytes";
        assert_eq!(table, expected);
        assert_eq!([0, 1, 1023, 1 << 62].map(size)[2], "1 KiB");
    }
}
