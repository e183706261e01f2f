fn helper(x: f64) -> f64 {
    x
}
pub fn named_argument(x: f64) -> f64 {
    helper(x = 2.0)
}

//~ errors
// error[M0206]: an argument with its name is not supported in a kernel
//   |
// 5 |     helper(x = 2.0)
//   |            ^^^^
//   |
//   = help: give the arguments in order, without their names
