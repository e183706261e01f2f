fn unknown_method(x: f64, n: i32) -> f64 {
    x.sqr() + x.sine() + x.squareroot() + x.to_degrees() + n.absolute() as f64
}

//~ errors
// error[M0303]: there is no method `sqr` on `f64`
//   |
// 2 |     x.sqr() + x.sine() + x.squareroot() + x.to_degrees() + n.absolute() as f64
//   |       ^^^
//   |
//   = help: write `x * x`
//
// error[M0303]: there is no method `sine` on `f64`
//   |
// 2 |     x.sqr() + x.sine() + x.squareroot() + x.to_degrees() + n.absolute() as f64
//   |                 ^^^^
//   |
//   = help: did you mean `sin`?
//
// error[M0303]: there is no method `squareroot` on `f64`
//   |
// 2 |     x.sqr() + x.sine() + x.squareroot() + x.to_degrees() + n.absolute() as f64
//   |                            ^^^^^^^^^^
//
// error[M0303]: there is no method `absolute` on `i32`
//   |
// 2 |     x.sqr() + x.sine() + x.squareroot() + x.to_degrees() + n.absolute() as f64
//   |                                                              ^^^^^^^^
//   |
//   = help: write `n.abs()`
