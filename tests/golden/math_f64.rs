#[kernel(native_exact)]
fn math_f64(x: &[f64], y: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        let a = x[i];
        let b = y[i];
        let powers = a.exp() + a.exp2() - a.exp_m1() + a.powf(b) - a.powi(3) + a.cbrt();
        let logs = a.ln() - a.ln_1p() + a.log2() * a.log10() - a.log(b);
        let circles = a.sin() + a.cos() * a.tan() - a.asin() + a.acos() + a.atan() - a.atan2(b);
        let hyperbolas = a.sinh() - a.cosh() + a.tanh() + a.asinh() - a.acosh() + a.atanh();
        out[i] = powers + logs * circles - hyperbolas / a.hypot(b);
    }
}
