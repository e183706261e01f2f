fn look_alike_semicolon(x: f64) -> f64 {
    let y = x；
    y
}

//~ errors
// error[M0101]: this is not a token of Rust
//   |
// 2 |     let y = x；
//   |              ^^
//   |
//   = help: write `;`
