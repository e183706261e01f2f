fn no_rust(x: f64) -> f64 {
    x +
}
