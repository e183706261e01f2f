fn slicing_fixed(x: f64) -> f64 {
    let a = [x, 1.0, 2.0];
    let b = &a[1..];
    b[0]
}

//~ errors
// error[M0206]: slices of arrays are not supported in a kernel
//   |
// 3 |     let b = &a[1..];
//   |             ^^^^^^^
//   |
//   = help: pass the whole array on with the limits, and index: `for i in low..high { .. a[i] .. }`
