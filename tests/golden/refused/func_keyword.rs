func fn_keyword(x: f64) -> f64 {
    x
}

//~ errors
// error[M0101]: `func` is not Rust
//   |
// 1 | func fn_keyword(x: f64) -> f64 {
//   | ^^^^
//   |
//   = help: write `fn fn_keyword(x: f64) -> f64 { .. }`
