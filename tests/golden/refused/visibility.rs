pub mod kernels {}
pub(crate) fn visibility(x: f64) -> f64 {
    x
}

//~ errors
// error[M0203]: a module is not supported in a kernel
//   |
// 1 | pub mod kernels {}
//   |     ^^^
//   |
//   = help: write its functions side by side
