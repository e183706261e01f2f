fn total(x: &[f64; 3]) -> f64 {
    x[0]
}
pub fn argument_of_fixed(x: f64) -> f64 {
    let a = [x; 4];
    let b = [x; 3];
    total(&a) + total(b)
}

//~ errors
// error[M0401]: mismatched types: expected `&[f64; 3]`, found `&a` of `[f64; 4]`
//   |
// 1 | fn total(x: &[f64; 3]) -> f64 {
//   |             --------- expected because of this parameter
// ...
// 5 |     let a = [x; 4];
//   |         - `a` is `[f64; 4]`
// 6 |     let b = [x; 3];
// 7 |     total(&a) + total(b)
//   |           ^^
//
// error[M0401]: mismatched types: expected `&[f64; 3]`, found `[f64; 3]`
//   |
// 1 | fn total(x: &[f64; 3]) -> f64 {
//   |             --------- expected because of this parameter
// ...
// 6 |     let b = [x; 3];
//   |         - `b` is `[f64; 3]`
// 7 |     total(&a) + total(b)
//   |                       ^
//   |
//   = help: lend it: `&b`
