fn missing_result(x: f64) {
    x * 2.0
}

//~ errors
// error[M0401]: mismatched types: expected `()`, found `f64`
//   |
// 1 | fn missing_result(x: f64) {
//   |    -------------- expected because of the function's result
// 2 |     x * 2.0
//   |     ^^^^^^^ expected `()`, found `f64`
//   |
//   = help: end it with `;` to drop the value, or declare the result: `-> f64`
