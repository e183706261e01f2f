fn index_negative(a: &[f64]) -> f64 {
    a[-1]
}

//~ errors
// error[M0405]: an index is never negative
//   |
// 2 |     a[-1]
//   |       ^^
//   |
//   = help: to count from the end write `a.len() - 1`
