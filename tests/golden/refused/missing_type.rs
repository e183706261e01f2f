fn missing_type(x) -> f64 {
    x
}

//~ errors
// error[M0101]: the parameter `x` has no type
//   |
// 1 | fn missing_type(x) -> f64 {
//   |                 ^
//   |
//   = help: give it one, such as `x: f64`
