fn c_type_names(x: double, n: int, b: boolean) -> float64 {
    x
}

//~ errors
// error[M0204]: the type `double` is not supported in a kernel
//   |
// 1 | fn c_type_names(x: double, n: int, b: boolean) -> float64 {
//   |                    ^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: did you mean `f64`?
//
// error[M0204]: the type `int` is not supported in a kernel
//   |
// 1 | fn c_type_names(x: double, n: int, b: boolean) -> float64 {
//   |                               ^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: did you mean `i32`?
//
// error[M0204]: the type `boolean` is not supported in a kernel
//   |
// 1 | fn c_type_names(x: double, n: int, b: boolean) -> float64 {
//   |                                       ^^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: did you mean `bool`?
//
// error[M0204]: the type `float64` is not supported in a kernel
//   |
// 1 | fn c_type_names(x: double, n: int, b: boolean) -> float64 {
//   |                                                   ^^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: did you mean `f64`?
