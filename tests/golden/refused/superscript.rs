fn superscript(x: f64) -> f64 {
    x²
}

//~ errors
// error[M0101]: this is not a token of Rust
//   |
// 2 |     x²
//   |      ^
//   |
//   = help: write `x * x`
