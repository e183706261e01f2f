fn iterators(x: &[f64]) -> f64 {
    x.iter().sum()
}

//~ errors
// error[M0303]: `iter()` of `&[f64]` is not supported here
//   |
// 2 |     x.iter().sum()
//   |       ^^^^
//   |
//   = help: run over the indices and use `x[i]`
