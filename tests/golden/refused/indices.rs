fn indices(a: ArrayView2<f64>, x: &[f64], k: i32) -> f64 {
    a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
}

//~ errors
// error[M0405]: `a` has 2 axes, but 1 index is given
//   |
// 1 | fn indices(a: ArrayView2<f64>, x: &[f64], k: i32) -> f64 {
//   |            - `a` is `ArrayView2<f64>`
// 2 |     a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
//   |     ^^^^
//   |
//   = help: write `a[[k, j]]`
//
// error[M0405]: an index is a `usize`, not `i32`
//   |
// 2 |     a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
//   |       ^ expected `usize`, found `i32`
//   |
//   = help: convert it: `k as usize`
//
// error[M0405]: an index is a `usize`, not `i32`
//   |
// 2 |     a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
//   |               ^ expected `usize`, found `i32`
//   |
//   = help: convert it: `k as usize`
//
// error[M0405]: one pair of brackets per axis is not how n-d arrays are indexed
//   |
// 2 |     a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
//   |                        ^^^^^^^
//   |
//   = help: write `a[[0, 1]]`
//
// error[M0405]: `&[f64]` is not indexed this way
//   |
// 1 | fn indices(a: ArrayView2<f64>, x: &[f64], k: i32) -> f64 {
//   |                                - `x` is `&[f64]`
// 2 |     a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
//   |                                  ^^^^^^
//   |
//   = help: write `x[0]`
//
// error[M0405]: an index is a `usize`, not `i32`
//   |
// 2 |     a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
//   |                                             ^ expected `usize`, found `i32`
//   |
//   = help: convert it: `k as usize`
//
// error[M0405]: an index is a `usize`, not `{float}`
//   |
// 2 |     a[k] + a[[k, 0]] + a[0][1] + x[[0]] + x[k] + x[1.0]
//   |                                                    ^^^ expected `usize`, found `{float}`
//   |
//   = help: write an integer
