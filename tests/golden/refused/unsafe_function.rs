unsafe fn unsafe_function(x: f64) -> f64 {
    x
}

//~ errors
// error[M0208]: `unsafe fn` is not supported in a kernel
//   |
// 1 | unsafe fn unsafe_function(x: f64) -> f64 {
//   | ^^^^^^
//   |
//   = help: write a plain `fn`
