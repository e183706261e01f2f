extern "C" fn extern_function(x: f64) -> f64 {
    x
}

//~ errors
// error[M0208]: `extern fn` is not supported in a kernel
//   |
// 1 | extern "C" fn extern_function(x: f64) -> f64 {
//   | ^^^^^^
//   |
//   = help: write a plain `fn`
