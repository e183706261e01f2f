fn generic_literal<T: Float>(x: T) -> T {
    x * 2.0
}

//~ errors
// error[M0401]: mismatched types: expected `T`, found `{float}`
//   |
// 2 |     x * 2.0
//   |         ^^^
//   |
//   = help: convert it: `T::from_f64(2.0)`
