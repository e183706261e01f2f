fn conversion_into(n: i32) -> f64 {
    let x: f64 = n.into();
    x
}

//~ errors
// error[M0303]: there is no method `into` on `i32`
//   |
// 2 |     let x: f64 = n.into();
//   |                    ^^^^
//   |
//   = help: conversions are written with `as`: `n as f64`
