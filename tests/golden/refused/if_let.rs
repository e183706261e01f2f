fn if_let(x: f64) -> f64 {
    if let Some(y) = x { y } else { 0.0 }
}

//~ errors
// error[M0206]: `let` in a condition is not supported in a kernel
//   |
// 2 |     if let Some(y) = x { y } else { 0.0 }
//   |        ^^^
//   |
//   = help: kernels have no enums to take apart: compare values with `==` or `<`
