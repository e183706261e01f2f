fn ndarray_row(a: ArrayView2<f64>) -> f64 {
    let r = a.row(0);
    r[0]
}

//~ errors
// error[M0303]: `row()` of `ArrayView2<f64>` is not supported here
//   |
// 2 |     let r = a.row(0);
//   |               ^^^
//   |
//   = help: index the array itself: `a[[i, j]]`
