fn ndarray_mapv(mut a: ArrayViewMut1<f64>) {
    a.mapv_inplace(|x| x * 2.0);
}

//~ errors
// error[M0206]: a closure is not supported in a kernel
//   |
// 2 |     a.mapv_inplace(|x| x * 2.0);
//   |                    ^
//   |
//   = help: write a loop over the indices instead: `for i in 0..a.len() { .. }`
