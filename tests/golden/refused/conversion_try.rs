fn conversion_try(n: i64) -> i32 {
    let k: i32 = n.try_into().unwrap();
    i32::try_from(n).unwrap() + k
}

//~ errors
// error[M0303]: there is no method `try_into` on `i64`
//   |
// 2 |     let k: i32 = n.try_into().unwrap();
//   |                    ^^^^^^^^
//   |
//   = help: conversions are written with `as`: `n as f64`
//
// error[M0303]: there is no method `try_from` on `i32`
//   |
// 3 |     i32::try_from(n).unwrap() + k
//   |          ^^^^^^^^
//   |
//   = help: conversions are written with `as`: `n as f64`
