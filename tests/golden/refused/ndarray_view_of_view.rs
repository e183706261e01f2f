fn ndarray_view_of_view(a: ArrayView2<f64>) -> f64 {
    let v = a.view();
    v[[0, 0]]
}

//~ errors
// error[M0303]: `view()` of `ArrayView2<f64>` is not supported here
//   |
// 2 |     let v = a.view();
//   |               ^^^^
//   |
//   = help: a view can only be passed to a function that takes one, as its argument
