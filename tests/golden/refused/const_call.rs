fn twice(x: f64) -> f64 {
    2.0 * x
}
const FOUR: f64 = twice(2.0);
pub fn const_call(x: f64) -> f64 {
    x * FOUR
}

//~ errors
// error[M0412]: a call is not supported in a constant
//   |
// 4 | const FOUR: f64 = twice(2.0);
//   |                   ^^^^^^^^^^
//   |
//   = help: write the value that it has
