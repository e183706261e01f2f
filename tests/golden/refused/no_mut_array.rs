fn no_mut_array(x: &[f64], y: ArrayView2<f64>, z: &Array1<f64>) {
    x[0] = 1.0;
    y[[0, 0]] = 1.0;
    z[0] = 1.0;
}

//~ errors
// error[M0501]: cannot store into `x`, which is not mutable
//   |
// 1 | fn no_mut_array(x: &[f64], y: ArrayView2<f64>, z: &Array1<f64>) {
//   |                 - `x` is `&[f64]`
// 2 |     x[0] = 1.0;
//   |     ^^^^
//   |
//   = help: make it `x: &mut [f64]`
//
// error[M0501]: cannot store into `y`, which is not mutable
//   |
// 1 | fn no_mut_array(x: &[f64], y: ArrayView2<f64>, z: &Array1<f64>) {
//   |                            - `y` is `ArrayView2<f64>`
// 2 |     x[0] = 1.0;
// 3 |     y[[0, 0]] = 1.0;
//   |     ^^^^^^^^^
//   |
//   = help: make it `mut y: ArrayViewMut2<f64>`
//
// error[M0501]: cannot store into `z`, which is not mutable
//   |
// 1 | fn no_mut_array(x: &[f64], y: ArrayView2<f64>, z: &Array1<f64>) {
//   |                                                - `z` is `&Array1<f64>`
// ...
// 4 |     z[0] = 1.0;
//   |     ^^^^
//   |
//   = help: make it `z: &mut Array1<f64>`
