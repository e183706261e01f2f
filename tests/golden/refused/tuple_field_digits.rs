fn f(x: f64, k: usize) -> f64 {
    let t = (x, 2.0 * x);
    t.00 + t.0x1 + t.1
}

//~ errors
// error[M0206]: a field written like this is not supported in a kernel
//   |
// 3 |     t.00 + t.0x1 + t.1
//   |       ^^
//   |
//   = help: write `.0`
//
// error[M0206]: a field written like this is not supported in a kernel
//   |
// 3 |     t.00 + t.0x1 + t.1
//   |              ^^^
//   |
//   = help: write `.1`
