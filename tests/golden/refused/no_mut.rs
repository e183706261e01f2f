fn no_mut(x: f64) -> f64 {
    let y = x;
    y = y * 2.0;
    y += 1.0;
    y
}

//~ errors
// error[M0501]: cannot assign twice to the immutable variable `y`
//   |
// 2 |     let y = x;
//   |         - declared here without `mut`
// 3 |     y = y * 2.0;
//   |     ^
//   |
//   = help: declare it as `let mut y`
