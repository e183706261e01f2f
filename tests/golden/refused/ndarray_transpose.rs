fn ndarray_transpose(a: ArrayView2<f64>) -> f64 {
    a.t()[[0, 1]]
}

//~ errors
// error[M0303]: `t()` of `ArrayView2<f64>` is not supported here
//   |
// 2 |     a.t()[[0, 1]]
//   |       ^
//   |
//   = help: index the array itself: `a[[i, j]]`
