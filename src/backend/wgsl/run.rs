//! A call on the device: arrays go up when they are first needed, regions are launched, and what was
//! written comes down at the end.
//!
//! In: a [`GpuProgram`] and arguments. Out: the words of its results, or why there are none. Always
//! true: arrays of the host are as they were unless the call returns, or is stopped while what was
//! written comes down; nothing is uploaded twice, nor
//! what no region reads and one writes whole; an array is too large for the device before anything
//! is launched. Where a loop without a known end uses up the iterations that it was given, the call
//! begins anew with more, as long as nobody has stopped it (`anew`). Deliberately absent: what shaders do, and
//! the order of steps (`host`).

mod anew;
mod compiled;
mod launch;
mod window;

use std::cell::Cell;
use std::sync::Arc;

use metate_lang::error::Span;
use metate_lang::ir::{ArrayId, Param as FuncParam, Val};
use metate_lang::util::index::Index;
use metate_lang::value::Value;

use super::host::{self, Device, Numbers};
use super::narrow::{Host, Weighed};
use super::trap::{self, Stop};
use super::{GpuProgram, MOST_ITERATIONS, Refusal, Words, decode};
use crate::args::Arg;
use crate::backend::{Fault, Halt};
use crate::error::GpuError;
use crate::interrupt::{Meter, Watch};
use crate::plan::offload::{Region, RegionId, RegionKind};
use crate::runtime::call::ResultWords;
use crate::runtime::gpu::{Buffer, DeviceArray, Gpu, Recording, Stats, Window, device, pack};
pub use anew::begin_with;
use compiled::Compiled;
pub use compiled::Shaders;
pub use window::see_at_most;

/// The modelled cycles of a launch that may be stopped between it and the next one: some tenths of a
/// second on the slowest device.
const SLICE_WATCHED: f64 = (1u64 << 30) as f64;

/// The same where nobody stops it: so that no driver takes the device to hang.
const SLICE: f64 = (1u64 << 42) as f64;

/// The most such iterations.
const MOST_BUDGET: u32 = 1 << 30;

/// What the next attempt has more.
const MORE_BUDGET: u32 = 1 << 5;

/// So many iterations that it pays to look whether the first ones trap.
const MANY: u64 = 1 << 26;

/// Bytes of a resident scalar.
const SLOT_BYTES: u64 = 8;

thread_local! {
    static LAST: Cell<Stats> = const { Cell::new(NOTHING) };
    static TIMED: Cell<bool> = const { Cell::new(false) };
}

const NOTHING: Stats =
    Stats { dispatches: 0, submissions: 0, bytes_up: 0, bytes_down: 0, launch_nanoseconds: 0 };

/// What the last call of this thread on the device did: launches, submissions, and bytes that were
/// moved. Nothing, if there was none.
pub fn last_call() -> Stats {
    LAST.get()
}

/// Whether the device's clock is read before and after every launch of this thread's calls from here
/// on; what they took together is in [`last_call`]. That keeps launches apart, so calls take a little
/// longer. Where the device has no such clock the time stays 0.
///
/// ```no_run
/// use metate::gpu;
/// use metate::prelude::*;
///
/// #[kernel]
/// fn twice(x: &mut [f32]) {
///     for i in 0..x.len() {
///         x[i] *= 2.0;
///     }
/// }
///
/// let mut x = GpuArray::<f32>::zeros(1 << 24)?;
/// gpu::time_launches(true);
/// twice::kernel().on(Target::Gpu).call::<()>(args![&mut x])?;
/// println!("{} ns", gpu::last_call().launch_nanoseconds);
/// # Ok::<(), metate::Error>(())
/// ```
pub fn time_launches(timed: bool) {
    TIMED.set(timed);
}

/// Calls a program.
///
/// # Errors
/// The first check that failed, what interrupted the call, or why the device cannot run it.
pub fn run(
    program: &GpuProgram,
    args: &mut [Arg<'_>],
    watch: Option<&Watch<'_>>,
) -> Result<ResultWords, Halt> {
    LAST.set(NOTHING);
    // Without a copy of what it changes on the device a call cannot begin anew.
    let kept = anew::keep(program, args)?;
    let mut budget = if kept.is_some() { anew::first_budget() } else { MOST_BUDGET };
    let changes_device = args.iter().any(|arg| match arg {
        Arg::Array(array) => array.is_on_device() && array.is_mutable(),
        Arg::Scalar(_) => false,
    });
    let mut narrow = true;
    loop {
        match attempt(program, args, watch, (budget, narrow)) {
            // Of what it changed on the device another one may make something else.
            Err(Ended::Saturated(_)) if narrow && !changes_device => narrow = false,
            Err(Ended::Saturated(halt)) => return Err(halt),
            Err(Ended::Spent(span, most)) => {
                if budget >= most {
                    return Err(endless(span, most).into());
                }
                budget = budget.saturating_mul(MORE_BUDGET).min(most);
                kept.as_ref().map_or(Ok(()), |kept| anew::put_back(kept, args))?;
            }
            Err(Ended::Halt(halt)) => return Err(halt),
            Ok(words) => return Ok(words),
        }
    }
}

fn endless(span: Span, most: u32) -> Refusal {
    let reason = format!(
        "loops ran {most} times in one invocation, and longer than that this device must not; the \
         CPU engines run them as long as it takes"
    );
    Refusal { span, reason }
}

/// Why an attempt ended.
enum Ended {
    Halt(Halt),
    /// The budget of a loop at this place, of which the device has at most so much.
    Spent(Span, u32),
    /// A trap, one of whose numbers has more bits than the shader had: it is known to one that has
    /// more.
    Saturated(Halt),
}

impl From<Halt> for Ended {
    fn from(halt: Halt) -> Ended {
        Ended::Halt(halt)
    }
}

fn attempt(
    program: &GpuProgram,
    args: &mut [Arg<'_>],
    watch: Option<&Watch<'_>>,
    (budget, narrow): (u32, bool),
) -> Result<ResultWords, Ended> {
    let gpu = device().map_err(Halt::from)?;
    let raised = || watch.and_then(|watch| watch.signal().raised());
    let stop = || raised().is_some();
    let func = &program.offload().func;
    let mut numbers = Numbers::new(func);
    for (param, arg) in func.params.iter().zip(args.iter()) {
        match (param, arg) {
            (FuncParam::Scalar(to), Arg::Scalar(value)) => numbers.set(*to, *value),
            (FuncParam::Array(to), Arg::Array(array)) => {
                let extents = array.extents().iter().map(|&extent| extent as u64).collect();
                numbers.set_extents(*to, extents);
            }
            (param, arg) => panic!("metate bug: {arg:?} for {param:?}"),
        }
    }
    let mut call = Call {
        program,
        recording: gpu.record(&stop),
        gpu: &gpu,
        args,
        memory: (0..func.arrays.len()).map(|_| Memory::default()).collect(),
        resident: None,
        traps: None,
        may_stop: false,
        launches: Vec::new(),
        budget: budget.min(most_budget(&gpu)),
        slice: if watch.is_some() { SLICE_WATCHED } else { SLICE },
        unfinished: 0.0,
        spent: None,
        narrow: narrow || !gpu.caps().i64,
        saturated: false,
        most_at_once: window::most_at_once(gpu.caps().binding_bytes),
    };
    let timed = TIMED.get() && call.recording.time();
    let mut meter = Meter::start(watch);
    let result = call.expect_sizes(&numbers).and_then(|()| {
        let returned = host::run(program.offload(), &mut numbers, &mut call, &mut meter)?;
        call.end(&returned, &numbers)
    });
    let (mut stats, spent) = (call.recording.stats(), call.spent);
    let saturated = call.saturated && gpu.caps().i64;
    if timed && result.is_ok() {
        stats.launch_nanoseconds =
            call.recording.nanoseconds().map_err(Halt::from)?.into_iter().sum();
    }
    let mut all = LAST.get();
    all += stats;
    LAST.set(all);
    match result {
        Err(Halt::Device(GpuError::Stopped)) => match raised() {
            Some(kind) => Err(Halt::Interrupt(kind, meter.place()).into()),
            None => Err(Halt::Device(GpuError::Stopped).into()),
        },
        Err(halt) => Err(match spent {
            Some(span) => Ended::Spent(span, most_budget(&gpu)),
            None if saturated => Ended::Saturated(halt),
            None => Ended::Halt(halt),
        }),
        Ok(words) => Ok(words),
    }
}

/// The most iterations of an invocation's loops: some devices end them all, without a word.
fn most_budget(gpu: &Gpu) -> u32 {
    MOST_BUDGET.min(gpu.caps().max_iterations.saturating_sub(1))
}

/// An array on the device.
#[derive(Default)]
struct Memory {
    buffer: Option<Buffer>,
    /// Whether the host has to read it back.
    written: bool,
}

/// A launch that may have stopped the call.
struct Launched {
    region: RegionId,
    compiled: Arc<Compiled>,
    words: Words,
    weighed: Weighed,
}

struct Call<'c, 'a> {
    program: &'c GpuProgram,
    gpu: &'c Gpu,
    recording: Recording<'c>,
    args: &'c mut [Arg<'a>],
    memory: Vec<Memory>,
    resident: Option<Buffer>,
    traps: Option<Buffer>,
    /// Whether something so far may have stopped the call.
    may_stop: bool,
    /// Those that may stop the call, by their numbers, from 1; others have the number of the one in
    /// front of them.
    launches: Vec<Launched>,
    budget: u32,
    /// The modelled cycles after which the device is waited for.
    slice: f64,
    /// The modelled cycles that it was not waited for.
    unfinished: f64,
    /// The place of a loop that used up its budget, if that is why the call ends.
    spent: Option<Span>,
    /// Whether words of 32 bits are taken where they do.
    narrow: bool,
    /// Whether a number of the trap is not known, as it had more bits.
    saturated: bool,
    /// The most bytes of an array that a launch sees.
    most_at_once: u64,
}

impl Call<'_, '_> {
    /// Every array that a shader sees fits the device.
    fn expect_sizes(&self, numbers: &Numbers<'_>) -> Result<(), Halt> {
        for region in self.program.offload().regions.values() {
            for touched in &region.arrays {
                self.expect_size(touched.array, numbers)?;
            }
        }
        Ok(())
    }

    /// The bytes of an array's elements.
    fn bytes(&self, array: ArrayId, numbers: &Numbers<'_>) -> u64 {
        let elem = self.program.offload().func.arrays[array].elem;
        numbers.elements(array).saturating_mul(u64::from(elem.bytes()))
    }

    /// The argument that an array is.
    fn argument(&self, array: ArrayId) -> Option<usize> {
        let params = &self.program.offload().func.params;
        params.iter().position(|param| *param == FuncParam::Array(array))
    }

    /// The memory of an array, with its elements if `filled`.
    fn buffer(
        &mut self,
        array: ArrayId,
        filled: bool,
        numbers: &Numbers<'_>,
    ) -> Result<Buffer, GpuError> {
        if let Some(buffer) = &self.memory[array.number()].buffer {
            return Ok(buffer.clone());
        }
        let argument = self.argument(array);
        let bytes = self.bytes(array, numbers);
        let buffer = match argument.map(|number| &self.args[number]) {
            Some(Arg::Array(arg)) => match DeviceArray::of(arg) {
                Some(memory) => memory.buffer_on(self.gpu)?.clone(),
                None => {
                    let buffer = self.gpu.buffer(padded(bytes))?;
                    if filled && bytes > 0 {
                        let mut fill = |at: u64, piece: &mut [u8]| pack::gather(arg, at, piece);
                        self.recording.write(&buffer, bytes, &mut fill)?;
                    }
                    buffer
                }
            },
            _ => self.gpu.buffer(padded(bytes))?,
        };
        self.memory[array.number()].buffer = Some(buffer.clone());
        Ok(buffer)
    }

    fn resident(&mut self) -> Result<Buffer, GpuError> {
        if let Some(resident) = &self.resident {
            return Ok(resident.clone());
        }
        let slots = u64::from(self.program.offload().slot_count).max(1);
        let resident = self.gpu.buffer(SLOT_BYTES * slots)?;
        self.resident = Some(resident.clone());
        Ok(resident)
    }

    fn traps(&mut self) -> Result<Buffer, GpuError> {
        if let Some(traps) = &self.traps {
            return Ok(traps.clone());
        }
        let traps = self.gpu.buffer(trap::BYTES)?;
        self.recording.zero(&traps);
        self.traps = Some(traps.clone());
        Ok(traps)
    }

    /// What stopped the call, if the header of the traps says that something did; then it ends.
    fn stopped(&mut self, header: &[u8]) -> Result<(), Halt> {
        if header.iter().all(|&byte| byte == 0) {
            return Ok(());
        }
        let traps = self.traps()?;
        let mut bytes = vec![0; traps.bytes() as usize];
        self.recording.read(&[Window::of(&traps)], &mut |_, at, piece| {
            bytes[at as usize..][..piece.len()].copy_from_slice(piece);
        })?;
        let words: Vec<u32> = bytes
            .chunks_exact(4)
            .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
            .collect();
        match trap::read(&words) {
            None => Ok(()),
            Some(Stop::Spent { launch }) => {
                let launched = &self.launches[launch as usize - 1];
                let span = self.program.offload().regions[launched.region].span;
                self.spent = Some(span);
                Err(endless(span, self.budget).into())
            }
            Some(Stop::Trap { launch, site, first, second }) => {
                let launched = &self.launches[launch as usize - 1];
                let site = launched.compiled.shader.sites[site as usize];
                let first = match launched.words {
                    Words::Narrow => {
                        let (weighed, types) = (&launched.weighed, site.types);
                        let known = weighed.operand(site.check, site.span, types[0], first);
                        self.saturated |= known.is_none();
                        known.unwrap_or(first)
                    }
                    Words::Wide => first,
                };
                let (check, span, types) = (site.check, site.span, site.types);
                Err(Fault { check, span, first, second, types }.into())
            }
        }
    }

    /// The traps, if something may have stopped the call.
    fn header(&self) -> Option<Buffer> {
        self.traps.clone().filter(|_| self.may_stop)
    }

    /// Waits for everything, and reads slots of resident values.
    fn read_resident(&mut self, values: &[Val]) -> Result<Vec<Value>, Halt> {
        let header = self.header();
        let resident = match values.is_empty() {
            true => None,
            false => Some(self.resident()?),
        };
        let mut windows = Vec::new();
        windows.extend(header.as_ref().map(header_of));
        windows.extend(resident.as_ref().map(Window::of));
        let mut bytes: Vec<Vec<u8>> =
            windows.iter().map(|window| vec![0; window.bytes as usize]).collect();
        if windows.is_empty() {
            self.recording.finish()?;
        } else {
            self.recording.read(&windows, &mut |number, at, piece| {
                bytes[number][at as usize..][..piece.len()].copy_from_slice(piece);
            })?;
        }
        self.unfinished = 0.0;
        let mut bytes = bytes.into_iter();
        if header.is_some() {
            self.stopped(&bytes.next().unwrap_or_default())?;
        }
        let slots = bytes.next().unwrap_or_default();
        Ok(values.iter().map(|&value| self.slot(value, &slots)).collect())
    }

    /// A resident value from the bytes of all slots.
    fn slot(&self, value: Val, slots: &[u8]) -> Value {
        let offload = self.program.offload();
        let slot = offload.slot(value).expect("a resident value has a slot") as usize;
        let word = |number: usize| {
            let bytes = slots[8 * slot + 4 * number..].first_chunk();
            u32::from_le_bytes(*bytes.expect("all slots were read"))
        };
        decode([word(0), word(1)], offload.func.ty(value))
    }

    /// Everything is waited for; what was written comes down, unless a check failed.
    fn end(&mut self, returned: &[Val], numbers: &Numbers<'_>) -> Result<ResultWords, Halt> {
        let offload = self.program.offload();
        let is_resident = |value: &Val| offload.slot(*value).is_some();
        let header = self.header();
        let resident = self.resident.clone().filter(|_| returned.iter().any(is_resident));
        let mut down: Vec<(usize, Buffer, u64)> = Vec::new();
        for (array, memory) in offload.func.arrays.iter().map(|(id, _)| id).zip(&self.memory) {
            let bytes = self.bytes(array, numbers);
            let Some(number) = self.argument(array) else { continue };
            let Arg::Array(arg) = &self.args[number] else { continue };
            if let Some(buffer) = memory.buffer.as_ref().filter(|_| memory.written)
                && !arg.is_on_device()
                && bytes > 0
            {
                down.push((number, buffer.clone(), bytes));
            }
        }
        let mut windows: Vec<Window<'_>> = Vec::new();
        windows.extend(header.as_ref().map(header_of));
        windows.extend(resident.as_ref().map(Window::of));
        let first = windows.len();
        windows.extend(down.iter().map(|(_, buffer, bytes)| Window {
            buffer,
            offset: 0,
            bytes: *bytes,
        }));
        if windows.is_empty() {
            self.recording.finish()?;
        }
        let mut small: Vec<Vec<u8>> =
            windows[..first].iter().map(|window| vec![0; window.bytes as usize]).collect();
        // Windows come in their order, so it is known by then whether anything trapped.
        let mut stopped = false;
        let args = &mut *self.args;
        if !windows.is_empty() {
            self.recording.read(&windows, &mut |number, at, piece| {
                if number < first {
                    small[number][at as usize..][..piece.len()].copy_from_slice(piece);
                    stopped |=
                        number == 0 && header.is_some() && piece.iter().any(|&byte| byte != 0);
                } else if let (Arg::Array(array), false) =
                    (&mut args[down[number - first].0], stopped)
                {
                    pack::scatter(array, at, piece);
                }
            })?;
        }
        let mut small = small.into_iter();
        if header.is_some() {
            self.stopped(&small.next().unwrap_or_default())?;
        }
        let slots = small.next().unwrap_or_default();
        let mut words = ResultWords::default();
        for (word, value) in words.iter_mut().zip(returned) {
            *word = match is_resident(value) {
                true => self.slot(*value, &slots).bits(),
                false => numbers.get(*value).bits(),
            };
        }
        Ok(words)
    }
}

impl Call<'_, '_> {
    /// Runs the first iterations of many, to see whether they trap; how many of the outermost axis
    /// need not be run again, as others may.
    fn try_first(
        &mut self,
        id: RegionId,
        axes: &[(Val, i128, u64)],
        numbers: &Numbers<'_>,
    ) -> Result<u64, Halt> {
        let region = &self.program.offload().regions[id];
        let stores = region.arrays.iter().any(|touched| touched.writes);
        let (mut cut, mut room) = (axes.to_vec(), MANY >> 4);
        for axis in cut.iter_mut().rev() {
            axis.2 = axis.2.min(room.max(1));
            room /= axis.2.max(1);
        }
        let rows_are_whole = cut[1..].iter().zip(&axes[1..]).all(|(cut, axis)| cut.2 == axis.2);
        let can_be_all = axes.iter().try_fold(1u64, |all, axis| all.checked_mul(axis.2));
        let again = can_be_all.is_some_and(|all| all <= MOST_ITERATIONS);
        match (region.reductions().is_empty(), rows_are_whole) {
            // What combines begins anew; what stores must not store twice.
            (false, _) if again && stores => return Ok(0),
            (true, false) if again => return Ok(0),
            _ => {}
        }
        self.dispatch(id, &cut, numbers)?;
        self.read_resident(&[])?;
        Ok(if region.reductions().is_empty() && rows_are_whole { cut[0].2 } else { 0 })
    }
}

impl Device for Call<'_, '_> {
    fn allocate(&mut self, array: ArrayId, numbers: &Numbers<'_>) -> Result<(), Halt> {
        self.expect_size(array, numbers)?;
        let buffer = self.gpu.buffer(padded(self.bytes(array, numbers)))?;
        self.recording.zero(&buffer);
        self.memory[array.number()].buffer = Some(buffer);
        Ok(())
    }

    fn launch(
        &mut self,
        id: RegionId,
        numbers: &Numbers<'_>,
        meter: &mut Meter<'_>,
    ) -> Result<(), Halt> {
        let region = &self.program.offload().regions[id];
        for touched in &region.arrays {
            let rank = self.program.offload().func.arrays[touched.array].rank;
            let large = |&axis: &u8| numbers.extent(touched.array, axis) > u64::from(u32::MAX);
            if (0..rank).any(|axis| large(&axis)) {
                return Err(too_many(region, "an array has an axis of").into());
            }
        }
        let mut axes: Vec<(Val, i128, u64)> = Vec::new();
        for axis in region.axes() {
            let (first, trips) = numbers.limits(&axis.range);
            axes.push((axis.var, first, trips));
        }
        let product = |axes: &[(Val, i128, u64)]| {
            axes.iter().fold(1u64, |all, axis| all.saturating_mul(axis.2))
        };
        let all = product(&axes);
        if all == 0 && region.reductions().is_empty() {
            return Ok(());
        }
        let place = if region.span == Span::default() { meter.place() } else { region.span };
        let spent = meter.spend_many(all.saturating_mul(region.body.stmts.len() as u64));
        spent.map_err(|kind| Halt::Interrupt(kind, place))?;
        let apart =
            matches!(&region.kind, RegionKind::Grid { reductions, .. } if reductions.is_empty());
        let inner = product(&axes[1.min(axes.len())..]);
        let most = MOST_ITERATIONS / inner.max(1);
        let mut done = 0;
        if region.may_trap && all > MANY {
            // A limit that has wrapped is far away, and a trap may be near.
            done = self.try_first(id, &axes, numbers)?;
        }
        if all <= MOST_ITERATIONS && done == 0 {
            return self.dispatch(id, &axes, numbers);
        }
        // More than a launch can number: pieces of the outermost axis, if they can be apart.
        if !apart || most == 0 {
            return Err(too_many(region, "the loop combines").into());
        }
        let (var, first, trips) = axes[0];
        for at in (done..trips).step_by(most as usize) {
            axes[0] = (var, first + i128::from(at), most.min(trips - at));
            self.dispatch(id, &axes, numbers)?;
            if region.may_trap && most < trips - at {
                self.read_resident(&[])?;
            }
        }
        Ok(())
    }

    fn fetch(&mut self, values: &[Val], _numbers: &Numbers<'_>) -> Result<Vec<Value>, Halt> {
        self.read_resident(values)
    }
}

fn too_many(region: &Region, what: &str) -> Refusal {
    let reason = format!("{what} more than 2^32 - 2^20 numbers, the most of a launch");
    Refusal { span: region.span, reason }
}

/// A multiple of 4 bytes, and some.
fn padded(bytes: u64) -> u64 {
    bytes.next_multiple_of(4).max(4)
}

/// What the buffer of traps begins with.
fn header_of(traps: &Buffer) -> Window<'_> {
    Window { buffer: traps, offset: 0, bytes: 4 * trap::HEADER_WORDS as u64 }
}
