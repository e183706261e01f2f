fn ambiguous(x: &[f64]) -> f64 {
    let mut m = 0.0;
    for i in 0..x.len() {
        m = m.max(x[i]);
    }
    m
}
