#[kernel(native_exact)]
fn if_values(x: ArrayView1<f64>, mut y: ArrayViewMut1<f64>) {
    for i in 0..x.len() {
        let v = x[i];
        let sign = if v > 0.0 {
            1.0
        } else if v < 0.0 {
            -1.0
        } else {
            0.0
        };
        let mut steps = 0;
        if v > 2.0 && v < 100.0 || v == -1.0 {
            steps += 1;
            if v > 3.0 {
                steps += 2;
            }
        }
        y[i] = sign * steps as f64;
    }
}
