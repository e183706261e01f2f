double c_function(double x) {
    return x * x;
}

//~ errors
// error[M0101]: in Rust the type stands behind the name, and `double` is `f64`
//   |
// 1 | double c_function(double x) {
//   | ^^^^^^^^^^^^^^^^^
//   |
//   = help: write `fn c_function(x: f64) -> f64 { .. }`
