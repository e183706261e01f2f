fn length_field(a: &[f64]) -> usize {
    a.len + a.size
}

//~ errors
// error[M0206]: access to a named field is not supported in a kernel
//   |
// 2 |     a.len + a.size
//   |       ^^^
//   |
//   = help: the number of elements is `a.len()`
//
// error[M0206]: access to a named field is not supported in a kernel
//   |
// 2 |     a.len + a.size
//   |               ^^^^
//   |
//   = help: the number of elements is `a.len()`
