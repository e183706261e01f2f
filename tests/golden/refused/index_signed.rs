fn index_signed(a: &[f64], i: i32, j: i64) -> f64 {
    a[i] + a[j - 1]
}

//~ errors
// error[M0405]: an index is a `usize`, not `i32`
//   |
// 2 |     a[i] + a[j - 1]
//   |       ^ expected `usize`, found `i32`
//   |
//   = help: convert it: `i as usize`
//
// error[M0405]: an index is a `usize`, not `i64`
//   |
// 2 |     a[i] + a[j - 1]
//   |              ^^^^^ expected `usize`, found `i64`
//   |
//   = help: convert it: `(j - 1) as usize`
