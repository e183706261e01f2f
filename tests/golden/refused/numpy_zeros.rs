fn numpy_zeros(n: usize) -> f64 {
    let a = np.zeros(n);
    a[0]
}

//~ errors
// error[M0302]: `np.zeros` is not Rust
//   |
// 2 |     let a = np.zeros(n);
//   |             ^^^^^^^^^^^
//   |
//   = help: write a fixed array, `[0.0; 8]`, or pass the array as a parameter
