fn array_macro(x: f64) -> f64 {
    let a = array![[x, 1.0], [2.0, 3.0]];
    a[[0, 0]]
}

//~ errors
// error[M0206]: the macro `array!` is not supported in a kernel
//   |
// 2 |     let a = array![[x, 1.0], [2.0, 3.0]];
//   |             ^^^^^
//   |
//   = help: kernels allocate nothing: pass the array in as a parameter
