fn no_mut_fixed(x: f64) -> f64 {
    let a = [0.0; 4];
    a[0] = x;
    a[0]
}

//~ errors
// error[M0501]: cannot store into `a`, which is not mutable
//   |
// 2 |     let a = [0.0; 4];
//   |         - declared here
// 3 |     a[0] = x;
//   |     ^^^^
//   |
//   = help: declare it as `let mut a`
