fn checked_methods(n: i32, k: i32) -> i32 {
    n.checked_add(k).unwrap_or(0) + n.overflowing_mul(k).0
}

//~ errors
// error[M0303]: there is no method `checked_add` on `i32`
//   |
// 2 |     n.checked_add(k).unwrap_or(0) + n.overflowing_mul(k).0
//   |       ^^^^^^^^^^^
//   |
//   = help: kernels have no `Option`: write `n.saturating_add(y)` or `n.wrapping_add(y)`, or test the operands first
//
// error[M0303]: there is no method `overflowing_mul` on `i32`
//   |
// 2 |     n.checked_add(k).unwrap_or(0) + n.overflowing_mul(k).0
//   |                                       ^^^^^^^^^^^^^^^
//   |
//   = help: write `n.saturating_mul(y)` or `n.wrapping_mul(y)`, or test the operands first
