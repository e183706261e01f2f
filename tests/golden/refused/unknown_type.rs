fn unknown_type(x: f46, y: Float) -> f64 {
    x
}

//~ errors
// error[M0204]: the type `f46` is not supported in a kernel
//   |
// 1 | fn unknown_type(x: f46, y: Float) -> f64 {
//   |                    ^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: did you mean `f64`?
//
// error[M0204]: the type `Float` is not supported in a kernel
//   |
// 1 | fn unknown_type(x: f46, y: Float) -> f64 {
//   |                            ^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: write the type itself, such as `f64`, or declare `T: Float` and write `T`
