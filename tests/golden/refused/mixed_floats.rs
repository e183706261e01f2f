fn mixed_floats(x: f32, y: f64) -> f64 {
    x * y
}

//~ errors
// error[M0401]: mismatched types: expected `f32`, found `f64`
//   |
// 2 |     x * y
//   |     -   ^ expected `f32`, found `f64`
//   |     |
//   |     expected because of this operand
//   |
//   = help: convert it: `y as f32`
