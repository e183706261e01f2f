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
//   = help: did you mean `x`?
//
// error[M0301]: there is no variable `y`
//   |
// 3 |     y
//   |     ^
//   |
//   = help: did you mean `x`?
