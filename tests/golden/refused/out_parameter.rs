fn out_parameter(x: f64, result: &mut f64) {
    *result = x * x;
}

//~ errors
// error[M0206]: the operator `*` before a value is not supported in a kernel
//   |
// 2 |     *result = x * x;
//   |     ^
//   |
//   = help: variables of a kernel are values, and elements are read by an index: remove it
