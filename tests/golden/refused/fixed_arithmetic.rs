fn fixed_arithmetic(x: f64) -> f64 {
    let a = [x, 1.0];
    let b = a + a;
    let c = a * 2.0;
    b[0]
}

//~ errors
// error[M0408]: expected a scalar, found an array
//   |
// 3 |     let b = a + a;
//   |             ^
//   |
//   = help: index it: `a[i]`
//
// error[M0408]: expected a scalar, found an array
//   |
// 3 |     let b = a + a;
//   |                 ^
//   |
//   = help: index it: `a[i]`
//
// error[M0408]: expected a scalar, found an array
//   |
// 4 |     let c = a * 2.0;
//   |             ^
//   |
//   = help: index it: `a[i]`
