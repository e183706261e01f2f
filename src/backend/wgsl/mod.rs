//! Regions of an offloaded kernel as WGSL compute shaders.
//!
//! In: an [`Offload`], one of its regions, and what the device can do. Out: a [`Shader`]: the text
//! of a module, and how the host binds, launches and reads it. Always true: a text passes naga's
//! validator, uses no builtin of unknown accuracy, and says in comments which line of the kernel
//! it stands for. Deliberately absent: wgpu, and everything that runs.
//!
//! A region becomes one function, `iteration`, in structured control flow ([`block`]), and the
//! entry points that call it ([`mod@shader`]): a map calls it once an invocation, a reduction many
//! times before a tree ([`reduce`]), a scan in three passes.

pub mod types;
pub mod ops;
pub mod prelude;
pub mod math;
pub mod names;
pub mod text;
pub mod params;
pub mod jumps;
pub mod block;
pub mod memory;
pub mod trap;
pub mod update;
pub mod reduce;
pub mod scan;
pub mod fresh;
pub mod entries;
pub mod shader;
pub mod narrow;
pub mod host;
pub mod program;
#[cfg(feature = "gpu")]
pub mod run;
#[cfg(test)]
mod narrow_tests;
#[cfg(all(test, feature = "gpu"))]
mod testing;
#[cfg(all(test, feature = "gpu"))]
mod ops_tests;
#[cfg(all(test, feature = "gpu"))]
mod math_tests;
#[cfg(all(test, feature = "gpu"))]
mod shader_tests;

use metate_lang::error::Span;
use metate_lang::ir::{ArrayId, Check, Val};
use metate_lang::ty::Scalar;
use metate_lang::value::Value;

pub use crate::plan::offload::Refusal;
pub use crate::runtime::gpu::Caps;
pub use program::{GpuProgram, caps};
#[allow(unused_imports)]
pub use shader::shader;

/// How `usize` and `isize` are kept in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Words {
    /// In 32 bits, where it is proved that this shows nowhere.
    Narrow,
    /// In 64 bits.
    Wide,
}

/// A region as WGSL, and how to run it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shader {
    /// The module.
    pub text: String,
    /// What is bound, all in group 0, numbered from 0 in this order.
    pub bindings: Vec<Binding>,
    /// The parameters, in the order in which they lie in memory; see [`Shader::param_bytes`].
    pub params: Vec<Param>,
    /// Whether they are a uniform buffer, the last binding (not part of `bindings`); else they are
    /// immediates.
    pub uniform: bool,
    /// Dispatches, one after the other; all of them have the same parameters but for the base.
    pub passes: Vec<Pass>,
    /// The checks that records of traps number.
    pub sites: Vec<Site>,
}

/// A buffer of a shader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// The elements of an array, row-major; the buffer is a multiple of 4 bytes long.
    Array {
        /// The array.
        array: ArrayId,
        /// Whether it is `read_write`; else it is read only.
        writable: bool,
    },
    /// The resident scalars, two words a slot; `read_write`.
    Resident,
    /// What stops a call, [`trap::BYTES`] bytes, all zero in front of the first launch of a call;
    /// `read_write`. [`trap::read`] says what became of it.
    Traps,
    /// Memory of the launch alone, in which anything may stand before; `read_write`.
    Scratch {
        /// How much.
        bytes: ScratchSize,
    },
}

/// How many bytes of scratch a launch takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScratchSize {
    /// What it takes in any case.
    pub fixed: u64,
    /// Arrays of which there are [`Param::Copies`] copies, with the bytes that an element of a
    /// copy takes.
    pub copied: Vec<(ArrayId, u32)>,
}

/// Invocations of a workgroup that have private copies of an array that is reduced, and the fewest
/// copies if there is room for them.
pub const COPY_THREADS: u32 = 64;

/// The most workgroups of those.
pub const MOST_COPY_GROUPS: u32 = 256;

impl ScratchSize {
    /// The bytes for this many copies of arrays with these numbers of elements.
    pub fn bytes(&self, copies: u32, mut elements: impl FnMut(ArrayId) -> u64) -> u64 {
        let one = self.copied.iter().map(|&(array, bytes)| elements(array) * u64::from(bytes));
        self.fixed + u64::from(copies) * one.sum::<u64>()
    }

    /// How many copies so many iterations have: as many as fit in `most` bytes, but at least one,
    /// which may be more than fits.
    ///
    /// An invocation goes through `trips / copies` iterations and, for each element, through all
    /// copies, so the square root of `trips` is the number that takes least; but merging must not be
    /// more than half of the work, and up to [`COPY_THREADS`] there is nothing to weigh.
    pub fn copies(&self, most: u64, trips: u64, mut elements: impl FnMut(ArrayId) -> u64) -> u32 {
        let one = self.bytes(1, &mut elements) - self.fixed;
        let Some(fit) = most.saturating_sub(self.fixed).checked_div(one) else { return 1 };
        let all: u64 = self.copied.iter().map(|&(array, _)| elements(array)).sum();
        let worth = trips.isqrt().min(trips / (2 * all.max(1)));
        let worth = worth / u64::from(COPY_THREADS) * u64::from(COPY_THREADS);
        let limit = u64::from(COPY_THREADS * MOST_COPY_GROUPS);
        let wanted = worth.clamp(u64::from(COPY_THREADS), limit);
        fit.clamp(1, wanted) as u32
    }
}

/// A parameter of a shader. Where nothing else is said it is a `u32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Param {
    /// A scalar of the host, of the type of the value.
    Scalar(Val),
    /// An extent of an array, which must fit 32 bits.
    Extent(ArrayId, u8),
    /// How many iterations an axis of the grid has.
    Trips(usize),
    /// The first value of an axis, of the type of its induction variable.
    First(usize),
    /// The iterations in front of a slice: along an axis if the groups are [`Groups::Tiled`], else
    /// of all axes together and only for axis 0. Where a launch sees windows, along axis 0 in any
    /// case.
    Base(usize),
    /// 0, which the compiler of the device must not know.
    Zero,
    /// The number of the launch within the call, from 1: see [`trap`].
    Launch,
    /// How many iterations of loops without a known end an invocation may run.
    Budget,
    /// How many private copies there are of arrays that are reduced; see [`ScratchSize`].
    Copies,
    /// The number of the first element of an array that is bound, modulo 2^32: only where a launch
    /// sees a window of it.
    Window(ArrayId),
    /// The iteration of axis 0 that a slice ends in front of: only where a launch sees windows.
    End,
    /// The partial results of the slices in front: only where a launch sees windows.
    Parts,
}

/// A dispatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The entry point.
    pub entry: &'static str,
    /// How many workgroups.
    pub groups: Groups,
}

/// How many workgroups a pass has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups {
    /// One, whatever the size of the work.
    One,
    /// An invocation an iteration, all axes together.
    Linear {
        /// Invocations of a workgroup.
        threads: u32,
    },
    /// As `Linear`, but invocations go on until all is done: never sliced.
    Strided {
        /// Invocations of a workgroup.
        threads: u32,
        /// The most workgroups.
        most: u32,
        /// Whether each has a partial result: then there are more than [`FEW_PARTS`] only where an
        /// invocation has [`MANY_EACH`] iterations or more.
        parts: bool,
    },
    /// An invocation an iteration, the innermost axis along x, the next along y, then z.
    Tiled {
        /// Invocations of a workgroup along x, y and z.
        tile: [u32; 3],
    },
    /// As many as are worth it for what an array's elements take; they go on until all is done.
    Elements {
        /// The array.
        array: ArrayId,
        /// Invocations of a workgroup.
        threads: u32,
        /// The most workgroups.
        most: u32,
        /// Whether it goes through all copies of the array, which are so many times the elements.
        copies: bool,
    },
}

/// A part of a pass that one dispatch can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// What [`Param::Base`] is for each axis.
    pub base: [u32; 3],
    /// Workgroups along x, y and z.
    pub groups: [u32; 3],
}

/// The most workgroups along an axis of a dispatch, on every device.
pub const MOST_GROUPS: u32 = 65535;

/// The most iterations of a launch, all axes together: the number of one that is as many further as
/// a launch has invocations still fits 32 bits.
pub const MOST_ITERATIONS: u64 = (1 << 32) - (1 << 20);

/// Iterations in a row that are the work of an invocation of a scan between two prefixes.
pub const SCAN_ITEMS: u32 = 8;

/// Workgroups with a partial result each that are made without asking how much each has to do.
pub const FEW_PARTS: u32 = 256;

/// Iterations of an invocation that are worth a partial result more.
pub const MANY_EACH: u32 = 16;

impl Groups {
    /// The dispatches of the pass, in order, for axes of these trip counts, from the outermost
    /// inwards, so many copies of arrays, and arrays with these numbers of elements. None where there is nothing to do, but
    /// for `One` and `Strided`, whose workgroups also combine. `None` if there are more than
    /// [`MOST_ITERATIONS`].
    pub fn slices(
        &self,
        trips: &[u64],
        copies: u32,
        elements: impl FnOnce(ArrayId) -> u64,
    ) -> Option<Vec<Slice>> {
        let all = trips.iter().try_fold(1u64, |all, &trips| all.checked_mul(trips))?;
        let all = u32::try_from(all).ok().filter(|_| all <= MOST_ITERATIONS)?;
        let one = |groups: u32| vec![Slice { base: [0; 3], groups: [groups, 1, 1] }];
        Some(match *self {
            Groups::One => one(1),
            Groups::Strided { threads, most, parts } => one(strided(all, threads, most, parts)),
            Groups::Elements { array, threads, most, copies: all } => {
                let times = if all { u64::from(copies) } else { 1 };
                let groups = elements(array).saturating_mul(times).div_ceil(u64::from(threads));
                one(groups.clamp(1, u64::from(most)) as u32)
            }
            Groups::Linear { threads } => along(all, threads)
                .map(|(base, groups)| Slice { base: [base, 0, 0], groups: [groups, 1, 1] })
                .collect(),
            Groups::Tiled { .. } if all == 0 => Vec::new(),
            Groups::Tiled { tile } => tiles(trips, tile),
        })
    }
}

/// The workgroups of [`Groups::Strided`]; `group_count` of the shaders is the same.
fn strided(trips: u32, threads: u32, most: u32, parts: bool) -> u32 {
    let all = trips.div_ceil(threads).clamp(1, most);
    if parts { all.min((trips / (threads * MANY_EACH)).max(FEW_PARTS)) } else { all }
}

/// Where the slices of `trips` iterations begin, and their workgroups.
fn along(trips: u32, threads: u32) -> impl Iterator<Item = (u32, u32)> {
    let step = u64::from(threads) * u64::from(MOST_GROUPS);
    let trips = u64::from(trips);
    let slices = trips.div_ceil(step);
    (0..slices).map(move |slice| {
        let base = slice * step;
        let groups = (trips - base).min(step).div_ceil(u64::from(threads));
        (base as u32, groups as u32)
    })
}

fn tiles(trips: &[u64], tile: [u32; 3]) -> Vec<Slice> {
    let mut slices = vec![Slice { base: [0; 3], groups: [1; 3] }];
    for (axis, &count) in trips.iter().enumerate().take(3) {
        // The innermost axis is x.
        let dimension = trips.len().min(3) - 1 - axis;
        let parts: Vec<(u32, u32)> = along(count as u32, tile[dimension]).collect();
        let cut = |slice: Slice| {
            parts.iter().map(move |&(base, groups)| {
                let mut slice = slice;
                slice.base[axis] = base;
                slice.groups[dimension] = groups;
                slice
            })
        };
        slices = slices.into_iter().flat_map(cut).collect();
    }
    slices
}

/// What a check that may fail on the device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The condition.
    pub check: Check,
    /// Where it stands in the source.
    pub span: Span,
    /// The types of the operands that a trap shows.
    pub types: [Scalar; 2],
}

impl Shader {
    /// The bytes of the parameters, from what each is: a `u32` where [`Param`] says nothing else.
    pub fn param_bytes(&self, words: Words, mut value: impl FnMut(Param) -> Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        for &param in &self.params {
            let (encoded, count) = encode(value(param), words);
            encoded[..count].iter().for_each(|word| bytes.extend(word.to_le_bytes()));
        }
        bytes
    }
}

/// A scalar as the words of a parameter: one, or two with the lower first. (In a resident slot it
/// has two always; see [`decode`].)
pub fn encode(value: Value, words: Words) -> ([u32; 2], usize) {
    let bits = match value {
        Value::I8(v) => u64::from(i32::from(v) as u32),
        Value::I16(v) => u64::from(i32::from(v) as u32),
        _ => value.bits(),
    };
    ([bits as u32, (bits >> 32) as u32], param_words(value.scalar(), words))
}

/// How many words a parameter of this type takes.
fn param_words(ty: Scalar, words: Words) -> usize {
    match ty {
        Scalar::Usize | Scalar::Isize if words == Words::Narrow => 1,
        _ if ty.bits() == 64 => 2,
        _ => 1,
    }
}

/// A scalar from its two words in a resident slot.
pub fn decode(slot: [u32; 2], ty: Scalar) -> Value {
    Value::from_bits(ty, u64::from(slot[0]) | u64::from(slot[1]) << 32)
}
