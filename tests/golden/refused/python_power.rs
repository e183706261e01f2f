fn python_power(x: f64) -> f64 {
    x ** 2
}

//~ errors
// error[M0206]: the operator `**` is not supported in a kernel
//   |
// 2 |     x ** 2
//   |       ^^
//   |
//   = help: write `.powi(2)`, or `.pow(2)` of an integer
