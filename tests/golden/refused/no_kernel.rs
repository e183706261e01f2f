const N: usize = 4;

//~ errors
// error[M0201]: the text has no function
//   |
// 1 | const N: usize = 4;
//   | ^
//   |
//   = help: write `fn kernel(x: &[f64]) -> f64 { .. }`
