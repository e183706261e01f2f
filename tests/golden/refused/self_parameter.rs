fn self_parameter(&self, x: f64) -> f64 {
    x
}

//~ errors
// error[M0208]: a `self` parameter is not supported in a kernel
//   |
// 1 | fn self_parameter(&self, x: f64) -> f64 {
//   |                    ^^^^
//   |
//   = help: a kernel is a free function: give the parameter a name and a type
