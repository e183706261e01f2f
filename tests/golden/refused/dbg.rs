fn debug(x: f64) -> f64 {
    dbg!(x)
}

//~ errors
// error[M0206]: the macro `dbg!` is not supported in a kernel
//   |
// 2 |     dbg!(x)
//   |     ^^^
//   |
//   = help: kernels do no input or output: return the value, or store it in an array
