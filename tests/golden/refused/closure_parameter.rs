fn closure_parameter(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(x)
}

//~ errors
// error[M0204]: `impl Trait` is not supported in a kernel
//   |
// 1 | fn closure_parameter(f: impl Fn(f64) -> f64, x: f64) -> f64 {
//   |                         ^^^^
//   |
//   = help: write the type itself, such as `f64`
