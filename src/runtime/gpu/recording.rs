//! Work for the device, in order: writes, launches, copies, reads.
//!
//! In: pipelines, buffers, bytes. Out: bytes. Always true: what is recorded happens in the order in
//! which it was recorded, behind all that was submitted before; buffers stay what they are until
//! it is submitted; the memory that both sides see, and the submissions under way, are bounded, so
//! that whoever records without end waits, and is asked whether to stop. Deliberately absent: what
//! it is for.

mod encode;
mod read;

use std::collections::VecDeque;
use std::mem;
use std::ops::AddAssign;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use wgpu::SubmissionIndex;

use super::buffer::Buffer;
use super::device::Gpu;
use super::pipeline::Pipeline;
use super::staging::{self, Chunk};
use crate::error::GpuError;

/// Launches after which work is submitted: enough that a submission costs little of each, and few
/// enough that the device begins early.
const MOST_DISPATCHES: usize = 32;

/// Submissions of a recording that are under way at most.
const MOST_SUBMISSIONS: usize = 8;

/// Bytes on their way to the device at most, for each recording.
const MOST_UP: u64 = 8 * staging::LARGEST;

/// Where pieces of bytes begin, except for the first.
const PIECE: u64 = 256;

/// What a recording did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Launches.
    pub dispatches: u64,
    /// Submissions to the device's queue.
    pub submissions: u64,
    /// Bytes written to the device.
    pub bytes_up: u64,
    /// Bytes read from the device.
    pub bytes_down: u64,
    /// Nanoseconds that the launches took by the device's clock, if they were timed; else 0.
    pub launch_nanoseconds: u64,
}

impl AddAssign for Stats {
    fn add_assign(&mut self, more: Stats) {
        self.dispatches += more.dispatches;
        self.submissions += more.submissions;
        self.bytes_up += more.bytes_up;
        self.bytes_down += more.bytes_down;
        self.launch_nanoseconds += more.launch_nanoseconds;
    }
}

/// A range of a buffer, in bytes; its offset is a multiple of 4.
#[derive(Clone, Copy, Debug)]
pub struct Window<'b> {
    /// The buffer.
    pub buffer: &'b Buffer,
    /// Where the range begins.
    pub offset: u64,
    /// How long it is.
    pub bytes: u64,
}

impl<'b> Window<'b> {
    /// All of a buffer.
    pub fn of(buffer: &'b Buffer) -> Window<'b> {
        Window { buffer, offset: 0, bytes: buffer.bytes() }
    }

    /// It is a range of its buffer.
    fn expect_inside(&self) -> Result<(), GpuError> {
        let end = self.offset.checked_add(self.bytes);
        if self.offset.is_multiple_of(4) && end.is_some_and(|end| end <= self.buffer.bytes()) {
            return Ok(());
        }
        Err(refused("a range", format!("{self:?} is not inside of its buffer")))
    }
}

fn refused(what: &'static str, reason: String) -> GpuError {
    GpuError::Refused { what, reason }
}

/// Work for the device, which is submitted in few pieces: after about 32 launches, and when
/// something is read. Dropping it drops what was not submitted yet.
///
/// After an error it may have lost what was recorded, and is for dropping.
pub struct Recording<'s> {
    gpu: Gpu,
    stop: &'s dyn Fn() -> bool,
    commands: Vec<Command>,
    /// Launches among the commands.
    dispatches: usize,
    /// What is being filled, and how many bytes are.
    open: Option<(Chunk, u64)>,
    /// What is full.
    filled: Vec<Chunk>,
    /// Bytes of the chunks that submitted work copies from.
    pending_up: Arc<AtomicU64>,
    /// What was submitted and not yet waited for.
    under_way: VecDeque<SubmissionIndex>,
    /// The clocks of launches so far, if they are timed.
    times: Option<Vec<Times>>,
    stats: Stats,
}

/// Two readings of the clock for each launch of a submission.
struct Times {
    buffer: Buffer,
    launches: usize,
}

enum Command {
    Dispatch(Dispatch),
    Zero(Buffer),
    Copy { from: Buffer, from_offset: u64, to: Buffer, to_offset: u64, bytes: u64 },
    Upload { from: wgpu::Buffer, from_offset: u64, to: Buffer, to_offset: u64, bytes: u64 },
    Download { from: Buffer, from_offset: u64, to: wgpu::Buffer, to_offset: u64, bytes: u64 },
}

struct Dispatch {
    pipeline: Pipeline,
    /// Buffers, offsets and sizes.
    windows: Vec<(Buffer, u64, u64)>,
    params: Box<[u8]>,
    groups: [u32; 3],
}

impl<'s> Recording<'s> {
    pub(super) fn new(gpu: Gpu, stop: &'s dyn Fn() -> bool) -> Recording<'s> {
        Recording {
            gpu,
            stop,
            commands: Vec::new(),
            dispatches: 0,
            open: None,
            filled: Vec::new(),
            pending_up: Arc::default(),
            under_way: VecDeque::new(),
            times: None,
            stats: Stats::default(),
        }
    }

    /// The device.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// Reads the device's clock before and after each launch from here on, which keeps launches
    /// apart; false if the device has no such clock.
    pub fn time(&mut self) -> bool {
        if self.gpu.caps().timestamps && self.times.is_none() {
            self.times = Some(Vec::new());
        }
        self.times.is_some()
    }

    /// Launches a shader on these buffers, one per binding, each bound as a whole.
    ///
    /// # Errors
    /// If a buffer is larger than what a shader may be given, or there are too many groups; what was
    /// recorded stays. The device's, if work is submitted.
    pub fn dispatch(
        &mut self,
        pipeline: &Pipeline,
        buffers: &[&Buffer],
        params: &[u8],
        groups: [u32; 3],
    ) -> Result<(), GpuError> {
        let windows = buffers.iter().map(|&buffer| (buffer.clone(), 0, buffer.bound_bytes()));
        self.launch(pipeline, windows.collect(), params, groups)
    }

    /// The same with a part of each buffer; offsets are multiples of
    /// [`Caps::window_alignment`](super::Caps::window_alignment).
    ///
    /// # Errors
    /// As for [`dispatch`](Recording::dispatch).
    pub fn dispatch_windows(
        &mut self,
        pipeline: &Pipeline,
        windows: &[Window<'_>],
        params: &[u8],
        groups: [u32; 3],
    ) -> Result<(), GpuError> {
        windows.iter().try_for_each(Window::expect_inside)?;
        let bound = |window: &Window<'_>| {
            let room = window.buffer.bound_bytes() - window.offset;
            let bytes = window.bytes.next_multiple_of(16).max(16).min(room);
            (window.buffer.clone(), window.offset, bytes)
        };
        self.launch(pipeline, windows.iter().map(bound).collect(), params, groups)
    }

    fn launch(
        &mut self,
        pipeline: &Pipeline,
        windows: Vec<(Buffer, u64, u64)>,
        params: &[u8],
        groups: [u32; 3],
    ) -> Result<(), GpuError> {
        let (compiled, caps) = (pipeline.compiled(), *self.gpu.caps());
        if compiled.bindings != windows.len() || compiled.params != params.len() {
            let reason = format!(
                "{} buffers and {} bytes of parameters for a shader with {} and {}",
                windows.len(),
                params.len(),
                compiled.bindings,
                compiled.params
            );
            return Err(refused("a launch", reason));
        }
        let limit = caps.binding_bytes;
        if let Some(&(.., bytes)) = windows.iter().find(|&&(.., bytes)| bytes > limit) {
            return Err(GpuError::BindingTooLarge { bytes, limit });
        }
        if let Some(&groups) = groups.iter().find(|&&groups| groups > caps.max_groups) {
            return Err(GpuError::TooManyGroups { groups, limit: caps.max_groups });
        }
        if groups.contains(&0) {
            return Ok(());
        }
        let (pipeline, params) = (pipeline.clone(), params.into());
        self.commands.push(Command::Dispatch(Dispatch { pipeline, windows, params, groups }));
        self.stats.dispatches += 1;
        self.dispatches += 1;
        if self.dispatches < MOST_DISPATCHES { Ok(()) } else { self.submit() }
    }

    /// Makes all of a buffer zero.
    pub fn zero(&mut self, buffer: &Buffer) {
        self.commands.push(Command::Zero(buffer.clone()));
    }

    /// Copies bytes between buffers, or between ranges of one that may overlap; offsets and the
    /// number of bytes are multiples of 4.
    ///
    /// # Errors
    /// If a range is not inside of its buffer; or there is no memory for what goes between.
    pub fn copy(
        &mut self,
        from: &Buffer,
        from_offset: u64,
        to: &Buffer,
        to_offset: u64,
        bytes: u64,
    ) -> Result<(), GpuError> {
        Window { buffer: from, offset: from_offset, bytes }.expect_inside()?;
        Window { buffer: to, offset: to_offset, bytes }.expect_inside()?;
        if !bytes.is_multiple_of(4) {
            return Err(refused("a copy", format!("{bytes} bytes are not a number of words")));
        }
        let mut push = |from: &Buffer, from_offset, to: &Buffer, to_offset| {
            let (from, to) = (from.clone(), to.clone());
            self.commands.push(Command::Copy { from, from_offset, to, to_offset, bytes });
        };
        if bytes > 0 && from.raw() == to.raw() {
            // No command copies within a buffer.
            let between = self.gpu.buffer(bytes)?;
            push(from, from_offset, &between, 0);
            push(&between, 0, to, to_offset);
        } else if bytes > 0 {
            push(from, from_offset, to, to_offset);
        }
        Ok(())
    }

    /// Makes a buffer a copy of another one of as many bytes.
    ///
    /// # Errors
    /// If it has not as many.
    pub fn copy_whole(&mut self, from: &Buffer, to: &Buffer) -> Result<(), GpuError> {
        if from.bytes() != to.bytes() {
            let reason = format!("{} bytes are not {}", from.bytes(), to.bytes());
            return Err(refused("a copy", reason));
        }
        // Behind the last byte there is room up to a word.
        let bytes = from.bytes().next_multiple_of(4);
        if bytes > 0 {
            let (from, to) = (from.clone(), to.clone());
            self.commands.push(Command::Copy { from, from_offset: 0, to, to_offset: 0, bytes });
        }
        Ok(())
    }

    /// Writes the first `bytes` of a buffer: `fill` is given memory for them in order, piece by
    /// piece, with where each piece begins, a multiple of 256. It has to write all of a piece, whose
    /// contents are unspecified.
    ///
    /// # Errors
    /// The device's, or that the wait for room was stopped.
    pub fn write(
        &mut self,
        to: &Buffer,
        bytes: u64,
        fill: &mut dyn FnMut(u64, &mut [u8]),
    ) -> Result<(), GpuError> {
        Window { buffer: to, offset: 0, bytes }.expect_inside()?;
        self.gpu.inner.expect_alive()?;
        let mut at = 0;
        while at < bytes {
            let (chunk, used) = self.open_chunk(bytes - at)?;
            let room = chunk.size() - used;
            let piece = if bytes - at <= room { bytes - at } else { room / PIECE * PIECE };
            let padded = piece.next_multiple_of(4);
            let mapped = chunk.raw.get_mapped_range_mut(used..used + padded);
            let mut view = mapped.map_err(|error| self.refused("an upload", error.to_string()))?;
            let mut memory = view.slice(..);
            let start = memory.as_raw_element_ptr();
            // SAFETY: the view is of `padded` bytes that are mapped for writing, which nothing else
            // uses while it lives. They were zero when they were mapped first, and nothing but
            // `fill` wrote to them since, so to read them is slow at worst.
            let memory = unsafe { std::slice::from_raw_parts_mut(start.as_ptr(), padded as usize) };
            let (wanted, padding) = memory.split_at_mut(piece as usize);
            fill(at, wanted);
            padding.fill(0);
            drop(view);
            let (from, to) = (chunk.raw.clone(), to.clone());
            let command =
                Command::Upload { from, from_offset: used, to, to_offset: at, bytes: padded };
            self.commands.push(command);
            self.open = Some((chunk, (used + padded).next_multiple_of(16)));
            self.stats.bytes_up += piece;
            at += piece;
        }
        Ok(())
    }

    /// A chunk with room for these bytes, or a good part of them.
    fn open_chunk(&mut self, bytes: u64) -> Result<(Chunk, u64), GpuError> {
        match self.open.take() {
            Some((chunk, used)) if chunk.size() >= used + bytes.min(1 << 20) => {
                return Ok((chunk, used));
            }
            Some((chunk, _)) => self.filled.push(chunk),
            None => {}
        }
        let filled: u64 = self.filled.iter().map(Chunk::size).sum();
        // The device copies what is full while the host goes on.
        if filled >= staging::LARGEST {
            self.submit()?;
        }
        while self.pending_up.load(Ordering::Acquire) >= MOST_UP
            && let Some(oldest) = self.under_way.pop_front()
        {
            self.gpu.inner.wait(&oldest, self.stop)?;
        }
        Ok((self.gpu.inner.staging.for_upload(&self.gpu.inner, bytes)?, 0))
    }

    /// Submits everything. Waits only if much of this recording is under way already.
    ///
    /// # Errors
    /// The device's, or that the wait was stopped.
    pub fn submit(&mut self) -> Result<(), GpuError> {
        if self.commands.is_empty() {
            return Ok(());
        }
        self.filled.extend(self.open.take().map(|(chunk, _)| chunk));
        let commands = mem::take(&mut self.commands);
        let launches = mem::take(&mut self.dispatches);
        let submission =
            encode::submit(&self.gpu, &commands, &self.filled, self.times.as_mut(), launches);
        let staging = &self.gpu.inner.staging;
        for chunk in self.filled.drain(..) {
            if submission.is_ok() {
                self.pending_up.fetch_add(chunk.size(), Ordering::Relaxed);
                staging.when_copied(chunk, &self.pending_up);
            }
        }
        self.under_way.push_back(submission?);
        self.stats.submissions += 1;
        while self.under_way.len() > MOST_SUBMISSIONS
            && let Some(oldest) = self.under_way.pop_front()
        {
            self.gpu.inner.wait(&oldest, self.stop)?;
        }
        Ok(())
    }

    /// Submits everything and waits until it is done.
    ///
    /// # Errors
    /// The device's, or that the wait was stopped.
    pub fn finish(&mut self) -> Result<(), GpuError> {
        self.submit()?;
        let Some(last) = self.under_way.pop_back() else { return self.gpu.inner.expect_alive() };
        self.under_way.clear();
        self.gpu.inner.wait(&last, self.stop)
    }

    /// Why something of ours cannot be used: the device was lost, or a bug.
    fn refused(&self, what: &'static str, reason: String) -> GpuError {
        self.gpu.inner.expect_alive().err().unwrap_or(refused(what, reason))
    }

    /// What it did so far.
    pub fn stats(&self) -> Stats {
        self.stats
    }
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        // These are mapped still, as nothing was submitted with them.
        let open = self.open.take().map(|(chunk, _)| chunk);
        for chunk in self.filled.drain(..).chain(open) {
            self.gpu.inner.staging.unused(chunk);
        }
    }
}
