fn python_is(x: f64, y: f64) -> bool {
    x is y
}

//~ errors
// error[M0101]: `is` is not Rust
//   |
// 2 |     x is y
//   |       ^^
//   |
//   = help: write `==`
