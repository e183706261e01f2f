fn comma_index(a: ArrayView2<f64>) -> f64 {
    a[0, 1]
}

//~ errors
// error[M0101]: several indices stand in two pairs of brackets
//   |
// 2 |     a[0, 1]
//   |      ^^^^^^
//   |
//   = help: write `a[[0, 1]]`
