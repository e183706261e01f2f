#[kernel(native_exact)]
fn dot(x: ArrayView1<f64>, y: ArrayView1<f64>) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * y[i];
    }
    sum
}
