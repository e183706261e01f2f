fn ndarray_alias(a: ArrayView2<f64>) -> f64 {
    let b = a;
    b[[0, 0]]
}

//~ errors
// error[M0408]: `a` is an array, not a value
//   |
// 2 |     let b = a;
//   |             ^ this is `ArrayView2<f64>`
//   |
//   = help: use an element: `a[[i, j]]`
