fn return_with_value(x: &mut [f64]) {
    return x[0];
}

//~ errors
// error[M0401]: mismatched types: expected `()`, found `f64`
//   |
// 1 | fn return_with_value(x: &mut [f64]) {
//   |    ----------------- expected because of the function's result
// 2 |     return x[0];
//   |            ^^^^ expected `()`, found `f64`
//   |
//   = help: end it with `;` to drop the value, or declare the result: `-> f64`
