fn total(a: &[f64]) -> f64 {
    a[0]
}
pub fn slicing_argument(a: &[f64]) -> f64 {
    total(&a[1..])
}

//~ errors
// error[M0206]: slices of arrays are not supported in a kernel
//   |
// 5 |     total(&a[1..])
//   |            ^^^^^^
//   |
//   = help: pass the whole array on with the limits, and index: `for i in low..high { .. a[i] .. }`
