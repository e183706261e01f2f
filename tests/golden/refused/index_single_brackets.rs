fn index_single_brackets(a: ArrayView2<f64>, i: usize, j: usize) -> f64 {
    a[i][j]
}

//~ errors
// error[M0405]: one pair of brackets per axis is not how n-d arrays are indexed
//   |
// 2 |     a[i][j]
//   |     ^^^^^^^
//   |
//   = help: write `a[[i, j]]`
