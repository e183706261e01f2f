fn fixed_result(x: f64) -> [f64; 2] {
    [x, x]
}

//~ errors
// error[M0208]: only a helper can return an array
//   |
// 1 | fn fixed_result(x: f64) -> [f64; 2] {
//   |                            ^^^^^^^^
//   |
//   = help: write to a `&mut [T]` or `ArrayViewMut` parameter
