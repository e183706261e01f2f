fn fixed_run_time_size(x: &[f64]) -> f64 {
    let a = [0.0; x.len()];
    a[0]
}

//~ errors
// error[M0412]: a method is not supported in a constant
//   |
// 2 |     let a = [0.0; x.len()];
//   |                   ^^^^^^^
//   |
//   = help: write the value that it has
