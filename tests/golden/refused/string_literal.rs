fn string_literal(x: f64) -> f64 {
    let name = "pressure";
    x
}

//~ errors
// error[M0209]: a string is not supported in a kernel
//   |
// 2 |     let name = "pressure";
//   |                ^^^^^^^^^^
//   |
//   = help: kernels compute with numbers and `bool`
