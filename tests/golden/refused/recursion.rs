pub fn even(n: i32) -> bool {
    if n == 0 { true } else { odd(n - 1) }
}
fn odd(n: i32) -> bool {
    if n == 0 { false } else { even(n - 1) }
}

//~ errors
// error[M0210]: functions call each other in a circle: `even` -> `odd` -> `even`
//   |
// 1 | pub fn even(n: i32) -> bool {
//   |        ---- part of the cycle
// ...
// 4 | fn odd(n: i32) -> bool {
//   |    --- part of the cycle
// 5 |     if n == 0 { false } else { even(n - 1) }
//   |                                ^^^^
//   |
//   = help: write a loop instead: calls in a kernel are inlined
