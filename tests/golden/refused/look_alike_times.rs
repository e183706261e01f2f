fn look_alike_times(x: f64) -> f64 {
    2.0 × x
}

//~ errors
// error[M0101]: this is not a token of Rust
//   |
// 2 |     2.0 × x
//   |         ^
//   |
//   = help: write `*`
