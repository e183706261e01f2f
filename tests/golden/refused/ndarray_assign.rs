fn ndarray_assign(a: ArrayView1<f64>, mut b: ArrayViewMut1<f64>) {
    b.assign(&a);
    b = a;
}

//~ errors
// error[M0303]: `assign()` of `ArrayViewMut1<f64>` is not supported here
//   |
// 2 |     b.assign(&a);
//   |       ^^^^^^
//   |
//   = help: assign in a loop: `b[i] = ..`
//
// error[M0206]: the array `b` cannot be assigned to as a whole
//   |
// 3 |     b = a;
//   |     ^
//   |
//   = help: assign to its elements: `b[i] = ..`
//
// error[M0408]: `a` is an array, not a value
//   |
// 3 |     b = a;
//   |         ^ this is `ArrayView1<f64>`
//   |
//   = help: use an element: `a[i]`
