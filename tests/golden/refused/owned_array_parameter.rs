fn owned_array_parameter(a: Array2<f64>) -> f64 {
    a[[0, 0]]
}

//~ errors
// error[M0204]: a parameter cannot have this type
//   |
// 1 | fn owned_array_parameter(a: Array2<f64>) -> f64 {
//   |                             ^^^^^^^^^^^
//   |
//   = help: write `&Array2<f64>` or `ArrayView2<f64>`
