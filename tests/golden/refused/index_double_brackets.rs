fn index_double_brackets(a: &[f64], i: usize) -> f64 {
    a[[i]]
}

//~ errors
// error[M0405]: `&[f64]` is not indexed this way
//   |
// 1 | fn index_double_brackets(a: &[f64], i: usize) -> f64 {
//   |                          - `a` is `&[f64]`
// 2 |     a[[i]]
//   |     ^^^^^^
//   |
//   = help: write `a[i]`
