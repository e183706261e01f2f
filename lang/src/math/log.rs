//! Logarithms.

/// `ln` of `f64`.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln` of `f32`.
pub fn ln_f32(x: f32) -> f32 {
    libm::logf(x)
}

/// `ln_1p` of `f64`.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `ln_1p` of `f32`.
pub fn ln_1p_f32(x: f32) -> f32 {
    libm::log1pf(x)
}

/// `log2` of `f64`.
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// `log2` of `f32`.
pub fn log2_f32(x: f32) -> f32 {
    libm::log2f(x)
}

/// `log10` of `f64`.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `log10` of `f32`.
pub fn log10_f32(x: f32) -> f32 {
    libm::log10f(x)
}

/// The logarithm of `x` to the base `base`.
pub fn log(x: f64, base: f64) -> f64 {
    ln(x) / ln(base)
}

/// `log` of `f32`.
pub fn log_f32(x: f32, base: f32) -> f32 {
    ln_f32(x) / ln_f32(base)
}
