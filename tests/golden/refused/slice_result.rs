fn slice_result(x: &[f64]) -> &[f64] {
    x
}

//~ errors
// error[M0208]: a kernel returns a scalar or nothing
//   |
// 1 | fn slice_result(x: &[f64]) -> &[f64] {
//   |                               ^^^^^^ an array cannot be returned
//   |
//   = help: write to a `&mut [T]` or `ArrayViewMut` parameter
//
// error[M0408]: `x` is an array, not a value
//   |
// 2 |     x
//   |     ^ this is `&[f64]`
//   |
//   = help: use an element: `x[i]`
