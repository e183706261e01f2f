fn dereference(x: &[f64]) -> f64 {
    *x[0]
}

//~ errors
// error[M0206]: the operator `*` before a value is not supported in a kernel
//   |
// 2 |     *x[0]
//   |     ^
//   |
//   = help: variables of a kernel are values, and elements are read by an index: remove it
