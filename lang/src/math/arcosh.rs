//! Inverse hyperbolic functions.

/// `asinh` of `f64`.
pub fn asinh(x: f64) -> f64 {
    libm::asinh(x)
}

/// `asinh` of `f32`.
pub fn asinh_f32(x: f32) -> f32 {
    libm::asinhf(x)
}

/// `acosh` of `f64`.
pub fn acosh(x: f64) -> f64 {
    libm::acosh(x)
}

/// `acosh` of `f32`.
pub fn acosh_f32(x: f32) -> f32 {
    libm::acoshf(x)
}

/// `atanh` of `f64`.
pub fn atanh(x: f64) -> f64 {
    libm::atanh(x)
}

/// `atanh` of `f32`.
pub fn atanh_f32(x: f32) -> f32 {
    libm::atanhf(x)
}
