fn square(x: f64) -> f64 {
    x * x
}
pub fn unknown_function(x: f64) -> f64 {
    sqare(x) + cube(x)
}

//~ errors
// error[M0302]: there is no function `sqare`
//   |
// 5 |     sqare(x) + cube(x)
//   |     ^^^^^
//   |
//   = help: did you mean `square`?
//
// error[M0302]: there is no function `cube`
//   |
// 5 |     sqare(x) + cube(x)
//   |                ^^^^
