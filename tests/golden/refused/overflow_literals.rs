fn overflow_literals(n: u8) -> u8 {
    let a: i32 = 3000000000;
    let b = 255u8 + 1;
    n + 256
}

//~ errors
// error[M0407]: the literal is out of range for `i32`
//   |
// 2 |     let a: i32 = 3000000000;
//   |                  ^^^^^^^^^^
//   |
//   = help: `i32` holds -2147483648 to 2147483647
//
// error[M0503]: this arithmetic always overflows
//   |
// 3 |     let b = 255u8 + 1;
//   |             ^^^^^^^^^
//   |
//   = note: `u8` holds 0 to 255
//
// error[M0407]: the literal is out of range for `u8`
//   |
// 4 |     n + 256
//   |         ^^^
//   |
//   = help: `u8` holds 0 to 255
