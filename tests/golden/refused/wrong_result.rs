fn wrong_result(x: f64) -> i32 {
    x
}

//~ errors
// error[M0401]: mismatched types: expected `i32`, found `f64`
//   |
// 1 | fn wrong_result(x: f64) -> i32 {
//   |                            --- expected because of the function's result
// 2 |     x
//   |     ^ expected `i32`, found `f64`
//   |
//   = help: convert it: `x as i32`
