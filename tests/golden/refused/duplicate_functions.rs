fn helper(x: f64) -> f64 {
    x
}
fn helper(x: f64, y: f64) -> f64 {
    x + y
}
pub fn duplicate_functions(x: f64) -> f64 {
    helper(x)
}

//~ errors
// error[M0305]: two functions are called `helper`
//   |
// 1 | fn helper(x: f64) -> f64 {
//   |    ------ the first one
// ...
// 4 | fn helper(x: f64, y: f64) -> f64 {
//   |    ^^^^^^
//
// error[M0406]: `helper` takes 2 arguments, 1 given
//   |
// 4 | fn helper(x: f64, y: f64) -> f64 {
//   |    ------ defined here
// ...
// 8 |     helper(x)
//   |     ^^^^^^^^^
