fn ndarray_dot(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    a.dot(&b)
}

//~ errors
// error[M0303]: `dot()` of `ArrayView1<f64>` is not supported here
//   |
// 2 |     a.dot(&b)
//   |       ^^^
//   |
//   = help: write a loop over `a[i]`
