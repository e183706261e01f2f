#[kernel(native_exact)]
fn helpers(x: &[f64], lo: f64, hi: f64, y: &mut [f64]) -> f64 {
    fn bounded(x: f64, lo: f64, hi: f64) -> f64 {
        if x < lo {
            return lo;
        }
        if x > hi { hi } else { x }
    }
    fn square(x: f64) -> f64 {
        x * x
    }
    let mut sum: f64 = 0.0;
    for i in 0..x.len() {
        y[i] = bounded(x[i], lo, hi);
        sum += square(y[i]);
    }
    sum.sqrt()
}
