#[kernel(native_exact)]
fn casts(x: &[f64], out: &mut [i64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let narrow = x[i] as i32;
        let single = x[i] as f32;
        let size = x[i] as usize;
        out[i] = narrow as i64 + (size >> 7) as i64 + (x[i] > 1.0) as i64 - x[i] as i64;
        sum += single as f64 + narrow as f64 + (size as f32) as f64 + out[i] as f64;
    }
    sum
}
