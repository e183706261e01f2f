fn mixed_literal(x: f64, n: usize) -> f64 {
    2 * x + n / 2
}

//~ errors
// error[M0401]: mismatched types: expected `f64`, found `{integer}`
//   |
// 2 |     2 * x + n / 2
//   |     ^   - expected because of this operand
//   |     |
//   |     expected `f64`, found `{integer}`
//   |
//   = help: write a float: `2.0`
