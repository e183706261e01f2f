fn dollar(x: f64) -> f64 {
    $x
}

//~ errors
// error[M0101]: names have no `$` in Rust
//   |
// 2 |     $x
//   |     ^
//   |
//   = help: leave it out
