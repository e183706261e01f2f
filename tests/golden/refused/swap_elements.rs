fn swap_elements(a: &mut [f64], i: usize, j: usize) {
    a.swap(i, j);
    std::mem::swap(a[i], a[j]);
}

//~ errors
// error[M0303]: `swap()` of `&mut [f64]` is not supported here
//   |
// 2 |     a.swap(i, j);
//   |       ^^^^
//   |
//   = help: write `let old = a[i]; a[i] = a[j]; a[j] = old;`
//
// error[M0302]: there is no function `std::mem::swap`
//   |
// 3 |     std::mem::swap(a[i], a[j]);
//   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^
