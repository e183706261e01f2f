fn types(n: usize, x: f64, k: i32) -> f64 {
    let a = n * x;
    let b: f64 = 1;
    let c = k + n;
    if x { 1.0 } else { 2 }
}
