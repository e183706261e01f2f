fn python_or(x: f64, y: f64) -> f64 {
    if x > 0.0 or y > 0.0 {
        return 1.0;
    }
    0.0
}

//~ errors
// error[M0101]: `or` is not Rust
//   |
// 2 |     if x > 0.0 or y > 0.0 {
//   |                ^^
//   |
//   = help: write `||`
