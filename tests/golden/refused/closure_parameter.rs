fn closure_parameter(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(x)
}

//~ errors
// error[M0204]: a function as a parameter is not supported in a kernel
//   |
// 1 | fn closure_parameter(f: impl Fn(f64) -> f64, x: f64) -> f64 {
//   |                         ^^^^
//   |
//   = help: call a helper `fn` by its name
