//! Roots.

/// `cbrt` of `f64`.
pub fn cbrt(x: f64) -> f64 {
    libm::cbrt(x)
}

/// `cbrt` of `f32`.
pub fn cbrt_f32(x: f32) -> f32 {
    libm::cbrtf(x)
}

/// `hypot` of `f64`.
pub fn hypot(x: f64, y: f64) -> f64 {
    libm::hypot(x, y)
}

/// `hypot` of `f32`.
pub fn hypot_f32(x: f32, y: f32) -> f32 {
    libm::hypotf(x, y)
}
