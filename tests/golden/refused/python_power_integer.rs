fn python_power_integer(n: i32) -> i32 {
    let k: u32 = 3;
    n ** k
}

//~ errors
// error[M0206]: the operator `**` is not supported in a kernel
//   |
// 3 |     n ** k
//   |       ^^
//   |
//   = help: write `.powf(y)`, or `.powi(n)` for an integer `n`, or `.pow(n)` of an integer
