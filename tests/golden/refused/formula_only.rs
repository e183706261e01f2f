x * 2.0 + 1.0

//~ errors
// error[M0101]: a kernel's text consists of functions and constants
//   |
// 1 | x * 2.0 + 1.0
//   | ^^^
//   |
//   = help: write a function: `fn name(x: f64) -> f64 { .. }`
