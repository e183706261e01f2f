fn let_const(x: f64) -> f64 {
    const y = 2.0;
    x * y
}

//~ errors
// error[M0101]: the constant `y` has no type
//   |
// 2 |     const y = 2.0;
//   |           ^
//   |
//   = help: write `const y: f64 = ..;`, or `let y = ..;`
