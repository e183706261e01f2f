fn indices(a: ArrayView2<f64>, x: &[f64], k: i32) -> f64 {
    a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
}
