enum Mode {
    Fast,
    Slow,
}
fn enums(x: f64) -> f64 {
    match Mode::Fast {
        Mode::Fast => x,
        Mode::Slow => 0.0,
    }
}

//~ errors
// error[M0203]: an `enum` is not supported in a kernel
//   |
// 1 | enum Mode {
//   | ^^^^
//   |
//   = help: use integers and named variables
