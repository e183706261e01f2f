fn mixed_integers(n: i32, k: i64, m: usize) -> i64 {
    n + k + m
}

//~ errors
// error[M0401]: mismatched types: expected `i32`, found `i64`
//   |
// 2 |     n + k + m
//   |     -   ^ expected `i32`, found `i64`
//   |     |
//   |     expected because of this operand
//   |
//   = help: convert it: `k as i32`
