fn index_float(a: &[f64], x: f64) -> f64 {
    a[x] + a[1.5]
}

//~ errors
// error[M0405]: an index is a `usize`, not `f64`
//   |
// 2 |     a[x] + a[1.5]
//   |       ^ expected `usize`, found `f64`
//   |
//   = help: convert it: `x as usize`
//
// error[M0405]: an index is a `usize`, not `{float}`
//   |
// 2 |     a[x] + a[1.5]
//   |              ^^^ expected `usize`, found `{float}`
//   |
//   = help: write an integer
