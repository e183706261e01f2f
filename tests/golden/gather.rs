#[kernel(native_exact)]
fn gather(x: ArrayView1<f64>, index: &[usize], mut out: ArrayViewMut1<f64>) {
    for i in 0..index.len() {
        out[i] = x[index[i]] - x[x.len() - 1 - index[i]];
    }
}
