#[derive(Clone)]
fn attribute_derive(x: f64) -> f64 {
    x
}

//~ errors
// error[M0203]: the attribute `derive` is not supported in a kernel
//   |
// 1 | #[derive(Clone)]
//   |   ^^^^^^
//   |
//   = help: remove it
