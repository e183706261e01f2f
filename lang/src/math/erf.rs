//! Error function.

/// `erf` of `f64`.
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// `erf` of `f32`.
pub fn erf_f32(x: f32) -> f32 {
    libm::erff(x)
}

/// `erfc` of `f64`.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// `erfc` of `f32`.
pub fn erfc_f32(x: f32) -> f32 {
    libm::erfcf(x)
}
