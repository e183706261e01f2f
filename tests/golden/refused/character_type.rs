fn character_type(c: char) -> u32 {
    c as u32
}

//~ errors
// error[M0204]: the type `char` is not supported in a kernel
//   |
// 1 | fn character_type(c: char) -> u32 {
//   |                      ^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: kernels compute with numbers and `bool`
