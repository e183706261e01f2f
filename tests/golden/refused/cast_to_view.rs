fn cast_to_view(a: &[f64]) -> f64 {
    let v = a as ArrayView1<f64>;
    v[0]
}

//~ errors
// error[M0408]: `a` is an array, not a value
//   |
// 2 |     let v = a as ArrayView1<f64>;
//   |             ^ this is `&[f64]`
//   |
//   = help: use an element: `a[i]`
//
// error[M0204]: a variable holds a scalar, not an array
//   |
// 2 |     let v = a as ArrayView1<f64>;
//   |                  ^^^^^^^^^^^^^^^
//   |
//   = help: use the array parameter by its own name
