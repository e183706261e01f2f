struct Point {
    x: f64,
    y: f64,
}
fn structs(p: Point) -> f64 {
    p.x + p.y
}

//~ errors
// error[M0203]: a `struct` is not supported in a kernel
//   |
// 1 | struct Point {
//   | ^^^^^^
//   |
//   = help: pass its fields as parameters
//
// error[M0206]: access to a named field is not supported in a kernel
//   |
// 6 |     p.x + p.y
//   |       ^
//   |
//   = help: use one variable per field; the extents of an array are `a.nrows()`, `a.shape()[k]`
//
// error[M0206]: access to a named field is not supported in a kernel
//   |
// 6 |     p.x + p.y
//   |             ^
//   |
//   = help: use one variable per field; the extents of an array are `a.nrows()`, `a.shape()[k]`
