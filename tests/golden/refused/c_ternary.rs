fn c_ternary(x: f64) -> f64 {
    let y = x > 0.0 ? x : -x;
    y
}

//~ errors
// error[M0101]: `condition ? a : b` is not Rust
//   |
// 2 |     let y = x > 0.0 ? x : -x;
//   |                     ^
//   |
//   = help: write `if x > 0.0 { x } else { -x }`
