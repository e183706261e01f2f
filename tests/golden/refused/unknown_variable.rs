fn unknown_variable(height: f64, width: f64) -> f64 {
    heigth * widht + depth
}

//~ errors
// error[M0301]: there is no variable `heigth`
//   |
// 2 |     heigth * widht + depth
//   |     ^^^^^^
//   |
//   = help: did you mean `height`?
//
// error[M0301]: there is no variable `widht`
//   |
// 2 |     heigth * widht + depth
//   |              ^^^^^
//   |
//   = help: did you mean `width`?
//
// error[M0301]: there is no variable `depth`
//   |
// 2 |     heigth * widht + depth
//   |                      ^^^^^
