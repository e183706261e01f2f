pub fn first(n: i32) -> i32 {
    second(n)
}
fn second(n: i32) -> i32 {
    third(n)
}
fn third(n: i32) -> i32 {
    first(n)
}

//~ errors
// error[M0210]: functions call each other in a circle: `first` -> `second` -> `third` -> `first`
//   |
// 1 | pub fn first(n: i32) -> i32 {
//   |        ----- part of the cycle
// ...
// 4 | fn second(n: i32) -> i32 {
//   |    ------ part of the cycle
// ...
// 7 | fn third(n: i32) -> i32 {
//   |    ----- part of the cycle
// 8 |     first(n)
//   |     ^^^^^
//   |
//   = help: write a loop instead: calls in a kernel are inlined
