//! Calls that begin anew, as a loop without a known end used up the iterations that it was given.
//!
//! In: a program and its arguments. Out: copies of the arrays on the device that the call changes,
//! to be put back. Always true: an array is copied only if the program has a loop without a known end,
//! and both reads and writes it: what is only written is written again, as nothing else depends on
//! it. Deliberately absent: arrays of the host, which change only when a call returns.

use std::cell::Cell;

use metate_lang::ir::Param as FuncParam;

use super::GpuProgram;
use crate::args::Arg;
use crate::backend::Halt;
use crate::error::GpuError;
use crate::runtime::gpu::{Buffer, DeviceArray, device};

/// Iterations that all loops without a known end of an invocation have together, before the call is
/// looked at and begins anew.
const FIRST_BUDGET: u32 = 1 << 20;

thread_local! {
    static BUDGET: Cell<u32> = const { Cell::new(FIRST_BUDGET) };
}

/// Calls of this thread begin with so many iterations of loops without a known end, for tests: few
/// devices allow as many as calls begin with otherwise, and as it takes to begin anew.
pub fn begin_with(iterations: u32) {
    BUDGET.set(iterations);
}

pub(super) fn first_budget() -> u32 {
    BUDGET.get()
}

/// The numbers of the arguments that a call changes in place, with copies of them; none if there
/// is no memory for these.
pub(super) fn keep(
    program: &GpuProgram,
    args: &[Arg<'_>],
) -> Result<Option<Vec<(usize, Buffer)>>, Halt> {
    let offload = program.offload();
    let mut kept = Vec::new();
    if !offload.regions.values().any(|region| region.unbounded) {
        return Ok(Some(kept));
    }
    for (number, (param, arg)) in offload.func.params.iter().zip(args).enumerate() {
        let (FuncParam::Array(id), Some(array)) = (param, changeable(arg)) else { continue };
        let touched = offload.regions.values().flat_map(|region| &region.arrays);
        let (mut reads, mut writes) = (false, false);
        for row in touched.filter(|row| row.array == *id) {
            reads |= row.reads;
            writes |= row.writes;
        }
        if !reads || !writes {
            continue;
        }
        let gpu = device()?;
        let from = array.buffer_on(&gpu)?;
        let to = match gpu.buffer(from.bytes()) {
            Err(GpuError::OutOfMemory { .. }) => return Ok(None),
            buffer => buffer?,
        };
        let mut recording = gpu.record(&|| false);
        recording.copy_whole(from, &to)?;
        recording.submit()?;
        kept.push((number, to));
    }
    Ok(Some(kept))
}

/// Makes the arguments what they were.
pub(super) fn put_back(kept: &[(usize, Buffer)], args: &[Arg<'_>]) -> Result<(), Halt> {
    for (number, from) in kept {
        let Some(array) = changeable(&args[*number]) else { continue };
        let gpu = device()?;
        let mut recording = gpu.record(&|| false);
        recording.copy_whole(from, array.buffer_on(&gpu)?)?;
        recording.submit()?;
    }
    Ok(())
}

/// The array on the device that an argument is, if it may be written to.
fn changeable<'a>(arg: &Arg<'a>) -> Option<&'a DeviceArray> {
    match arg {
        Arg::Array(array) if array.is_mutable() => DeviceArray::of(array),
        _ => None,
    }
}
