fn ndarray_slice(a: ArrayView2<f64>) -> f64 {
    let b = a.slice(s![1.., ..]);
    b[[0, 0]]
}

//~ errors
// error[M0206]: the macro `s!` is not supported in a kernel
//   |
// 2 |     let b = a.slice(s![1.., ..]);
//   |                     ^
//   |
//   = help: write loops over the indices
