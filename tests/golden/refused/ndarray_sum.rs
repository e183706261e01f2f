fn ndarray_sum(a: ArrayView2<f64>) -> f64 {
    a.sum()
}

//~ errors
// error[M0303]: `sum()` of `ArrayView2<f64>` is not supported here
//   |
// 2 |     a.sum()
//   |       ^^^
//   |
//   = help: write a loop over `a[[i, j]]`
