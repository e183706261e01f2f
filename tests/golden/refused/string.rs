fn string(name: String) -> f64 {
    0.0
}

//~ errors
// error[M0204]: the type `String` is not supported in a kernel
//   |
// 1 | fn string(name: String) -> f64 {
//   |                 ^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: kernels compute with numbers and `bool`
