fn look_alike_quotes(x: f64) -> f64 {
    let s = “text”;
    x
}

//~ errors
// error[M0101]: this is not a token of Rust
//   |
// 2 |     let s = “text”;
//   |             ^^^^^^
//   |
//   = help: kernels have no strings: they compute with numbers and `bool`
