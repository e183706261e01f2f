fn python_elif(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } elif x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

//~ errors
// error[M0101]: `elif` is not Rust
//   |
// 4 |     } elif x < 0.0 {
//   |       ^^^^
//   |
//   = help: write `else if`
