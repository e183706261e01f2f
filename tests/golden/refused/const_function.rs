const fn const_function(x: f64) -> f64 {
    x
}

//~ errors
// error[M0208]: `const fn` is not supported in a kernel
//   |
// 1 | const fn const_function(x: f64) -> f64 {
//   | ^^^^^
//   |
//   = help: write a plain `fn`
