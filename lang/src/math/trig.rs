//! Sine, cosine, tangent.

/// `sin` of `f64`.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// `sin` of `f32`.
pub fn sin_f32(x: f32) -> f32 {
    libm::sinf(x)
}

/// `cos` of `f64`.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// `cos` of `f32`.
pub fn cos_f32(x: f32) -> f32 {
    libm::cosf(x)
}

/// `tan` of `f64`.
pub fn tan(x: f64) -> f64 {
    libm::tan(x)
}

/// `tan` of `f32`.
pub fn tan_f32(x: f32) -> f32 {
    libm::tanf(x)
}
