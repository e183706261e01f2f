fn lifetime_bounds<'a, 'b: 'a>(x: &'a [f64], y: &'b [f64]) -> f64 {
    x[0] + y[0]
}

//~ errors
// error[M0208]: this lifetime parameter is not supported in a kernel
//   |
// 1 | fn lifetime_bounds<'a, 'b: 'a>(x: &'a [f64], y: &'b [f64]) -> f64 {
//   |                         ^
//   |
//   = help: write a plain lifetime, or none at all
