struct Point {
    x: f64,
}
trait Shape {
    fn area(&self) -> f64;
}
async fn items(x: f64) -> f64 {
    x
}

//~ errors
// error[M0203]: a `struct` is not supported in a kernel
//   |
// 1 | struct Point {
//   | ^^^^^^
//   |
//   = help: pass its fields as parameters
//
// error[M0203]: a `trait` is not supported in a kernel
//   |
// 4 | trait Shape {
//   | ^^^^^
//   |
//   = help: write free functions
//
// error[M0208]: `async fn` is not supported in a kernel
//   |
// 7 | async fn items(x: f64) -> f64 {
//   | ^^^^^
//   |
//   = help: write a plain `fn`
