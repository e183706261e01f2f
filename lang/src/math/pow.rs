//! Powers.

/// `powf` of `f64`.
pub fn powf(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// `powf` of `f32`.
pub fn powf_f32(x: f32, y: f32) -> f32 {
    libm::powf(x, y)
}

/// `x` to the integer power `n`, by repeated squaring from the low bit of `|n|` up.
pub fn powi(x: f64, n: i32) -> f64 {
    let mut square = x;
    let mut rest = n.unsigned_abs();
    let mut power = 1.0;
    while rest != 0 {
        if rest & 1 != 0 {
            power *= square;
        }
        square *= square;
        rest >>= 1;
    }
    if n < 0 { 1.0 / power } else { power }
}

/// `powi` of `f32`.
pub fn powi_f32(x: f32, n: i32) -> f32 {
    let mut square = x;
    let mut rest = n.unsigned_abs();
    let mut power = 1.0;
    while rest != 0 {
        if rest & 1 != 0 {
            power *= square;
        }
        square *= square;
        rest >>= 1;
    }
    if n < 0 { 1.0 / power } else { power }
}
