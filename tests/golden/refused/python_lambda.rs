fn python_lambda(x: f64) -> f64 {
    let f = lambda y: y * y;
    f(x)
}

//~ errors
// error[M0101]: `lambda` is not Rust
//   |
// 2 |     let f = lambda y: y * y;
//   |             ^^^^^^
//   |
//   = help: write a helper `fn` beside the kernel
