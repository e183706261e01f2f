fn reference_to_number(x: &f64) -> f64 {
    *x
}

//~ errors
// error[M0206]: the operator `*` before a value is not supported in a kernel
//   |
// 2 |     *x
//   |     ^
//   |
//   = help: variables of a kernel are values, and elements are read by an index: remove it
