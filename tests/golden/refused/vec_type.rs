fn vec_type(x: Vec<f64>) -> Vec<f64> {
    x
}

//~ errors
// error[M0204]: the type `Vec<f64>` is not supported in a kernel
//   |
// 1 | fn vec_type(x: Vec<f64>) -> Vec<f64> {
//   |                ^^^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: take a slice, `&[f64]` or `&mut [f64]`, or a view, such as `ArrayView1<f64>`
//
// error[M0204]: the type `Vec<f64>` is not supported in a kernel
//   |
// 1 | fn vec_type(x: Vec<f64>) -> Vec<f64> {
//   |                             ^^^^^^^^
//   |
//   = note: scalars are `bool`, `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32` and `f64`
//   = help: take a slice, `&[f64]` or `&mut [f64]`, or a view, such as `ArrayView1<f64>`
