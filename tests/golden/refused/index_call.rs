fn index_call(a: &[f64], i: usize) -> f64 {
    a(i)
}

//~ errors
// error[M0302]: `a` is a variable, not a function
//   |
// 2 |     a(i)
//   |     ^
//   |
//   = help: index it with square brackets: `a[i]`
