fn branch_types(x: f64, n: i32) -> f64 {
    if x > 0.0 { x } else { n }
}

//~ errors
// error[M0401]: mismatched types: expected `f64`, found `i32`
//   |
// 2 |     if x > 0.0 { x } else { n }
//   |                  -          ^ expected `f64`, found `i32`
//   |                  |
//   |                  expected because of this branch
//   |
//   = help: convert it: `n as f64`
