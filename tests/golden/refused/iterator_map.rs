fn iterator_map(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum::<f64>()
}

//~ errors
// error[M0206]: a closure is not supported in a kernel
//   |
// 2 |     x.iter().map(|v| v * v).sum::<f64>()
//   |                  ^
//   |
//   = help: write a loop over the indices instead: `for i in 0..a.len() { .. }`
