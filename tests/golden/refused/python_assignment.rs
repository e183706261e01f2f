fn python_assignment(x: f64) -> f64 {
    y = x * 2.0;
    y
}

//~ errors
// error[M0301]: there is no variable `y`
//   |
// 2 |     y = x * 2.0;
//   |     ^
//   |
//   = help: declare it: `let mut y = ..;`
