fn min_function(x: f64, y: f64) -> f64 {
    min(x, y) + max(x, y) + abs(x) + round(x)
}

//~ errors
// error[M0302]: there is no function `min`
//   |
// 2 |     min(x, y) + max(x, y) + abs(x) + round(x)
//   |     ^^^
//   |
//   = help: write `x.min(y)`
//
// error[M0302]: there is no function `max`
//   |
// 2 |     min(x, y) + max(x, y) + abs(x) + round(x)
//   |                 ^^^
//   |
//   = help: write `x.max(y)`
//
// error[M0302]: there is no function `abs`
//   |
// 2 |     min(x, y) + max(x, y) + abs(x) + round(x)
//   |                             ^^^
//   |
//   = help: write `x.abs()`
//
// error[M0302]: there is no function `round`
//   |
// 2 |     min(x, y) + max(x, y) + abs(x) + round(x)
//   |                                      ^^^^^
//   |
//   = help: write `x.round()`
