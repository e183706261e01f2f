fn c_parameter(double x) -> f64 {
    x
}

//~ errors
// error[M0101]: in Rust the type stands behind the name, and `double` is `f64`
//   |
// 1 | fn c_parameter(double x) -> f64 {
//   |                ^^^^^^^^
//   |
//   = help: write `x: f64`
