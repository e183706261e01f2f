fn helper(x: f64, y: f64) -> f64 {
    x + y
}
pub fn argument_count(x: f64) -> f64 {
    helper(x) + helper(x, x, x) + helper()
}

//~ errors
// error[M0406]: `helper` takes 2 arguments, 1 given
//   |
// 1 | fn helper(x: f64, y: f64) -> f64 {
//   |    ------ defined here
// ...
// 5 |     helper(x) + helper(x, x, x) + helper()
//   |     ^^^^^^^^^
//
// error[M0406]: `helper` takes 2 arguments, 3 given
//   |
// 1 | fn helper(x: f64, y: f64) -> f64 {
//   |    ------ defined here
// ...
// 5 |     helper(x) + helper(x, x, x) + helper()
//   |                 ^^^^^^^^^^^^^^^
//
// error[M0406]: `helper` takes 2 arguments, 0 given
//   |
// 1 | fn helper(x: f64, y: f64) -> f64 {
//   |    ------ defined here
// ...
// 5 |     helper(x) + helper(x, x, x) + helper()
//   |                                   ^^^^^^^^
