fn remainder_of_bool(a: bool, b: bool) -> bool {
    a % b
}

//~ errors
// error[M0402]: the operator `%` is not defined for `bool`
//   |
// 2 |     a % b
//   |     -^^^^
//   |     |
//   |     this is `bool`
//   |
//   = note: `%` works on numbers
//   = help: convert it: `a as i32`
