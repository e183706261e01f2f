fn ndarray_arithmetic(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    let c = &a + &b;
    let d = a * 2.0;
    c[0] + d[0]
}

//~ errors
// error[M0206]: a reference can only be taken of an array that is passed to a function
//   |
// 2 |     let c = &a + &b;
//   |             ^^
//   |
//   = help: compute with its elements, one by one, in a loop
//
// error[M0206]: a reference can only be taken of an array that is passed to a function
//   |
// 2 |     let c = &a + &b;
//   |                  ^^
//   |
//   = help: compute with its elements, one by one, in a loop
//
// error[M0408]: `a` is an array, not a value
//   |
// 3 |     let d = a * 2.0;
//   |             ^ this is `ArrayView1<f64>`
//   |
//   = help: use an element: `a[i]`
