fn array_allocation(n: usize) -> f64 {
    let a = Array2::<f64>::zeros((n, n));
    a[[0, 0]]
}

//~ errors
// error[M0206]: a path with type arguments is not supported in a kernel
//   |
// 2 |     let a = Array2::<f64>::zeros((n, n));
//   |             ^^^^^^^^^^^^^^^^^^^^
//   |
//   = help: write a fixed array, `[0.0; 8]`, or pass the array as a parameter
