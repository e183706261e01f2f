fn sum_of_bools(x: f64, y: f64) -> i32 {
    (x > 0.0) + (y > 0.0)
}

//~ errors
// error[M0402]: the operator `+` is not defined for `bool`
//   |
// 2 |     (x > 0.0) + (y > 0.0)
//   |     ^-------^^^^^^^^^^^^^
//   |      |
//   |      this is `bool`
//   |
//   = note: `+` works on numbers
//   = help: convert it: `(x > 0.0) as i32`
