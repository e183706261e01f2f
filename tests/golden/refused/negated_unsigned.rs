fn negated_unsigned(n: usize) -> usize {
    let k: u32 = -1;
    -n
}

//~ errors
// error[M0402]: the operator `-` is not defined for `u32`
//   |
// 2 |     let k: u32 = -1;
//   |                  ^^
//   |
//   = note: this literal is a `u32`, which is never negative
//
// error[M0402]: the operator `-` is not defined for `usize`
//   |
// 3 |     -n
//   |     ^-
//   |      |
//   |      this is `usize`
//   |
//   = note: `-` works on floats and signed integers
//   = help: convert it to a signed type first: `-(n as i64)`
