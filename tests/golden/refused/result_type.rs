fn result_type(x: f64) -> Result<f64, String> {
    Ok(x)
}

//~ errors
// error[M0204]: the type `Result<f64, String>` is not supported in a kernel
//   |
// 1 | fn result_type(x: f64) -> Result<f64, String> {
//   |                           ^^^^^^^^^^^^^^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: return a value that tells, such as `f64::NAN`, or a tuple with a `bool`
//
// error[M0302]: there is no function `Ok`
//   |
// 2 |     Ok(x)
//   |     ^^
//   |
//   = help: kernels have no `Option` and no `Result`: return the value itself
