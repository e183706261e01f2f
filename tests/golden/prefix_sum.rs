#[kernel(native_exact)]
fn prefix_sum(x: ArrayView1<f64>, mut out: ArrayViewMut1<f64>) {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i];
        out[i] = sum;
    }
}
