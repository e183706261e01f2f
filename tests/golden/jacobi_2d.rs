#[kernel(native_exact)]
fn jacobi_2d(steps: usize, mut a: ArrayViewMut2<f64>, mut b: ArrayViewMut2<f64>) {
    for _ in 0..steps {
        for i in 1..a.nrows() - 1 {
            for j in 1..a.ncols() - 1 {
                b[[i, j]] =
                    0.2 * (a[[i, j]] + a[[i, j - 1]] + a[[i, j + 1]] + a[[i + 1, j]] + a[[i - 1, j]]);
            }
        }
        for i in 1..a.nrows() - 1 {
            for j in 1..a.ncols() - 1 {
                a[[i, j]] = b[[i, j]];
            }
        }
    }
}
