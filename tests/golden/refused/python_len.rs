fn python_len(a: &[f64]) -> usize {
    len(a)
}

//~ errors
// error[M0302]: there is no function `len`
//   |
// 2 |     len(a)
//   |     ^^^
//   |
//   = help: write `a.len()`
