fn half_floats(x: f16) -> f16 {
    x
}

//~ errors
// error[M0204]: the type `f16` is not supported in a kernel
//   |
// 1 | fn half_floats(x: f16) -> f16 {
//   |                   ^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: write `f32`
//
// error[M0204]: the type `f16` is not supported in a kernel
//   |
// 1 | fn half_floats(x: f16) -> f16 {
//   |                           ^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: write `f32`
