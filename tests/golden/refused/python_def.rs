def python_def(x):
    return x * x

//~ errors
// error[M0101]: `def` is not Rust
//   |
// 1 | def python_def(x):
//   | ^^^
//   |
//   = help: write `fn python_def(x: f64) -> f64 { .. }`
