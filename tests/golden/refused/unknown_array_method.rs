fn unknown_array_method(a: ArrayView2<f64>) -> usize {
    a.nrow() + a.length() + a.size() + a.ncol()
}

//~ errors
// error[M0303]: there is no method `nrow` on `ArrayView2<f64>`
//   |
// 2 |     a.nrow() + a.length() + a.size() + a.ncol()
//   |       ^^^^
//   |
//   = help: did you mean `a.nrows()`?
//
// error[M0303]: `length()` of `ArrayView2<f64>` is not supported here
//   |
// 2 |     a.nrow() + a.length() + a.size() + a.ncol()
//   |                  ^^^^^^
//   |
//   = help: write `a.len()`
//
// error[M0303]: `size()` of `ArrayView2<f64>` is not supported here
//   |
// 2 |     a.nrow() + a.length() + a.size() + a.ncol()
//   |                               ^^^^
//   |
//   = help: write `a.len()`
//
// error[M0303]: there is no method `ncol` on `ArrayView2<f64>`
//   |
// 2 |     a.nrow() + a.length() + a.size() + a.ncol()
//   |                                          ^^^^
//   |
//   = help: did you mean `a.ncols()`?
