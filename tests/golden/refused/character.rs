fn character(x: f64) -> f64 {
    let c = 'a';
    x
}

//~ errors
// error[M0209]: a character is not supported in a kernel
//   |
// 2 |     let c = 'a';
//   |             ^^^
//   |
//   = help: kernels compute with numbers and `bool`
