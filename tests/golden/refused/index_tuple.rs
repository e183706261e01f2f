fn index_tuple(a: ArrayView2<f64>, i: usize, j: usize) -> f64 {
    a[(i, j)]
}

//~ errors
// error[M0405]: `ArrayView2<f64>` is not indexed this way
//   |
// 1 | fn index_tuple(a: ArrayView2<f64>, i: usize, j: usize) -> f64 {
//   |                - `a` is `ArrayView2<f64>`
// 2 |     a[(i, j)]
//   |     ^^^^^^^^^
//   |
//   = help: write `a[[i, j]]`
