#[kernel(native_exact)]
fn constants(x: f64) -> f64 {
    let tiny = f64::MIN_POSITIVE + f64::EPSILON;
    let angle = x * std::f64::consts::PI / 180.0 + std::f64::consts::FRAC_PI_2;
    if x == f64::INFINITY || x < f64::MIN { f64::NAN } else { angle + tiny * i32::MAX as f64 }
}
