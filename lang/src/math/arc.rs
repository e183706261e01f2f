//! Inverse trigonometric functions.

/// `asin` of `f64`.
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// `asin` of `f32`.
pub fn asin_f32(x: f32) -> f32 {
    libm::asinf(x)
}

/// `acos` of `f64`.
pub fn acos(x: f64) -> f64 {
    libm::acos(x)
}

/// `acos` of `f32`.
pub fn acos_f32(x: f32) -> f32 {
    libm::acosf(x)
}

/// `atan` of `f64`.
pub fn atan(x: f64) -> f64 {
    libm::atan(x)
}

/// `atan` of `f32`.
pub fn atan_f32(x: f32) -> f32 {
    libm::atanf(x)
}

/// `atan2` of `f64`.
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// `atan2` of `f32`.
pub fn atan2_f32(y: f32, x: f32) -> f32 {
    libm::atan2f(y, x)
}
