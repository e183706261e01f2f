fn generic_unknown_trait<T: Numeric>(x: T) -> T {
    x + x
}

//~ errors
// error[M0208]: the bound `Numeric` is not supported in a kernel
//   |
// 1 | fn generic_unknown_trait<T: Numeric>(x: T) -> T {
//   |                             ^^^^^^^
//   |
//   = help: write one of `Float`, `Int` and `Number`
