fn python_power_float(x: f64, y: f64) -> f64 {
    x ** y
}

//~ errors
// error[M0206]: the operator `**` is not supported in a kernel
//   |
// 2 |     x ** y
//   |       ^^
//   |
//   = help: write `.powf(y)`, or `.powi(n)` for an integer `n`, or `.pow(n)` of an integer
