fn generic_copy<T: Copy>(a: T, b: T) -> bool {
    a < b
}

//~ errors
// error[M0208]: the type parameter `T` has no bound
//   |
// 1 | fn generic_copy<T: Copy>(a: T, b: T) -> bool {
//   |                 ^
//   |
//   = help: say what it stands for: `T: Float`
