fn mutability(x: &[f64], y: ArrayViewMut1<f64>) {
    let sum = 0.0;
    for i in 0..x.len() {
        sum += x[i];
        x[i] = sum;
        y[i] = sum;
    }
}

//~ errors
// error[M0501]: cannot assign twice to the immutable variable `sum`
//   |
// 2 |     let sum = 0.0;
//   |         --- declared here without `mut`
// 3 |     for i in 0..x.len() {
// 4 |         sum += x[i];
//   |         ^^^
//   |
//   = help: declare it as `let mut sum`
//
// error[M0501]: cannot store into `x`, which is not mutable
//   |
// 1 | fn mutability(x: &[f64], y: ArrayViewMut1<f64>) {
//   |               - `x` is `&[f64]`
// ...
// 5 |         x[i] = sum;
//   |         ^^^^
//   |
//   = help: make it `x: &mut [f64]`
//
// error[M0501]: cannot store into `y`, which is not mutable
//   |
// 1 | fn mutability(x: &[f64], y: ArrayViewMut1<f64>) {
//   |                          - `y` is `ArrayViewMut1<f64>`
// ...
// 6 |         y[i] = sum;
//   |         ^^^^
//   |
//   = help: declare it `mut`: `mut y: ArrayViewMut1<f64>`
