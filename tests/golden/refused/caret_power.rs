fn caret_power(x: f64) -> f64 {
    x ^ 2
}

//~ errors
// error[M0402]: the operator `^` is not defined for `f64`
//   |
// 2 |     x ^ 2
//   |     -^^^^
//   |     |
//   |     this is `f64`
//   |
//   = note: `^` works on integers and `bool`
//   = help: for a power write `x.powf(y)`, or `x.powi(n)` for an integer `n`
