fn slicing_fixed(x: f64) -> f64 {
    let a = [x, 1.0, 2.0];
    let b = &a[1..];
    b[0]
}

//~ errors
// error[M0206]: a reference can only be taken of an array that is passed to a function
//   |
// 3 |     let b = &a[1..];
//   |             ^^^^^^^
//   |
//   = help: use the value itself
