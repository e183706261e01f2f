fn const_generic<const N: usize>(a: &[f64; N]) -> f64 {
    a[0]
}

//~ errors
// error[M0208]: a const parameter is not supported in a kernel
//   |
// 1 | fn const_generic<const N: usize>(a: &[f64; N]) -> f64 {
//   |                        ^
//   |
//   = help: pass the number as a parameter of type `usize`
