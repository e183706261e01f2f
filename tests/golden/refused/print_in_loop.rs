fn print_in_loop(x: &[f64]) {
    for i in 0..x.len() {
        eprintln!("{}", x[i]);
    }
}

//~ errors
// error[M0205]: the macro `eprintln!` is not supported in a kernel
//   |
// 3 |         eprintln!("{}", x[i]);
//   |         ^^^^^^^^
//   |
//   = help: kernels do no input or output: return the value, or store it in an array
