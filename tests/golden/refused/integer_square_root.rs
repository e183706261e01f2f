fn integer_square_root(n: i32) -> f64 {
    n.sqrt()
}

//~ errors
// error[M0303]: there is no method `sqrt` on `i32`
//   |
// 2 |     n.sqrt()
//   |       ^^^^
//   |
//   = help: `sqrt` works on floats: `(n as f64).sqrt()`
