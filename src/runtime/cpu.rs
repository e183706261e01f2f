//! What the processor can do.
//!
//! In: nothing. Out: features that decisions depend on. Always true: the answer is the same during
//! the life of the process. Deliberately absent: what code generators ask for themselves.

/// Whether `mul_add` of floats is an instruction.
pub fn has_mul_add() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("fma");
    #[cfg(target_arch = "aarch64")]
    return true;
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    return false;
}

/// Whether it has AVX2 and FMA: the floor of every promise of speed.
#[cfg(target_arch = "x86_64")]
pub fn has_avx2_and_fma() -> bool {
    std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma")
}
