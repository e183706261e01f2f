fn tuple_nested(x: f64) -> f64 {
    let t = (x, (1.0, 2.0));
    t.0
}

//~ errors
// error[M0408]: expected a scalar, found a tuple
//   |
// 2 |     let t = (x, (1.0, 2.0));
//   |                 ^^^^^^^^^^
//   |
//   = help: use one of its parts: `t.0`
