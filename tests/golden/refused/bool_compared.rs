fn bool_compared(n: i32) -> bool {
    n == true
}

//~ errors
// error[M0401]: mismatched types: expected `i32`, found `bool`
//   |
// 2 |     n == true
//   |     -    ^^^^ expected `i32`, found `bool`
//   |     |
//   |     expected because of this operand
//   |
//   = help: convert it: `true as i32`
