fn generic_two<T: Float, U: Float>(x: T, y: U) -> T {
    x + y
}

//~ errors
// error[M0401]: mismatched types: expected `T`, found `U`
//   |
// 2 |     x + y
//   |     -   ^ expected `T`, found `U`
//   |     |
//   |     expected because of this operand
