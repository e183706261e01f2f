fn ndarray_shape(a: ArrayView2<f64>) -> usize {
    let s = a.shape();
    s[0] * a.shape[1]
}

//~ errors
// error[M0206]: access to a named field is not supported in a kernel
//   |
// 3 |     s[0] * a.shape[1]
//   |              ^^^^^
//   |
//   = help: an extent of an array is `a.shape()[0]`
