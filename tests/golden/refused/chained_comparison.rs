fn chained_comparison(x: f64) -> bool {
    0.0 < x < 1.0
}

//~ errors
// error[M0101]: comparison operators cannot be chained
//   |
// 2 |     0.0 < x < 1.0
//   |             ^
//   |
//   = help: compare twice: `0.0 < x && x < 1.0`
