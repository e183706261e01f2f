fn fixed_methods(x: f64) -> f64 {
    let a = [x, 1.0];
    let m = a.map(|v| v * 2.0);
    a.iter().sum()
}

//~ errors
// error[M0206]: a closure is not supported in a kernel
//   |
// 3 |     let m = a.map(|v| v * 2.0);
//   |                   ^
//   |
//   = help: write a loop over the indices instead: `for i in 0..a.len() { .. }`
