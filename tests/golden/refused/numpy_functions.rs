fn numpy_functions(x: f64) -> f64 {
    np.exp(x) + math.sqrt(x) + np.maximum(x, 0.0)
}

//~ errors
// error[M0302]: `np.exp` is not Rust
//   |
// 2 |     np.exp(x) + math.sqrt(x) + np.maximum(x, 0.0)
//   |     ^^^^^^^^^
//   |
//   = help: write `x.exp()`
//
// error[M0302]: `math.sqrt` is not Rust
//   |
// 2 |     np.exp(x) + math.sqrt(x) + np.maximum(x, 0.0)
//   |                 ^^^^^^^^^^^^
//   |
//   = help: write `x.sqrt()`
//
// error[M0302]: `np.maximum` is not Rust
//   |
// 2 |     np.exp(x) + math.sqrt(x) + np.maximum(x, 0.0)
//   |                                ^^^^^^^^^^^^^^^^^^
//   |
//   = help: write `x.max(0.0)`
