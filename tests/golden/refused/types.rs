fn types(n: usize, x: f64, k: i32) -> f64 {
    let a = n * x;
    let b: f64 = 1;
    let c = k + n;
    if x { 1.0 } else { 2 }
}

//~ errors
// error[M0401]: mismatched types: expected `usize`, found `f64`
//   |
// 2 |     let a = n * x;
//   |             -   ^ expected `usize`, found `f64`
//   |             |
//   |             expected because of this operand
//   |
//   = help: convert it: `x as usize`
//
// error[M0401]: mismatched types: expected `f64`, found `{integer}`
//   |
// 3 |     let b: f64 = 1;
//   |            ---   ^ expected `f64`, found `{integer}`
//   |            |
//   |            expected because of this
//   |
//   = help: write a float: `1.0`
//
// error[M0401]: mismatched types: expected `i32`, found `usize`
//   |
// 4 |     let c = k + n;
//   |             -   ^ expected `i32`, found `usize`
//   |             |
//   |             expected because of this operand
//   |
//   = help: convert it: `n as i32`
//
// error[M0401]: mismatched types: expected `bool`, found `f64`
//   |
// 5 |     if x { 1.0 } else { 2 }
//   |        ^ expected `bool`, found `f64`
//   |
//   = help: convert it: `x != 0.0`
//
// error[M0401]: mismatched types: expected `{float}`, found `{integer}`
//   |
// 5 |     if x { 1.0 } else { 2 }
//   |            ---          ^ expected `{float}`, found `{integer}`
//   |            |
//   |            expected because of this branch
//   |
//   = help: write a float: `2.0`
