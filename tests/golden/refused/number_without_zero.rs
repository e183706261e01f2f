fn fullstop_number(x: f64) -> f64 {
    x * .5
}

//~ errors
// error[M0101]: a number does not begin with a point
//   |
// 2 |     x * .5
//   |         ^^
//   |
//   = help: write `0.5`
