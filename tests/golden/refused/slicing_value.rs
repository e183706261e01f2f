fn slicing_value(a: &[f64], n: usize) -> f64 {
    let first = a[..n];
    first[0]
}

//~ errors
// error[M0206]: slices of arrays are not supported in a kernel
//   |
// 2 |     let first = a[..n];
//   |                 ^^^^^^
//   |
//   = help: pass the whole array on with the limits, and index: `for i in low..high { .. a[i] .. }`
