fn rank_zero(a: ArrayView0<f64>, b: ArrayView2<f64>, x: &[f64]) -> f64 {
    let first = a[0];
    let shape = a.shape()[0];
    let dim = a.dim();
    let rows = a.nrows();
    let whole = a + 1.0;
    let wrong = b[()] + x[()];
    let value = a.into_scalar();
    a[()] = first;
    for y in a {}
    a[[0]]
}

//~ errors
// error[M0405]: `a` has 0 axes, but 1 index is given
//   |
// 1 | fn rank_zero(a: ArrayView0<f64>, b: ArrayView2<f64>, x: &[f64]) -> f64 {
//   |              - `a` is `ArrayView0<f64>`
// 2 |     let first = a[0];
//   |                 ^^^^
//   |
//   = help: write `a[()]`
//
// error[M0405]: `a` has 0 axes, so there is no axis 0
//   |
// 3 |     let shape = a.shape()[0];
//   |                           ^
//   |
//   = help: its only element is `a[()]`
//
// error[M0408]: expected a value, found `()`
//   |
// 4 |     let dim = a.dim();
//   |               ^^^^^^^
//   |
//   = help: end the block with a value, without a semicolon
//
// error[M0303]: `nrows()` of `ArrayView0<f64>` is not supported here
//   |
// 5 |     let rows = a.nrows();
//   |                  ^^^^^
//   |
//   = help: write `a.len()`
//
// error[M0408]: `a` is an array, not a value
//   |
// 6 |     let whole = a + 1.0;
//   |                 ^ this is `ArrayView0<f64>`
//   |
//   = help: use its element: `a[()]`
//
// error[M0405]: `b` has 2 axes, but 0 indices are given
//   |
// 1 | fn rank_zero(a: ArrayView0<f64>, b: ArrayView2<f64>, x: &[f64]) -> f64 {
//   |                                  - `b` is `ArrayView2<f64>`
// ...
// 7 |     let wrong = b[()] + x[()];
//   |                 ^^^^^
//   |
//   = help: write `b[[i, j]]`
//
// error[M0405]: `x` has 1 axis, but 0 indices are given
//   |
// 1 | fn rank_zero(a: ArrayView0<f64>, b: ArrayView2<f64>, x: &[f64]) -> f64 {
//   |                                                      - `x` is `&[f64]`
// ...
// 7 |     let wrong = b[()] + x[()];
//   |                         ^^^^^
//   |
//   = help: write `x[i]`
//
// error[M0303]: `into_scalar()` of `ArrayView0<f64>` is not supported here
//   |
// 8 |     let value = a.into_scalar();
//   |                   ^^^^^^^^^^^
//   |
//   = help: use its element: `a[()]`
//
// error[M0501]: cannot store into `a`, which is not mutable
//   |
// 1 | fn rank_zero(a: ArrayView0<f64>, b: ArrayView2<f64>, x: &[f64]) -> f64 {
//   |              - `a` is `ArrayView0<f64>`
// ...
// 9 |     a[()] = first;
//   |     ^^^^^
//   |
//   = help: make it `mut a: ArrayViewMut0<f64>`
//
// error[M0206]: a `for` runs over a range of integers only: `a..b` or `a..=b`
//    |
// 10 |     for y in a {}
//    |              ^ this is not supported in a `for`
//    |
//    = help: `a` has one element: `a[()]`
//
// error[M0405]: `a` has 0 axes, but 1 index is given
//    |
//  1 | fn rank_zero(a: ArrayView0<f64>, b: ArrayView2<f64>, x: &[f64]) -> f64 {
//    |              - `a` is `ArrayView0<f64>`
// ...
// 11 |     a[[0]]
//    |     ^^^^^^
//    |
//    = help: write `a[()]`
