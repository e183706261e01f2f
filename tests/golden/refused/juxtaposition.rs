fn juxtaposition(x: f64, y: f64) -> f64 {
    x y
}

//~ errors
// error[M0101]: `y` does not follow from what stands before it
//   |
// 2 |     x y
//   |       ^
//   |
//   = help: put an operator or a `;` between them
