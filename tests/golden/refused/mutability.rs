fn mutability(x: &[f64], y: ArrayViewMut1<f64>) {
    let sum = 0.0;
    for i in 0..x.len() {
        sum += x[i];
        x[i] = sum;
        y[i] = sum;
    }
}
