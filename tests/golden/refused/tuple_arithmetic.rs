fn tuple_arithmetic(x: f64) -> f64 {
    let t = (x, 1.0);
    let u = t + (1.0, 2.0);
    u.0
}

//~ errors
// error[M0408]: expected a scalar, found a tuple
//   |
// 3 |     let u = t + (1.0, 2.0);
//   |             ^
//   |
//   = help: use one of its parts: `t.0`
//
// error[M0408]: expected a scalar, found a tuple
//   |
// 3 |     let u = t + (1.0, 2.0);
//   |                 ^^^^^^^^^^
//   |
//   = help: use one of its parts: `t.0`
