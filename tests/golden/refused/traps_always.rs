fn traps_always(n: i32) -> i32 {
    n / 0 + (1 << 40)
}

//~ errors
// error[M0503]: this operation always divides by zero
//   |
// 2 |     n / 0 + (1 << 40)
//   |     ^^^^-
//   |         |
//   |         this is zero
//
// error[M0503]: this shift is always too wide
//   |
// 2 |     n / 0 + (1 << 40)
//   |              ^^^^^--
//   |                   |
//   |                   too wide
//   |
//   = note: `i32` has 32 bits
