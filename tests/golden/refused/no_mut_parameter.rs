fn no_mut_parameter(x: f64) -> f64 {
    x += 1.0;
    x
}

//~ errors
// error[M0501]: cannot assign twice to the immutable parameter `x`
//   |
// 1 | fn no_mut_parameter(x: f64) -> f64 {
//   |                     - declared here without `mut`
// 2 |     x += 1.0;
//   |     ^
//   |
//   = help: declare it as `mut x`
