fn overflow_shift(n: i32) -> i32 {
    n << 32 | 1 << 31 << 1 | n >> -1
}

//~ errors
// error[M0503]: this shift is always too wide
//   |
// 2 |     n << 32 | 1 << 31 << 1 | n >> -1
//   |     ^^^^^--
//   |          |
//   |          too wide
//   |
//   = note: `i32` has 32 bits
//
// error[M0503]: this shift is always too wide
//   |
// 2 |     n << 32 | 1 << 31 << 1 | n >> -1
//   |                              ^^^^^--
//   |                                   |
//   |                                   too wide
//   |
//   = note: `i32` has 32 bits
