fn total(x: &[f64]) -> f64 {
    x[0]
}
pub fn argument_kinds(a: ArrayView1<f64>, b: ArrayView2<f64>, c: f64, d: &[f32]) -> f64 {
    total(a) + total(b) + total(c) + total(d)
}

//~ errors
// error[M0401]: mismatched types: expected `&[f64]`, found `ArrayView1<f64>`
//   |
// 1 | fn total(x: &[f64]) -> f64 {
//   |             ------ expected because of this parameter
// ...
// 4 | pub fn argument_kinds(a: ArrayView1<f64>, b: ArrayView2<f64>, c: f64, d: &[f32]) -> f64 {
//   |                       - `a` is `ArrayView1<f64>`
// 5 |     total(a) + total(b) + total(c) + total(d)
//   |           ^
//   |
//   = help: give both parameters the same array type
//
// error[M0401]: mismatched types: expected `&[f64]`, found `ArrayView2<f64>`
//   |
// 1 | fn total(x: &[f64]) -> f64 {
//   |             ------ expected because of this parameter
// ...
// 4 | pub fn argument_kinds(a: ArrayView1<f64>, b: ArrayView2<f64>, c: f64, d: &[f32]) -> f64 {
//   |                                           - `b` is `ArrayView2<f64>`
// 5 |     total(a) + total(b) + total(c) + total(d)
//   |                      ^
//
// error[M0401]: mismatched types: expected `&[f64]`, found `f64`
//   |
// 1 | fn total(x: &[f64]) -> f64 {
//   |             ------ expected because of this parameter
// ...
// 5 |     total(a) + total(b) + total(c) + total(d)
//   |                                 ^ expected `&[f64]`, found `f64`
//
// error[M0401]: mismatched types: expected `&[f64]`, found `&[f32]`
//   |
// 1 | fn total(x: &[f64]) -> f64 {
//   |             ------ expected because of this parameter
// ...
// 4 | pub fn argument_kinds(a: ArrayView1<f64>, b: ArrayView2<f64>, c: f64, d: &[f32]) -> f64 {
//   |                                                                       - `d` is `&[f32]`
// 5 |     total(a) + total(b) + total(c) + total(d)
//   |                                            ^
