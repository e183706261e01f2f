fn option_type(x: Option<f64>) -> f64 {
    x.unwrap_or(0.0)
}

//~ errors
// error[M0204]: the type `Option<f64>` is not supported in a kernel
//   |
// 1 | fn option_type(x: Option<f64>) -> f64 {
//   |                   ^^^^^^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: return a value that tells, such as `f64::NAN`, or a tuple with a `bool`
