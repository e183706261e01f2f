//! What a device can do, as far as shaders and launches depend on it.
//!
//! In: nothing. Out: [`Caps`], which the device fills in. Always true: two devices with equal
//! `Caps` run the same shaders. Deliberately absent: how a device is asked (`device`).

/// What a device can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Caps {
    /// Whether shaders have `f64`.
    pub f64: bool,
    /// Whether shaders have `i64` and `u64`.
    pub i64: bool,
    /// Whether the builtin `fma` of `f32` rounds once; found by trying.
    pub fused_mul_add: bool,
    /// Whether the builtin `fma` of `f64` rounds once; found by trying.
    pub fused_mul_add_f64: bool,
    /// Iterations of all loops of one invocation together after which the device ends them all without
    /// a word, found by trying; the largest number if it does not. Mesa's software device has 65535.
    pub max_iterations: u32,
    /// Bytes of `var<immediate>`; 0 if there are none.
    pub immediate_bytes: u32,
    /// Bytes of `var<workgroup>`.
    pub workgroup_bytes: u32,
    /// Storage buffers of one shader.
    pub max_bindings: u32,
    /// Invocations of one workgroup.
    pub max_invocations: u32,
    /// Workgroups of one launch along each axis.
    pub max_groups: u32,
    /// Bytes of one buffer that a shader sees.
    pub binding_bytes: u64,
    /// Bytes of one buffer.
    pub buffer_bytes: u64,
    /// What the offset of a window is a multiple of.
    pub window_alignment: u32,
    /// Whether launches can be timed.
    pub timestamps: bool,
}
