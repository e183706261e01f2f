fn question_mark(x: f64) -> f64 {
    let y = x.sqrt()?;
    y
}

//~ errors
// error[M0206]: the operator `?` is not supported in a kernel
//   |
// 2 |     let y = x.sqrt()?;
//   |                     ^
//   |
//   = help: kernels return numbers, not `Result`
