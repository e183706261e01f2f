fn variadic(x: f64, ...) -> f64 {
    x
}

//~ errors
// error[M0208]: a variadic parameter is not supported in a kernel
//   |
// 1 | fn variadic(x: f64, ...) -> f64 {
//   |                     ^
//   |
//   = help: give every parameter a name and a type
