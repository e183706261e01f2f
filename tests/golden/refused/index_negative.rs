fn index_negative(a: &[f64]) -> f64 {
    a[-1]
}

//~ errors
// error[M0402]: the operator `-` is not defined for `usize`
//   |
// 2 |     a[-1]
//   |       ^^
//   |
//   = note: this literal is a `usize`, which is never negative
