fn then_keyword(x: f64) -> f64 {
    if x > 0.0 then 1.0 else 2.0
}

//~ errors
// error[M0101]: `then` is not Rust
//   |
// 2 |     if x > 0.0 then 1.0 else 2.0
//   |                ^^^^
//   |
//   = help: write `if condition { a } else { b }`
