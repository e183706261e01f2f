//! One launch: its words, its shader, its buffers and parameters, in as many parts as it takes.
//!
//! In: a region and the numbers of its axes. Out: dispatches in the call's recording. Always true: what
//! cannot be launched is refused before anything of it is recorded. Deliberately absent: what comes
//! before and behind it.

use std::sync::Arc;

use metate_lang::analysis::parallel::Uses;
use metate_lang::error::Span;
use metate_lang::ir::walk::walk;
use metate_lang::ir::{ArrayId, Block, Check, Func, StmtKind, Val};
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::compiled::{Compiled, Shaders};
use super::window::{Piece, Windows};
use super::{Call, Launched, padded};
use crate::backend::Halt;
use crate::backend::wgsl::host::Numbers;
use crate::backend::wgsl::narrow::{self, Host, Weighed};
use crate::backend::wgsl::{
    Binding, Groups, Param, Pass, Refusal, SCAN_ITEMS, Shader, Slice, Words,
};
use crate::error::GpuError;
use crate::plan::offload::{Region, RegionId, RegionKind, Updates};
use crate::runtime::gpu::{Buffer, Pipeline, Window};

/// The modelled cycles that one invocation may be given to do in order.
const MOST_SERIAL: f64 = 1e7;

/// Bytes of memory for the copies of arrays that are reduced.
const MOST_COPY_BYTES: u64 = 64 << 20;

/// The modelled cycles of one invocation of the few that have a copy of an array each.
const MOST_IN_COPIES: f64 = 1e9;

/// The steps of a prefix over a workgroup, one for each bit of its size, and some.
const SCAN_STEPS: f64 = 12.0;

/// A launch that is being recorded.
struct Launch<'l> {
    id: RegionId,
    compiled: Arc<Compiled>,
    words: Words,
    weighed: Weighed,
    axes: &'l [(Val, i128, u64)],
    copies: u32,
    windows: Windows,
    buffers: Vec<(Option<ArrayId>, Buffer)>,
    /// The partial results so far.
    parts: u32,
}

impl Call<'_, '_> {
    /// The buffers of a launch, one per binding, with the arrays that they are.
    fn buffers(
        &mut self,
        region: &Region,
        shader: &Shader,
        axes: &[(Val, i128, u64)],
        copies: u32,
        numbers: &Numbers<'_>,
    ) -> Result<Vec<(Option<ArrayId>, Buffer)>, GpuError> {
        let mut buffers = Vec::with_capacity(shader.bindings.len());
        for binding in &shader.bindings {
            let of = match binding {
                Binding::Array { array, .. } => Some(*array),
                _ => None,
            };
            let buffer = match binding {
                Binding::Array { array, .. } => {
                    let filled = !is_written_whole(region, *array, axes, numbers);
                    self.buffer(*array, filled, numbers)?
                }
                Binding::Resident => self.resident()?,
                Binding::Traps => self.traps()?,
                Binding::Scratch { bytes } => {
                    let bytes = bytes.bytes(copies, |array| numbers.elements(array));
                    self.gpu.buffer(padded(bytes))?
                }
            };
            buffers.push((of, buffer));
        }
        Ok(buffers)
    }

    /// Launches a region whose iterations fit 32 bits.
    pub(super) fn dispatch(
        &mut self,
        id: RegionId,
        axes: &[(Val, i128, u64)],
        numbers: &Numbers<'_>,
    ) -> Result<(), Halt> {
        let offload = self.program.offload();
        let region = &offload.regions[id];
        let weighed = narrow::weigh(&offload.func, region, axes, numbers);
        let words = self.words(region, &weighed)?;
        if matches!(region.kind, RegionKind::Serial) && weighed.cost > MOST_SERIAL {
            return Err(too_slow(&offload.func, region, weighed.cost).into());
        }
        let trips: Vec<u64> = axes.iter().map(|axis| axis.2).collect();
        let windows = self.windows(region, numbers)?;
        let pieces = windows.pieces(axes);
        windows.expect_pieces(region, pieces.len())?;
        let compiled = Shaders::of(self.program, id, words, windows.arrays(), self.gpu.caps())?;
        let sliced = (&windows, &pieces[..]);
        let shader = &compiled.shader;
        let all = trips.iter().product();
        let copies = shader.bindings.iter().filter_map(|binding| match binding {
            Binding::Scratch { bytes } => {
                Some(bytes.copies(MOST_COPY_BYTES, all, |array| numbers.elements(array)))
            }
            _ => None,
        });
        let copies = copies.min().unwrap_or(1);
        self.expect_iterations(region, shader, sliced, axes, (weighed.iterations, copies))?;
        let pipelines = compiled.pipelines(self.gpu)?;
        let in_copies = shader.bindings.iter().any(
            |binding| matches!(binding, Binding::Scratch { bytes } if !bytes.copied.is_empty()),
        );
        let each = weighed.cost * all as f64 / f64::from(copies);
        if in_copies && each > MOST_IN_COPIES {
            return Err(too_slow(&offload.func, region, each).into());
        }
        let buffers = self.buffers(region, shader, axes, copies, numbers)?;
        for touched in region.arrays.iter().filter(|touched| touched.writes) {
            self.memory[touched.array.number()].written = true;
        }
        let mut launch =
            Launch { id, compiled, words, weighed, axes, copies, windows, buffers, parts: 0 };
        self.number(&launch);
        let passes = launch.compiled.clone();
        for (pass, pipeline) in passes.shader.passes.iter().zip(&*pipelines) {
            let pieces = match pass.groups {
                Groups::One | Groups::Elements { .. } => &pieces[..1],
                Groups::Linear { .. } | Groups::Strided { .. } | Groups::Tiled { .. } => &pieces,
            };
            let groups = launch.windows.groups(region, &pass.groups, pieces.len());
            for (number, piece) in pieces.iter().enumerate() {
                if number > 0 {
                    self.number(&launch);
                }
                self.piece(&mut launch, pipeline, &groups, piece, numbers)?;
            }
        }
        Ok(())
    }

    /// What may stop the call has a number from here on.
    fn number(&mut self, launch: &Launch<'_>) {
        let region = &self.program.offload().regions[launch.id];
        if region.may_trap || region.unbounded {
            self.may_stop = true;
            let (compiled, weighed) = (launch.compiled.clone(), launch.weighed.clone());
            self.launches.push(Launched {
                region: launch.id,
                compiled,
                words: launch.words,
                weighed,
            });
        }
    }

    /// A pass over some iterations of the outermost axis, in as many dispatches as it takes.
    fn piece(
        &mut self,
        launch: &mut Launch<'_>,
        pipeline: &Pipeline,
        groups: &Groups,
        piece: &Piece,
        numbers: &Numbers<'_>,
    ) -> Result<(), Halt> {
        let seen = self.seen(&launch.windows, piece, &launch.buffers);
        let windows: Vec<Window<'_>> = seen.iter().map(|seen| seen.0).collect();
        let mut trips: Vec<u64> = launch.axes.iter().map(|axis| axis.2).collect();
        if let Some(outermost) = trips.first_mut() {
            *outermost = piece.trips;
        }
        let (cost, mut parts_made) = (launch.weighed.cost, 0);
        let slices = groups.slices(&trips, launch.copies, |array| numbers.elements(array));
        for mut slice in slices.expect("as many iterations as a launch may have") {
            slice.base[0] += piece.base as u32;
            for slice in parts(groups, slice, launch.axes.len(), cost, self.slice) {
                let first = |array: ArrayId| {
                    let of = launch.buffers.iter().position(|(of, _)| *of == Some(array));
                    of.map_or(0, |number| seen[number].1)
                };
                let number = |param: Param| match param {
                    Param::Window(array) => Value::U32(first(array) as u32),
                    Param::End => Value::U32((piece.base + piece.trips) as u32),
                    param => self.param(param, launch, &slice, numbers),
                };
                let params = launch.compiled.shader.param_bytes(launch.words, number);
                match launch.windows.is_empty() {
                    true => {
                        let whole: Vec<&Buffer> = windows.iter().map(|seen| seen.buffer).collect();
                        self.recording.dispatch(pipeline, &whole, &params, slice.groups)?;
                    }
                    false => {
                        let recording = &mut self.recording;
                        recording.dispatch_windows(pipeline, &windows, &params, slice.groups)?;
                    }
                }
                parts_made += slice.groups[0];
                self.ease(cost * invocations(groups, &slice))?;
            }
        }
        launch.parts += if matches!(groups, Groups::Strided { .. }) { parts_made } else { 0 };
        Ok(())
    }

    /// No invocation runs more iterations of loops than the device allows, as far as is known before.
    fn expect_iterations(
        &self,
        region: &Region,
        shader: &Shader,
        (windows, pieces): (&Windows, &[Piece]),
        axes: &[(Val, i128, u64)],
        (inside, copies): (f64, u32),
    ) -> Result<(), Refusal> {
        let most = self.gpu.caps().max_iterations;
        let mut trips: Vec<u64> = axes.iter().map(|axis| axis.2).collect();
        if let Some(outermost) = trips.first_mut() {
            *outermost = pieces[0].trips;
        }
        let all: f64 = trips.iter().map(|&trips| trips as f64).product();
        let groups = |pass: &Pass| windows.groups(region, &pass.groups, pieces.len());
        let each = shader.passes.iter().map(groups).map(|groups| match groups {
            Groups::Strided { threads, .. } => {
                let in_copies = shader.params.contains(&Param::Copies);
                let slices = groups.slices(&trips, copies, |_| 0).unwrap_or_default();
                let groups = slices.first().map_or(1, |slice| slice.groups[0]);
                let most = if in_copies { copies } else { u32::MAX };
                let invocations = f64::from(threads.saturating_mul(groups).min(most));
                let each = (all / invocations).ceil();
                match region.kind {
                    // Twice, by whole rows, and a prefix for each row.
                    RegionKind::Scan { .. } => {
                        let row = f64::from(SCAN_ITEMS);
                        (each / row).ceil() * (row * 2.0 * (1.0 + inside) + SCAN_STEPS)
                    }
                    _ => each * (1.0 + inside),
                }
            }
            _ => inside,
        });
        let each = each.fold(0.0, f64::max);
        if most == u32::MAX || each < f64::from(most) {
            return Ok(());
        }
        let reason = format!(
            "an invocation runs {each:.0} iterations of loops, of which this device allows {most}; \
             use a CPU engine"
        );
        Err(Refusal { span: region.span, reason })
    }

    /// Waits for the device now and then, if the call may be stopped.
    fn ease(&mut self, cycles: f64) -> Result<(), GpuError> {
        self.unfinished += cycles;
        if self.unfinished >= self.slice {
            self.recording.finish()?;
            self.unfinished = 0.0;
        }
        Ok(())
    }

    fn words(&self, region: &Region, weighed: &Weighed) -> Result<Words, Refusal> {
        match weighed.narrow {
            None if self.narrow => Ok(Words::Narrow),
            None => Ok(Words::Wide),
            Some(_) if self.gpu.caps().i64 => Ok(Words::Wide),
            Some(obstacle) => {
                let reason = "`usize` may need 64 bits here, which the shaders of this device do not \
                    have; use `u32`, or a CPU engine";
                let span =
                    if obstacle.span == Span::default() { region.span } else { obstacle.span };
                Err(Refusal { span, reason: reason.to_owned() })
            }
        }
    }

    fn param(
        &self,
        param: Param,
        launch: &Launch<'_>,
        slice: &Slice,
        numbers: &Numbers<'_>,
    ) -> Value {
        let word = |number: u64| Value::U32(number as u32);
        match param {
            Param::Scalar(value) => numbers.get(value),
            Param::Extent(array, axis) => word(numbers.extent(array, axis)),
            Param::Trips(axis) => word(launch.axes[axis].2),
            Param::First(axis) => {
                let (var, first, _) = launch.axes[axis];
                let ty = self.program.offload().func.ty(var);
                Value::from_int(ty, first).expect("a number between the limits")
            }
            Param::Base(axis) => Value::U32(slice.base[axis]),
            Param::Zero => Value::U32(0),
            Param::Launch => Value::U32(self.launches.len() as u32),
            Param::Budget => Value::U32(self.budget),
            Param::Copies => Value::U32(launch.copies),
            Param::Parts => Value::U32(launch.parts),
            Param::Window(_) | Param::End => unreachable!("metate bug: a number of the piece"),
        }
    }
}

fn too_slow(func: &Func, region: &Region, cost: f64) -> Refusal {
    let takes = format!("where one invocation would take about {cost:.0e} cycles");
    match ordered(func, &region.body) {
        Some((span, why)) => Refusal { span, reason: format!("{why}, {takes}; use a CPU engine") },
        None => {
            let reason = format!(
                "this runs in order on a device, {takes}; make the loop a `prange` if its iterations \
                 are independent, or use a CPU engine"
            );
            Refusal { span: region.span, reason }
        }
    }
}

/// Why a loop that was declared parallel runs in order, if one does.
fn ordered(func: &Func, body: &Block) -> Option<(Span, String)> {
    let mut found = None;
    walk(body, &mut |stmt| {
        let StmtKind::For { parallel: Some(parallel), body, .. } = &stmt.kind else { return };
        let mut claimed = None;
        walk(body, &mut |stmt| {
            if let StmtKind::Check { check: Check::Distinct { array, .. }, .. } = &stmt.kind {
                claimed.get_or_insert(*array);
            }
        });
        let name = |array: ArrayId| &func.arrays[array].name;
        let why = match (claimed, Updates::of(func, &Uses::of(func), body, &parallel.arrays)) {
            (Some(array), _) => format!(
                "iterations store to places of `{}` that they load, which is checked in their order",
                name(array)
            ),
            (None, Err(refusal)) => format!("{}, so iterations run in order", refusal.reason),
            (None, Ok(_)) => return,
        };
        found.get_or_insert((stmt.span, why));
    });
    found
}

/// Whether a region stores every element of an array, and reads none.
fn is_written_whole(
    region: &Region,
    array: ArrayId,
    axes: &[(Val, i128, u64)],
    numbers: &Numbers<'_>,
) -> bool {
    let touched = region.arrays.iter().find(|touched| touched.array == array);
    let Some(whole) = touched.and_then(|touched| touched.whole.as_ref()) else { return false };
    let covers = |(axis, &of): (usize, &usize)| {
        axes[of].1 == 0 && axes[of].2 == numbers.extent(array, axis as u8)
    };
    axes.iter().all(|axis| axis.2 > 0) && whole.iter().enumerate().all(covers)
}

/// The invocations of a slice.
fn invocations(groups: &Groups, slice: &Slice) -> f64 {
    let threads = match groups {
        Groups::One => 1,
        Groups::Linear { threads }
        | Groups::Strided { threads, .. }
        | Groups::Elements { threads, .. } => *threads,
        Groups::Tiled { tile } => tile.iter().product(),
    };
    slice.groups.iter().map(|&groups| f64::from(groups)).product::<f64>() * f64::from(threads)
}

/// Parts of a slice of about `most` modelled cycles, where an invocation takes `cost`: they are cut
/// along the outermost axis.
fn parts(groups: &Groups, slice: Slice, axes: usize, cost: f64, most: f64) -> Vec<Slice> {
    let (dimension, step) = match groups {
        Groups::Linear { threads } => (0, *threads),
        Groups::Tiled { tile } => {
            let dimension = axes.clamp(1, 3) - 1;
            (dimension, tile[dimension])
        }
        Groups::One | Groups::Strided { .. } | Groups::Elements { .. } => return vec![slice],
    };
    let all = slice.groups[dimension];
    let one = cost * invocations(groups, &slice) / f64::from(all.max(1));
    let at_once = ((most / one.max(1.0)) as u32).clamp(1, all.max(1));
    let part = |begin: u32| {
        let mut part = slice;
        part.base[0] += begin * step;
        part.groups[dimension] = at_once.min(all - begin);
        part
    };
    (0..all).step_by(at_once as usize).map(part).collect()
}
