fn slicing(a: &[f64], i: usize, j: usize) -> f64 {
    let part = &a[i..j];
    part[0]
}

//~ errors
// error[M0206]: a reference can only be taken of an array that is passed to a function
//   |
// 2 |     let part = &a[i..j];
//   |                ^^^^^^^^
//   |
//   = help: use the value itself
