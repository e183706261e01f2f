fn const_from_parameter(n: usize) -> f64 {
    const N: usize = n * 2;
    let a = [0.0; N];
    a[0]
}

//~ errors
// error[M0412]: the variable `n` has no value before the kernel runs
//   |
// 2 |     const N: usize = n * 2;
//   |                      ^ only constants can be used here
//   |
//   = help: make it a constant: `const n: usize = ..;`
