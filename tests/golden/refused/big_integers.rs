fn big_integers(n: u128, m: i128) -> u64 {
    n as u64
}

//~ errors
// error[M0204]: the type `u128` is not supported in a kernel
//   |
// 1 | fn big_integers(n: u128, m: i128) -> u64 {
//   |                    ^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: write `u64`, or two of them
//
// error[M0204]: the type `i128` is not supported in a kernel
//   |
// 1 | fn big_integers(n: u128, m: i128) -> u64 {
//   |                             ^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: write `i64`, or two of them
