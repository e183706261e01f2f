fn rust_beyond_kernels(x: &[f64]) -> f64 {
    println!("{}", x[0]);
    let v = vec![1.0, 2.0];
    let s = "text";
    let total = x.iter().sum();
    let f = |y| y + 1.0;
    unsafe { x[0] }
}

//~ errors
// error[M0205]: the macro `println!` is not supported in a kernel
//   |
// 2 |     println!("{}", x[0]);
//   |     ^^^^^^^
//   |
//   = help: kernels do no input or output: return the value, or store it in an array
//
// error[M0206]: the macro `vec!` is not supported in a kernel
//   |
// 3 |     let v = vec![1.0, 2.0];
//   |             ^^^
//   |
//   = help: kernels allocate nothing: pass the array in as a parameter
//
// error[M0209]: a string is not supported in a kernel
//   |
// 4 |     let s = "text";
//   |             ^^^^^^
//   |
//   = help: kernels compute with numbers and `bool`
//
// error[M0206]: a closure is not supported in a kernel
//   |
// 6 |     let f = |y| y + 1.0;
//   |             ^
//   |
//   = help: write a helper `fn` beside the kernel
//
// error[M0206]: `unsafe` is not supported in a kernel
//   |
// 7 |     unsafe { x[0] }
//   |     ^^^^^^
//   |
//   = help: index as usual: checks are removed where proved
