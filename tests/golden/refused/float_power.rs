fn float_power(x: f64) -> f64 {
    x.pow(2) + x.powi(2.0) + x.powf(2)
}

//~ errors
// error[M0303]: there is no method `pow` on `f64`
//   |
// 2 |     x.pow(2) + x.powi(2.0) + x.powf(2)
//   |       ^^^
//   |
//   = help: write `x.powi(n)` for an integer `n`, or `x.powf(y)`
//
// error[M0401]: mismatched types: expected `i32`, found `{float}`
//   |
// 2 |     x.pow(2) + x.powi(2.0) + x.powf(2)
//   |                       ^^^ expected `i32`, found `{float}`
//   |
//   = help: write an integer, or make the other side a float
//
// error[M0401]: mismatched types: expected `f64`, found `{integer}`
//   |
// 2 |     x.pow(2) + x.powi(2.0) + x.powf(2)
//   |                                     ^ expected `f64`, found `{integer}`
//   |
//   = help: write a float: `2.0`
