fn slicing(a: &[f64], i: usize, j: usize) -> f64 {
    let part = &a[i..j];
    part[0]
}

//~ errors
// error[M0206]: slices of arrays are not supported in a kernel
//   |
// 2 |     let part = &a[i..j];
//   |                ^^^^^^^^
//   |
//   = help: pass the whole array on with the limits, and index: `for i in low..high { .. a[i] .. }`
