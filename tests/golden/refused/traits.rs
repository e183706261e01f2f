trait Norm {
    fn norm(self) -> f64;
}
impl Norm for f64 {
    fn norm(self) -> f64 {
        self.abs()
    }
}
fn traits(x: f64) -> f64 {
    x.norm()
}

//~ errors
// error[M0203]: a `trait` is not supported in a kernel
//   |
// 1 | trait Norm {
//   | ^^^^^
//   |
//   = help: write free functions
//
// error[M0203]: an `impl` is not supported in a kernel
//   |
// 4 | impl Norm for f64 {
//   | ^^^^
//   |
//   = help: write free functions
