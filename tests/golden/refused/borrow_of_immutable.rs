fn clear(y: &mut [f64]) {
    y[0] = 0.0;
}
pub fn borrow_of_immutable(x: &[f64]) {
    clear(x);
}

//~ errors
// error[M0401]: mismatched types: expected `&mut [f64]`, found `&[f64]`
//   |
// 1 | fn clear(y: &mut [f64]) {
//   |             ---------- expected because of this parameter
// ...
// 4 | pub fn borrow_of_immutable(x: &[f64]) {
//   |                            - `x` is `&[f64]`
// 5 |     clear(x);
//   |           ^
//   |
//   = help: make `x` a mutable parameter too
