fn assertion(x: f64) -> f64 {
    assert!(x > 0.0);
    x.sqrt()
}

//~ errors
// error[M0205]: the macro `assert!` is not supported in a kernel
//   |
// 2 |     assert!(x > 0.0);
//   |     ^^^^^^
//   |
//   = help: kernels do not panic: test before the call, or return a value that tells
