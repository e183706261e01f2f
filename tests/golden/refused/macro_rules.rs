macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}
fn macros(x: f64) -> f64 {
    square!(x)
}

//~ errors
// error[M0203]: the macro `macro_rules!` is not supported in a kernel
//   |
// 1 | macro_rules! square {
//   | ^^^^^^^^^^^
//   |
//   = help: macros are not expanded in a kernel: write out what it stands for
//
// error[M0206]: the macro `square!` is not supported in a kernel
//   |
// 7 |     square!(x)
//   |     ^^^^^^
//   |
//   = help: macros are not expanded in a kernel: write out what it stands for
