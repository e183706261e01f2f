fn else_if_joined(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } elseif x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

//~ errors
// error[M0101]: `elseif` is not Rust
//   |
// 4 |     } elseif x < 0.0 {
//   |       ^^^^^^
//   |
//   = help: write `else if`
