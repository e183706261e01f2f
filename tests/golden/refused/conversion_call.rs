fn conversion_call(n: i32) -> f64 {
    float(n) + f64(n) + int(2.5)
}

//~ errors
// error[M0302]: there is no function `float`
//   |
// 2 |     float(n) + f64(n) + int(2.5)
//   |     ^^^^^
//   |
//   = help: write `n as f64`
//
// error[M0302]: there is no function `f64`
//   |
// 2 |     float(n) + f64(n) + int(2.5)
//   |                ^^^
//   |
//   = help: write `n as f64`
//
// error[M0302]: there is no function `int`
//   |
// 2 |     float(n) + f64(n) + int(2.5)
//   |                         ^^^
//   |
//   = help: write `2.5 as i64`
