fn sort(a: &mut [f64]) {
    a.sort();
}

//~ errors
// error[M0303]: there is no method `sort` on `&mut [f64]`
//   |
// 2 |     a.sort();
//   |       ^^^^
