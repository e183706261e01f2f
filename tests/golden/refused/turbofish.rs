fn helper(x: f64) -> f64 {
    x
}
pub fn turbofish(x: f64) -> f64 {
    helper::<f64>(x)
}

//~ errors
// error[M0206]: a path with type arguments is not supported in a kernel
//   |
// 5 |     helper::<f64>(x)
//   |     ^^^^^^
//   |
//   = help: leave the type arguments out; the types of the arguments decide
