fn missing_operator_two(x: f64) -> f64 {
    2.0 (x + 1.0)
}

//~ errors
// error[M0206]: a call of a computed function is not supported in a kernel
//   |
// 2 |     2.0 (x + 1.0)
//   |     ^^^
//   |
//   = help: call a function by its name; to multiply, write `*` between them
