fn index_one_of_two(a: ArrayView2<f64>, i: usize) -> f64 {
    a[i]
}

//~ errors
// error[M0405]: `a` has 2 axes, but 1 index is given
//   |
// 1 | fn index_one_of_two(a: ArrayView2<f64>, i: usize) -> f64 {
//   |                     - `a` is `ArrayView2<f64>`
// 2 |     a[i]
//   |     ^^^^
//   |
//   = help: write `a[[i, j]]`
