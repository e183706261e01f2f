fn tuple_field(x: f64) -> f64 {
    let t = (x, 1.0);
    t.x
}

//~ errors
// error[M0206]: access to a named field is not supported in a kernel
//   |
// 3 |     t.x
//   |       ^
//   |
//   = help: use one variable per field; the extents of an array are `a.nrows()`, `a.shape()[k]`
