fn missing_operator(x: f64) -> f64 {
    2x
}

//~ errors
// error[M0209]: `x` is not a suffix of numbers in a kernel
//   |
// 2 |     2x
//   |     ^^
//   |
//   = help: to multiply by `x`, write `*` between them
