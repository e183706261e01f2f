fn mut_without_let(x: f64) -> f64 {
    mut y = x;
    y
}

//~ errors
// error[M0101]: `mut` stands behind `let`
//   |
// 2 |     mut y = x;
//   |     ^^^
//   |
//   = help: write `let mut y = ..`
