fn helper(x: f64, n: i32) -> f64 {
    x.powi(n)
}
pub fn argument_types(x: f64, n: usize) -> f64 {
    helper(n, x) + helper(x, n) + helper(1, 2.0)
}

//~ errors
// error[M0401]: mismatched types: expected `f64`, found `usize`
//   |
// 1 | fn helper(x: f64, n: i32) -> f64 {
//   |              --- expected because of this parameter
// ...
// 5 |     helper(n, x) + helper(x, n) + helper(1, 2.0)
//   |            ^ expected `f64`, found `usize`
//   |
//   = help: convert it: `n as f64`
//
// error[M0401]: mismatched types: expected `i32`, found `f64`
//   |
// 1 | fn helper(x: f64, n: i32) -> f64 {
//   |                      --- expected because of this parameter
// ...
// 5 |     helper(n, x) + helper(x, n) + helper(1, 2.0)
//   |               ^ expected `i32`, found `f64`
//   |
//   = help: convert it: `x as i32`
//
// error[M0401]: mismatched types: expected `i32`, found `usize`
//   |
// 1 | fn helper(x: f64, n: i32) -> f64 {
//   |                      --- expected because of this parameter
// ...
// 5 |     helper(n, x) + helper(x, n) + helper(1, 2.0)
//   |                              ^ expected `i32`, found `usize`
//   |
//   = help: convert it: `n as i32`
//
// error[M0401]: mismatched types: expected `f64`, found `{integer}`
//   |
// 1 | fn helper(x: f64, n: i32) -> f64 {
//   |              --- expected because of this parameter
// ...
// 5 |     helper(n, x) + helper(x, n) + helper(1, 2.0)
//   |                                          ^ expected `f64`, found `{integer}`
//   |
//   = help: write a float: `1.0`
//
// error[M0401]: mismatched types: expected `i32`, found `{float}`
//   |
// 1 | fn helper(x: f64, n: i32) -> f64 {
//   |                      --- expected because of this parameter
// ...
// 5 |     helper(n, x) + helper(x, n) + helper(1, 2.0)
//   |                                             ^^^ expected `i32`, found `{float}`
//   |
//   = help: write an integer, or make the other side a float
