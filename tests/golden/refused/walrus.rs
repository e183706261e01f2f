fn walrus(x: f64) -> f64 {
    y := x * 2.0;
    y
}

//~ errors
// error[M0101]: `:=` is not an operator of Rust
//   |
// 2 |     y := x * 2.0;
//   |       ^^
//   |
//   = help: write `let y = ..`
