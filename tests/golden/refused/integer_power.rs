fn integer_power(n: i32, k: i32) -> i32 {
    n.powi(2) + n.pow(k) + n.powf(0.5)
}

//~ errors
// error[M0303]: there is no method `powi` on `i32`
//   |
// 2 |     n.powi(2) + n.pow(k) + n.powf(0.5)
//   |       ^^^^
//   |
//   = help: write `n.pow(2)`; the exponent is a `u32`
//
// error[M0401]: mismatched types: expected `u32`, found `i32`
//   |
// 2 |     n.powi(2) + n.pow(k) + n.powf(0.5)
//   |                       ^ expected `u32`, found `i32`
//   |
//   = help: convert it: `k as u32`
//
// error[M0303]: there is no method `powf` on `i32`
//   |
// 2 |     n.powi(2) + n.pow(k) + n.powf(0.5)
//   |                              ^^^^
//   |
//   = help: write `n.pow(2)`; the exponent is a `u32`
