fn c_functions(x: f64, y: f64) -> f64 {
    fabs(x) + pow(x, y) + sqrt(y) + fmax(x, y)
}

//~ errors
// error[M0302]: there is no function `fabs`
//   |
// 2 |     fabs(x) + pow(x, y) + sqrt(y) + fmax(x, y)
//   |     ^^^^
//   |
//   = help: write `x.abs()`
//
// error[M0302]: there is no function `pow`
//   |
// 2 |     fabs(x) + pow(x, y) + sqrt(y) + fmax(x, y)
//   |               ^^^
//   |
//   = help: write `x.powi(n)` for an integer `n`, or `x.powf(y)`
//
// error[M0302]: there is no function `sqrt`
//   |
// 2 |     fabs(x) + pow(x, y) + sqrt(y) + fmax(x, y)
//   |                           ^^^^
//   |
//   = help: write `y.sqrt()`
//
// error[M0302]: there is no function `fmax`
//   |
// 2 |     fabs(x) + pow(x, y) + sqrt(y) + fmax(x, y)
//   |                                     ^^^^
//   |
//   = help: write `x.max(y)`
