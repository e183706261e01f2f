//! Exponentials.

/// `exp` of `f64`.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// `exp` of `f32`.
pub fn exp_f32(x: f32) -> f32 {
    libm::expf(x)
}

/// `exp2` of `f64`.
pub fn exp2(x: f64) -> f64 {
    libm::exp2(x)
}

/// `exp2` of `f32`.
pub fn exp2_f32(x: f32) -> f32 {
    libm::exp2f(x)
}

/// `exp_m1` of `f64`.
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// `exp_m1` of `f32`.
pub fn exp_m1_f32(x: f32) -> f32 {
    libm::expm1f(x)
}
