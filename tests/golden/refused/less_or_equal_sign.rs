fn less_or_equal_sign(x: f64) -> bool {
    x ≤ 1.0
}

//~ errors
// error[M0101]: this is not a token of Rust
//   |
// 2 |     x ≤ 1.0
//   |       ^
//   |
//   = help: write `<=`
