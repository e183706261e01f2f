//! The device of the process: made at first use, shared, made anew after a loss.
//!
//! In: the adapter that is chosen. Out: [`Gpu`], a handle. Always true: a device that is known to
//! be lost is not given out again; whatever wgpu reports, by an error scope, the callback of a loss
//! or a panic, comes out as a [`GpuError`]. Deliberately absent: recording of work.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use wgpu::{ErrorFilter, Features, PollError, PollType, SubmissionIndex};

use super::adapters::{self, Info};
use super::buffer::{Buffer, MemoryUse, Pool, Purpose, size_class};
use super::caps::Caps;
use super::pipeline::{Pipeline, PipelineSpec, Pipelines};
use super::probe;
use super::recording::Recording;
use super::staging::Staging;
use crate::error::GpuError;

/// How long a wait for the device takes at most before it asks whether it should go on, and other
/// threads have their turn.
const SLICE: Duration = Duration::from_millis(1);

/// The device that was made last.
static DEVICE: Mutex<Option<Gpu>> = Mutex::new(None);

/// The device of the process, made at first use and anew after it was lost.
///
/// # Errors
/// Why there is none. The next call tries again.
pub fn device() -> Result<Gpu, GpuError> {
    let mut device = DEVICE.lock().unwrap_or_else(PoisonError::into_inner);
    match &*device {
        Some(gpu) if !gpu.is_lost() => Ok(gpu.clone()),
        _ => Ok(device.insert(Gpu::new()?).clone()),
    }
}

/// The adapter whose device calls of this process use, which is made if there is none yet.
///
/// ```
/// match metate::gpu::adapter() {
///     Ok(adapter) => println!("{}", adapter.name),
///     Err(error) => println!("no device: {error}"),
/// }
/// ```
///
/// # Errors
/// Why there is none.
pub fn adapter() -> Result<Info, GpuError> {
    Ok(device()?.info().clone())
}

/// The memory that this process holds on the device: nothing if there was no need of one yet.
pub fn memory_use() -> MemoryUse {
    let device = DEVICE.lock().unwrap_or_else(PoisonError::into_inner);
    device.as_ref().map_or(MemoryUse::default(), Gpu::memory_use)
}

/// Gives memory that waits for its next use back to the driver.
pub fn trim() {
    let device = DEVICE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some(gpu) = device {
        gpu.inner.let_go();
    }
}

/// A device; cheap to clone.
#[derive(Clone)]
pub struct Gpu {
    pub(super) inner: Arc<Inner>,
    caps: Caps,
}

pub(super) struct Inner {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    turns: Turns,
    /// What offsets of parameters in a buffer are multiples of.
    pub(super) uniform_alignment: u32,
    info: Info,
    /// What the driver said when the device was lost.
    lost: Arc<OnceLock<String>>,
    /// What no error scope caught: nobody's fault that is known.
    stray: Arc<Mutex<Option<String>>>,
    pool: Arc<Pool>,
    pub(super) staging: Staging,
    pipelines: Pipelines,
}

impl Gpu {
    /// A device of its own.
    pub(super) fn new() -> Result<Gpu, GpuError> {
        let (adapter, info) = adapters::chosen()?;
        let (device, queue) = request(&adapter, &info)?;
        let lost = Arc::new(OnceLock::new());
        let stray = Arc::new(Mutex::new(None));
        let (note, error) = (lost.clone(), stray.clone());
        device.set_device_lost_callback(move |_, reason| drop(note.set(reason)));
        device.on_uncaptured_error(Arc::new(move |uncaught: wgpu::Error| {
            let mut error = error.lock().unwrap_or_else(PoisonError::into_inner);
            error.get_or_insert_with(|| uncaught.to_string());
        }));
        let mut caps = caps(&device);
        let (pool, staging, pipelines) = (Arc::default(), Staging::default(), Pipelines::default());
        let turns = Turns::default();
        let uniform_alignment = device.limits().min_uniform_buffer_offset_alignment;
        let inner = Inner {
            device,
            queue,
            turns,
            uniform_alignment,
            info,
            lost,
            stray,
            pool,
            staging,
            pipelines,
        };
        let inner = Arc::new(inner);
        probe::probe(&Gpu { inner: inner.clone(), caps }, &mut caps)?;
        Ok(Gpu { inner, caps })
    }

    /// The adapter that it is made of; prints as a table.
    pub fn info(&self) -> &Info {
        &self.inner.info
    }

    /// What shaders and launches may ask of it.
    pub fn caps(&self) -> &Caps {
        &self.caps
    }

    /// Whether it is known to be lost: then everything on it is gone.
    pub fn is_lost(&self) -> bool {
        self.inner.lost.get().is_some()
    }

    /// Whether both are handles of one device.
    pub fn is_same(&self, other: &Gpu) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// The pipeline of a shader, compiled if it is new.
    ///
    /// # Errors
    /// The device's, also where it refuses the text.
    pub fn pipeline(&self, spec: &PipelineSpec<'_>) -> Result<Pipeline, GpuError> {
        self.inner.pipelines.get(&self.inner, spec)
    }

    /// Memory of the device with unspecified contents. It goes back to a pool when the last handle
    /// is dropped.
    ///
    /// # Errors
    /// If there is none, or the device can have no buffer of this size.
    pub fn buffer(&self, bytes: u64) -> Result<Buffer, GpuError> {
        self.inner.buffer(Purpose::Storage, bytes, self.caps.buffer_bytes)
    }

    pub(super) fn buffer_for(&self, purpose: Purpose, bytes: u64) -> Result<Buffer, GpuError> {
        self.inner.buffer(purpose, bytes, self.caps.buffer_bytes)
    }

    /// An empty recording, which asks `stop` now and then while it waits for the device: if it says
    /// yes, the recording ends with [`GpuError::Stopped`].
    pub fn record<'s>(&self, stop: &'s dyn Fn() -> bool) -> Recording<'s> {
        Recording::new(self.clone(), stop)
    }

    /// How much memory it holds for this process.
    pub fn memory_use(&self) -> MemoryUse {
        MemoryUse { staging: self.inner.staging.bytes(), ..self.inner.pool.memory_use() }
    }

    /// Makes the driver lose the device, as it may at any time: for tests.
    #[doc(hidden)]
    pub fn destroy(&self) {
        self.inner.device.destroy();
    }
}

impl fmt::Debug for Gpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gpu({}, {:?})", self.inner.info.name, self.caps)
    }
}

fn request(adapter: &wgpu::Adapter, info: &Info) -> Result<(wgpu::Device, wgpu::Queue), GpuError> {
    let wanted = Features::SHADER_F64
        | Features::SHADER_INT64
        | Features::IMMEDIATES
        | Features::TIMESTAMP_QUERY;
    let descriptor = wgpu::DeviceDescriptor {
        label: Some("metate"),
        required_features: wanted & adapter.features(),
        required_limits: adapter.limits(),
        ..Default::default()
    };
    let ask = || pollster::block_on(adapter.request_device(&descriptor));
    let failed = |reason: String| GpuError::NoDevice { adapter: info.name.clone(), reason };
    match catch_unwind(AssertUnwindSafe(ask)) {
        Ok(Ok(made)) => Ok(made),
        Ok(Err(error)) => Err(failed(error.to_string())),
        Err(panic) => Err(failed(message(&*panic))),
    }
}

/// What a device says of itself; the rest has to be tried.
fn caps(device: &wgpu::Device) -> Caps {
    let (limits, features) = (device.limits(), device.features());
    let immediates = features.contains(Features::IMMEDIATES);
    Caps {
        f64: features.contains(Features::SHADER_F64),
        i64: features.contains(Features::SHADER_INT64),
        fused_mul_add: false,
        fused_mul_add_f64: false,
        max_iterations: u32::MAX,
        immediate_bytes: if immediates { limits.max_immediate_size } else { 0 },
        workgroup_bytes: limits.max_compute_workgroup_storage_size,
        max_bindings: limits.max_storage_buffers_per_shader_stage,
        max_invocations: limits.max_compute_invocations_per_workgroup,
        max_groups: limits.max_compute_workgroups_per_dimension,
        binding_bytes: limits.max_storage_buffer_binding_size & !15,
        buffer_bytes: limits.max_buffer_size & !15,
        window_alignment: limits.min_storage_buffer_offset_alignment,
        timestamps: features.contains(Features::TIMESTAMP_QUERY),
    }
}

impl Inner {
    fn buffer(
        self: &Arc<Inner>,
        purpose: Purpose,
        bytes: u64,
        limit: u64,
    ) -> Result<Buffer, GpuError> {
        self.expect_alive()?;
        if bytes > limit {
            return Err(GpuError::BufferTooLarge { bytes, limit });
        }
        let class = size_class(bytes, limit);
        let raw = match self.pool.take(purpose, class) {
            Some(raw) => raw,
            None => self.make_buffer(purpose.usage(), class, false)?,
        };
        Ok(self.pool.lend(raw, purpose, bytes))
    }

    /// New memory. If there is none, what waits for its next use goes back to the driver first.
    pub(super) fn make_buffer(
        &self,
        usage: wgpu::BufferUsages,
        size: u64,
        mapped: bool,
    ) -> Result<wgpu::Buffer, GpuError> {
        let descriptor =
            wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: mapped };
        let make = || self.guarded("memory", size, || self.device.create_buffer(&descriptor));
        match make() {
            Err(GpuError::OutOfMemory { .. }) => {
                self.let_go();
                make()
            }
            made => made,
        }
    }

    /// Gives everything that waits for its next use back to the driver.
    fn let_go(&self) {
        self.pool.trim();
        self.staging.trim();
        // The driver gets it when the work that used it is done.
        let _ = self.poll(PollType::Poll);
    }

    /// Work on the device; what goes wrong with it comes out as an error.
    pub(super) fn guarded<T>(
        &self,
        what: &'static str,
        bytes: u64,
        work: impl FnOnce() -> T,
    ) -> Result<T, GpuError> {
        self.expect_alive()?;
        let filters = [ErrorFilter::Validation, ErrorFilter::OutOfMemory, ErrorFilter::Internal];
        let scopes = filters.map(|filter| self.device.push_error_scope(filter));
        let done = catch_unwind(AssertUnwindSafe(work));
        let mut error = None;
        for scope in scopes.into_iter().rev() {
            error = pollster::block_on(scope.pop()).or(error);
        }
        self.expect_alive()?;
        match (done, error) {
            (Ok(done), None) => Ok(done),
            (Err(panic), None) => Err(self.refused(what, message(&*panic))),
            (_, Some(wgpu::Error::OutOfMemory { .. })) => Err(GpuError::OutOfMemory { bytes }),
            (_, Some(error)) => Err(self.refused(what, in_one_line(&error))),
        }
    }

    /// The device is not known to be lost.
    pub(super) fn expect_alive(&self) -> Result<(), GpuError> {
        match self.lost.get() {
            None => Ok(()),
            Some(reason) if reason.is_empty() => {
                Err(GpuError::Lost { reason: "its driver does not say why".to_owned() })
            }
            Some(reason) => Err(GpuError::Lost { reason: reason.clone() }),
        }
    }

    /// Waits until the device has done all up to a submission, unless `stop` says not to.
    pub(super) fn wait(
        &self,
        submission: &SubmissionIndex,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), GpuError> {
        let (submission_index, timeout) = (Some(submission.clone()), Some(SLICE));
        loop {
            if stop() {
                return Err(GpuError::Stopped);
            }
            let slice = PollType::Wait { submission_index: submission_index.clone(), timeout };
            if self.poll(slice)? {
                return Ok(());
            }
        }
    }

    /// Submits commands, while nobody looks after the device.
    pub(super) fn submit(&self, commands: wgpu::CommandBuffer) -> SubmissionIndex {
        let _turn = self.turns.take();
        self.queue.submit([commands])
    }

    /// Looks after what the device has done; whether all that was waited for is done.
    pub(super) fn poll(&self, how: PollType) -> Result<bool, GpuError> {
        self.expect_alive()?;
        // wgpu panics where it learns here that the device is lost.
        let polled = {
            let _turn = self.turns.take();
            catch_unwind(AssertUnwindSafe(|| self.device.poll(how)))
        };
        self.expect_alive()?;
        match polled {
            Ok(Ok(status)) => Ok(status.wait_finished()),
            Ok(Err(PollError::Timeout)) => Ok(false),
            Ok(Err(error @ PollError::WrongSubmissionIndex(..))) => {
                let mut stray = self.stray.lock().unwrap_or_else(PoisonError::into_inner);
                let reason = stray.take().unwrap_or_else(|| error.to_string());
                drop(stray);
                Err(self.refused("work", reason))
            }
            Err(panic) => Err(GpuError::Lost { reason: message(&*panic) }),
        }
    }

    /// Why something was refused: a lost device takes nothing, and says that it is lost when it is
    /// idle.
    fn refused(&self, what: &'static str, reason: String) -> GpuError {
        let idle = || {
            let _turn = self.turns.take();
            self.device.poll(PollType::wait_indefinitely())
        };
        let _ = catch_unwind(AssertUnwindSafe(idle));
        self.expect_alive().err().unwrap_or(GpuError::Refused { what, reason })
    }
}

/// Who looks after a device, or submits to it: one thread at a time. Where two do, one of them may
/// find less done than the other has put away, at which wgpu panics.
#[derive(Default)]
struct Turns {
    turn: Mutex<()>,
    /// How many threads wait for theirs.
    waiting: AtomicUsize,
}

impl Turns {
    fn take(&self) -> MutexGuard<'_, ()> {
        if let Ok(turn) = self.turn.try_lock() {
            // Whoever has just had one leaves it to the others.
            if self.waiting.load(Ordering::Relaxed) == 0 {
                return turn;
            }
            drop(turn);
            std::thread::yield_now();
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        turn
    }
}

/// What a panic said.
fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic in the driver's interface").trim().to_owned()
}

/// wgpu's account of an error, which has a line per cause.
fn in_one_line(error: &wgpu::Error) -> String {
    let text = error.to_string();
    let lines = text.lines().map(str::trim);
    let lines =
        lines.filter(|line| !line.is_empty() && !line.ends_with("Error") && *line != "Caused by:");
    lines.collect::<Vec<_>>().join(": ")
}
