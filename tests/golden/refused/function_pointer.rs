fn function_pointer(f: fn(f64) -> f64, x: f64) -> f64 {
    f(x)
}

//~ errors
// error[M0204]: a function pointer is not supported in a kernel
//   |
// 1 | fn function_pointer(f: fn(f64) -> f64, x: f64) -> f64 {
//   |                        ^^
//   |
//   = help: call a helper `fn` by its name
