fn ndarray_old_type(a: ArrayView<f64, Ix2>, b: Array<f64, Ix1>) -> f64 {
    a[[0, 0]]
}

//~ errors
// error[M0204]: a parameter cannot have this type
//   |
// 1 | fn ndarray_old_type(a: ArrayView<f64, Ix2>, b: Array<f64, Ix1>) -> f64 {
//   |                        ^^^^^^^^^^^^^^^^^^^
//   |
//   = help: write the rank into the name: `ArrayView2<f64>`
//
// error[M0204]: a parameter cannot have this type
//   |
// 1 | fn ndarray_old_type(a: ArrayView<f64, Ix2>, b: Array<f64, Ix1>) -> f64 {
//   |                                                ^^^^^^^^^^^^^^^
//   |
//   = help: write the rank into the name: `&Array2<f64>`
