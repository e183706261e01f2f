fn for_zip(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, b) in x.iter().zip(y) {
        sum += a * b;
    }
    sum
}

//~ errors
// error[M0207]: a tuple pattern in `for` is not supported in a kernel
//   |
// 3 |     for (a, b) in x.iter().zip(y) {
//   |         ^^^^^^
//   |
//   = help: write one name, and index with it in the body
