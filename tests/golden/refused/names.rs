fn names(values: &[f64]) -> f64 {
    let mut totl = 0.0;
    for i in 0..value.len() {
        total += values[i].tan_h() + squre(values[i]);
    }
    totl
}
