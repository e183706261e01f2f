fn duplicate_parameters(x: f64, x: f64) -> f64 {
    x
}

//~ errors
// error[M0305]: two parameters are called `x`
//   |
// 1 | fn duplicate_parameters(x: f64, x: f64) -> f64 {
//   |                         -       ^
//   |                         |
//   |                         the first one
