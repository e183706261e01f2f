mod inner {
    pub fn square(x: f64) -> f64 {
        x * x
    }
}
fn modules(x: f64) -> f64 {
    inner::square(x)
}

//~ errors
// error[M0203]: a module is not supported in a kernel
//   |
// 1 | mod inner {
//   | ^^^
//   |
//   = help: write its functions side by side
