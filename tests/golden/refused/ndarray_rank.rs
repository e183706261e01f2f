fn ndarray_rank(a: ArrayView7<f64>, b: ArrayViewD<f64>) -> f64 {
    0.0
}

//~ errors
// error[M0204]: the type `ArrayView7<f64>` is not supported in a kernel
//   |
// 1 | fn ndarray_rank(a: ArrayView7<f64>, b: ArrayViewD<f64>) -> f64 {
//   |                    ^^^^^^^^^^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: arrays have 0 to 6 axes in a kernel
//
// error[M0204]: a parameter cannot have this type
//   |
// 1 | fn ndarray_rank(a: ArrayView7<f64>, b: ArrayViewD<f64>) -> f64 {
//   |                                        ^^^^^^^^^^^^^^^
//   |
//   = help: write the rank into the name: `ArrayView2<f64>`
