const SCALE: f64 = 2.0;
fn const_assigned(x: f64) -> f64 {
    SCALE = x;
    SCALE += 1.0;
    SCALE
}

//~ errors
// error[M0501]: the constant `SCALE` cannot be written to
//   |
// 1 | const SCALE: f64 = 2.0;
//   |       ----- declared here
// 2 | fn const_assigned(x: f64) -> f64 {
// 3 |     SCALE = x;
//   |     ^^^^^
//   |
//   = help: write to a variable: `let mut value = SCALE;`
//
// error[M0501]: the constant `SCALE` cannot be written to
//   |
// 1 | const SCALE: f64 = 2.0;
//   |       ----- declared here
// ...
// 4 |     SCALE += 1.0;
//   |     ^^^^^
//   |
//   = help: write to a variable: `let mut value = SCALE;`
