fn ndarray_column(a: ArrayView2<f64>, j: usize) -> f64 {
    a.column(j).sum()
}

//~ errors
// error[M0303]: `column()` of `ArrayView2<f64>` is not supported here
//   |
// 2 |     a.column(j).sum()
//   |       ^^^^^^
//   |
//   = help: index the array itself: `a[[i, j]]`
