fn ndarray_mean(a: ArrayView1<f64>) -> f64 {
    a.mean().unwrap()
}

//~ errors
// error[M0303]: `mean()` of `ArrayView1<f64>` is not supported here
//   |
// 2 |     a.mean().unwrap()
//   |       ^^^^
//   |
//   = help: write a loop over `a[i]`
