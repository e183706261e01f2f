fn c_for_declared(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (int i = 0; i < 10; i++) {
        sum += x[i];
    }
    sum
}

//~ errors
// error[M0101]: a `for` of Rust runs over a range
//   |
// 3 |     for (int i = 0; i < 10; i++) {
//   |     ^^^^^
//   |
//   = help: write `for i in 0..10 { .. }`
