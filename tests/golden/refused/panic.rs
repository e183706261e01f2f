fn panics(x: f64) -> f64 {
    if x < 0.0 {
        panic!("negative");
    }
    x
}

//~ errors
// error[M0205]: the macro `panic!` is not supported in a kernel
//   |
// 3 |         panic!("negative");
//   |         ^^^^^
//   |
//   = help: kernels do not panic: test before the call, or return a value that tells
