fn ndarray_get(a: ArrayView1<f64>) -> f64 {
    a.get(0).unwrap()
}

//~ errors
// error[M0303]: `get()` of `ArrayView1<f64>` is not supported here
//   |
// 2 |     a.get(0).unwrap()
//   |       ^^^
//   |
//   = help: index it: `a[i]`
