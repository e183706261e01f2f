fn closures(x: f64) -> f64 {
    let square = |y: f64| y * y;
    square(x)
}

//~ errors
// error[M0206]: a closure is not supported in a kernel
//   |
// 2 |     let square = |y: f64| y * y;
//   |                  ^
//   |
//   = help: write a helper `fn` beside the kernel
