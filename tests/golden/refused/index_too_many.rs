fn index_too_many(a: ArrayView2<f64>, i: usize) -> f64 {
    a[[i, i, i]]
}

//~ errors
// error[M0405]: `a` has 2 axes, but 3 indices are given
//   |
// 1 | fn index_too_many(a: ArrayView2<f64>, i: usize) -> f64 {
//   |                   - `a` is `ArrayView2<f64>`
// 2 |     a[[i, i, i]]
//   |     ^^^^^^^^^^^^
//   |
//   = help: write `a[[i, i]]`
