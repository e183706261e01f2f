fn threads(x: f64) -> f64 {
    std::thread::spawn(|| x);
    x
}

//~ errors
// error[M0206]: a closure is not supported in a kernel
//   |
// 2 |     std::thread::spawn(|| x);
//   |                        ^
//   |
//   = help: write a helper `fn` beside the kernel
