fn exponent_d(x: f64) -> f64 {
    x * 1.0d3
}

//~ errors
// error[M0209]: `d3` is not a suffix of numbers in a kernel
//   |
// 2 |     x * 1.0d3
//   |         ^^^^^
//   |
//   = help: write the exponent `e3`
