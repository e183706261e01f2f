fn print_line(x: f64) -> f64 {
    println!("x = {x}");
    x
}

//~ errors
// error[M0205]: the macro `println!` is not supported in a kernel
//   |
// 2 |     println!("x = {x}");
//   |     ^^^^^^^
//   |
//   = help: kernels do no input or output: return the value, or store it in an array
