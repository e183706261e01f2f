fn if_without_else(x: f64) -> f64 {
    let y = if x > 0.0 { x };
    y
}

//~ errors
// error[M0401]: an `if` without `else` has no value, but this block has type `f64`
//   |
// 2 |     let y = if x > 0.0 { x };
//   |             --           ^ expected `()`, found `f64`
//   |             |
//   |             this `if` has no `else`
//   |
//   = help: add an `else` block with a value of the same type, or end the value with `;`
