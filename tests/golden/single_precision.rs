#[kernel(native_exact)]
fn single_precision(x: ArrayView1<f32>, scale: f32, mut y: ArrayViewMut1<f32>) -> f32 {
    let mut largest = f32::NEG_INFINITY;
    for i in 0..x.len() {
        let v = scale * x[i] - x[i] / 3.0 + x[i] % 2.5;
        y[i] = -v.sqrt();
        largest = largest.max(v);
    }
    largest
}
