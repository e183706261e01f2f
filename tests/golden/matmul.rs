#[kernel(native_exact)]
fn matmul(a: ArrayView2<f64>, b: ArrayView2<f64>, mut c: ArrayViewMut2<f64>) {
    for i in 0..c.nrows() {
        for j in 0..c.ncols() {
            let mut sum = 0.0;
            for k in 0..a.ncols() {
                sum = a[[i, k]].mul_add(b[[k, j]], sum);
            }
            c[[i, j]] = sum;
        }
    }
}
