fn while_let(x: f64) -> f64 {
    while let Some(y) = x {
        return y;
    }
    x
}

//~ errors
// error[M0206]: `let` in a condition is not supported in a kernel
//   |
// 2 |     while let Some(y) = x {
//   |           ^^^
//   |
//   = help: kernels have no enums to take apart: compare values with `==` or `<`
