#[kernel(native_exact)]
fn float_methods(x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        let a = x[i];
        let b = y[i];
        let rounded = a.floor() + b.ceil() * a.trunc() - b.round() + a.round_ties_even();
        let chosen = a.min(b) - b.max(a).abs() + a.copysign(b).fract();
        let kind = a.is_nan() || b.is_infinite() || !a.is_finite();
        out[i] = if kind { rounded } else { chosen + a.mul_add(b, 1.0) + b.recip() + a.signum() };
    }
}
