async fn async_function(x: f64) -> f64 {
    x.await
}

//~ errors
// error[M0208]: `async fn` is not supported in a kernel
//   |
// 1 | async fn async_function(x: f64) -> f64 {
//   | ^^^^^
//   |
//   = help: write a plain `fn`
//
// error[M0206]: `.await` is not supported in a kernel
//   |
// 2 |     x.await
//   |       ^^^^^
//   |
//   = help: kernels run to their end: remove it
