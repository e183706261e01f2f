fn first(x: f64) -> f64 {
    x
}
fn second(x: f64) -> f64 {
    x
}

//~ errors
// error[M0202]: several functions could be the kernel: `first`, `second`
//   |
// 1 | fn first(x: f64) -> f64 {
//   |    ^^^^^ is it this one?
// ...
// 4 | fn second(x: f64) -> f64 {
//   |    ------ or this
//   |
//   = help: make exactly one of them `pub`, or choose it by name
