//! What can go wrong with a graphics processor, and what to do about it.
//!
//! In: what the device, its driver or the lack of one told. Out: [`GpuError`], a part of
//! [`Error`](crate::Error). Always true: every message ends with what helps. Deliberately absent:
//! traps and refusals of kernels, which are not the device's.

/// Why a graphics processor did not do what it was asked.
///
/// After any of these the process goes on; the next call starts from what is there then, with a
/// new device if the last one was lost.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GpuError {
    /// metate was built without the feature `gpu`.
    #[error("metate was built without GPUs: enable its feature `gpu`")]
    NotBuilt,
    /// No adapter was found.
    #[error(
        "no graphics adapter was found: install a driver for Vulkan, Metal or DirectX 12 (Mesa's \
         lavapipe is one without hardware: `apt-get install mesa-vulkan-drivers`), or use a CPU engine"
    )]
    NoAdapter,
    /// `METATE_ADAPTER` names no adapter.
    #[error(
        "METATE_ADAPTER is `{wanted}`, which is neither a number of an adapter nor part of a name; \
         there are: {}", adapters.join(", ")
    )]
    UnknownAdapter {
        /// The variable's value.
        wanted: String,
        /// Names of all adapters, in the order of their numbers.
        adapters: Vec<String>,
    },
    /// The adapter gave no device.
    #[error("adapter `{adapter}` gave no device: {reason}; choose another with METATE_ADAPTER")]
    NoDevice {
        /// The adapter's name.
        adapter: String,
        /// What the driver said.
        reason: String,
    },
    /// The device was lost: its driver was reset, it was removed, or it ran too long.
    #[error(
        "the device was lost ({reason}); call again to go on with a new one, and upload arrays that \
         were on it again"
    )]
    Lost {
        /// What the driver said.
        reason: String,
    },
    /// A [`GpuArray`](crate::gpu::GpuArray) of a device that was lost meanwhile.
    #[error("the array was on a device that was lost meanwhile: make it anew with `to_gpu()`")]
    LostArray,
    /// The device has no memory left.
    #[error(
        "the device has no memory for {bytes} bytes more: drop arrays that stay on it, or work on \
         parts of them"
    )]
    OutOfMemory {
        /// What was asked for; 0 if the driver did not say what it was about.
        bytes: u64,
    },
    /// A buffer that no such device can have.
    #[error(
        "an array of {bytes} bytes; the device's buffers have at most {limit}: work on parts of it"
    )]
    BufferTooLarge {
        /// The size.
        bytes: u64,
        /// The device's limit.
        limit: u64,
    },
    /// A buffer that a shader cannot be given in one piece.
    #[error(
        "an array of {bytes} bytes; the device's shaders see at most {limit} of one: work on parts of it"
    )]
    BindingTooLarge {
        /// The size.
        bytes: u64,
        /// The device's limit.
        limit: u64,
    },
    /// More workgroups than the device starts at once.
    #[error("a launch of {groups} workgroups along an axis; the device starts at most {limit}")]
    TooManyGroups {
        /// The number of workgroups.
        groups: u32,
        /// The device's limit.
        limit: u32,
    },
    /// Arrays of different shapes where one is copied to the other.
    #[error("an array of shape {from:?} cannot be copied to one of shape {to:?}")]
    Shape {
        /// The shape of the source.
        from: Vec<usize>,
        /// The shape of the destination.
        to: Vec<usize>,
    },
    /// The system has no memory for what comes back.
    #[error("no memory for {bytes} bytes that come back from the device")]
    HostMemory {
        /// The size.
        bytes: u64,
    },
    /// The system has no thread for the compiler of shaders.
    #[error("the system has no thread to compile a shader on: {reason}")]
    NoThread {
        /// The system's message.
        reason: String,
    },
    /// The device refused what it was given, which should not be.
    #[error("the device refused {what}: {reason}; this is a bug of metate, please report it")]
    Refused {
        /// A shader, a launch, ..
        what: &'static str,
        /// What was said.
        reason: String,
    },
    /// The wait was stopped from outside: a deadline or a token.
    #[error("stopped before the device had finished")]
    Stopped,
}
