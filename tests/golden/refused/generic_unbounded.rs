fn generic_unbounded<T>(x: T) -> T {
    x * x
}

//~ errors
// error[M0208]: the type parameter `T` has no bound
//   |
// 1 | fn generic_unbounded<T>(x: T) -> T {
//   |                      ^
//   |
//   = help: say what it stands for: `T: Float`
