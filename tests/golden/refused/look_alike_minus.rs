fn look_alike_minus(x: f64) -> f64 {
    x − 1.0
}

//~ errors
// error[M0101]: this is not a token of Rust
//   |
// 2 |     x − 1.0
//   |       ^
//   |
//   = help: write `-`
