fn iterator_map(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum::<f64>()
}

//~ errors
// error[M0206]: a closure is not supported in a kernel
//   |
// 2 |     x.iter().map(|v| v * v).sum::<f64>()
//   |                  ^
//   |
//   = help: write a helper `fn` beside the kernel
//
// error[M0206]: a method with type arguments is not supported in a kernel
//   |
// 2 |     x.iter().map(|v| v * v).sum::<f64>()
//   |                             ^^^
//   |
//   = help: leave the type arguments out
