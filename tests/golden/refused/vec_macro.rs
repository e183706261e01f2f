fn vec_macro(n: usize) -> f64 {
    let v = vec![0.0; n];
    v[0]
}

//~ errors
// error[M0206]: the macro `vec!` is not supported in a kernel
//   |
// 2 |     let v = vec![0.0; n];
//   |             ^^^
//   |
//   = help: kernels allocate nothing: pass the array in as a parameter
