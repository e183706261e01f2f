fn print_function(x: f64) -> f64 {
    print(x);
    printf(x);
    x
}

//~ errors
// error[M0302]: there is no function `print`
//   |
// 2 |     print(x);
//   |     ^^^^^
//   |
//   = help: kernels do no input or output: return the value, or store it in an array
//
// error[M0302]: there is no function `printf`
//   |
// 3 |     printf(x);
//   |     ^^^^^^
//   |
//   = help: kernels do no input or output: return the value, or store it in an array
