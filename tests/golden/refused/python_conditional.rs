fn python_conditional(x: f64) -> f64 {
    x if x > 0.0 else -x
}

//~ errors
// error[M0101]: `a if condition else b` is not Rust
//   |
// 2 |     x if x > 0.0 else -x
//   |       ^^
//   |
//   = help: write `if condition { a } else { b }`
