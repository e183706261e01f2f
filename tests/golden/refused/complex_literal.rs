fn complex_literal(x: f64) -> f64 {
    x * 2j
}

//~ errors
// error[M0209]: `j` is not a suffix of numbers in a kernel
//   |
// 2 |     x * 2j
//   |         ^^
//   |
//   = help: kernels have no complex numbers: compute both parts
