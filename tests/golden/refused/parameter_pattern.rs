fn parameter_pattern((x, y): (f64, f64), _: f64) -> f64 {
    x + y
}

//~ errors
// error[M0207]: a tuple pattern in parameters is not supported in a kernel
//   |
// 1 | fn parameter_pattern((x, y): (f64, f64), _: f64) -> f64 {
//   |                      ^^^^^^
//   |
//   = help: write one name and its type
