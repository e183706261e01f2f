fn raw_pointers(x: *const f64) -> f64 {
    0.0
}

//~ errors
// error[M0204]: a raw pointer is not supported in a kernel
//   |
// 1 | fn raw_pointers(x: *const f64) -> f64 {
//   |                    ^
//   |
//   = help: take a slice, such as `&[f64]` or `&mut [f64]`
